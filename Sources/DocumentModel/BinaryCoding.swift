/// Writes the values of the domain as bytes: little-endian base-128 varints and length-prefixed UTF-8.
///
/// One form serves the pipe from the extraction worker, the catalogue's stored extractions and the index's document
/// data, because each of them carries whole books: JSON would cost as much as indexing does.
public struct BinaryWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Writes one byte as it is.
    public mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Writes bytes as they are, without their number.
    public mutating func append(contentsOf more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Writes a number that is not negative.
    public mutating func write(_ value: Int) { write(UInt64(value)) }

    public mutating func write(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func write(_ text: String) {
        var text = text
        text.withUTF8 {
            write($0.count)
            bytes.append(contentsOf: $0)
        }
    }

    public mutating func write(_ text: String?) {
        write(text == nil ? 0 : 1)
        if let text { write(text) }
    }

    public mutating func write(_ data: some Collection<UInt8>) {
        write(data.count)
        bytes.append(contentsOf: data)
    }

    public mutating func write<Element>(_ list: [Element], each: (inout BinaryWriter, Element) -> Void) {
        write(list.count)
        for element in list { each(&self, element) }
    }
}

/// The bytes do not hold what was expected: they were cut or written by another version.
public struct BinaryCodingError: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Reads what ``BinaryWriter`` wrote. Throws ``BinaryCodingError`` instead of reading past the end.
public struct BinaryReader {
    private let bytes: [UInt8]
    /// The next byte to be read.
    public private(set) var offset: Int

    public init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    public var isAtEnd: Bool { offset == bytes.count }

    public mutating func readUInt() throws -> UInt64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while offset < bytes.count, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw BinaryCodingError("a number is cut off at byte \(offset)")
    }

    public mutating func readByte() throws -> UInt8 {
        guard offset < bytes.count else { throw BinaryCodingError("a byte is missing at \(offset)") }
        defer { offset += 1 }
        return bytes[offset]
    }

    public mutating func readInt() throws -> Int {
        guard let value = Int(exactly: try readUInt()) else { throw BinaryCodingError("a number is too large") }
        return value
    }

    public mutating func readDouble() throws -> Double {
        guard offset + 8 <= bytes.count else { throw BinaryCodingError("a number is cut off at byte \(offset)") }
        var bits: UInt64 = 0
        for index in 0..<8 { bits |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
        offset += 8
        return Double(bitPattern: bits)
    }

    /// Reads a length and gives the range of that many bytes, which are skipped.
    public mutating func readRange() throws -> Range<Int> {
        let length = try readInt()
        guard length <= bytes.count - offset else {
            throw BinaryCodingError("\(length) bytes are cut off at \(offset)")
        }
        defer { offset += length }
        return offset..<offset + length
    }

    public mutating func readString() throws -> String { String(decoding: bytes[try readRange()], as: UTF8.self) }

    public mutating func readOptionalString() throws -> String? {
        try readInt() == 0 ? nil : try readString()
    }

    /// Passes over what ``readOptionalString()`` would read.
    public mutating func skipOptionalString() throws {
        if try readInt() != 0 { _ = try readRange() }
    }

    public mutating func readBytes() throws -> ArraySlice<UInt8> { bytes[try readRange()] }

    public mutating func readList<Element>(_ each: (inout BinaryReader) throws -> Element) throws -> [Element] {
        let count = try readInt()
        guard count <= bytes.count - offset else { throw BinaryCodingError("a list of \(count) is cut off") }
        var result: [Element] = []
        // An element may take many times its one byte here; what is claimed is not believed before it is there.
        result.reserveCapacity(min(count, 4096))
        for _ in 0..<count { result.append(try each(&self)) }
        return result
    }
}

extension Locator {
    public func write(to writer: inout BinaryWriter) {
        switch self {
        case .page(let number, let label):
            writer.write(0)
            writer.write(number)
            writer.write(label)
        case .slide(let number):
            writer.write(1)
            writer.write(number)
        case .chapter(let number, let label, let href):
            writer.write(2)
            writer.write(number)
            writer.write(label)
            writer.write(href)
        case .cue(let start, let end):
            writer.write(3)
            writer.write(start)
            writer.write(end)
        case .heading(let path, let anchor):
            writer.write(4)
            writer.write(path) { $0.write($1) }
            writer.write(anchor)
        case .text(let line):
            writer.write(5)
            writer.write(line)
        }
    }

    public init(from reader: inout BinaryReader) throws {
        switch try reader.readInt() {
        case 0: self = .page(number: try reader.readInt(), label: try reader.readOptionalString())
        case 1: self = .slide(number: try reader.readInt())
        case 2:
            self = .chapter(
                number: try reader.readInt(),
                label: try reader.readOptionalString(),
                href: try reader.readString()
            )
        case 3: self = .cue(start: try Self.seconds(&reader), end: try Self.seconds(&reader))
        case 4:
            self = .heading(path: try reader.readList { try $0.readString() }, anchor: try reader.readOptionalString())
        case 5: self = .text(line: try reader.readInt())
        case let other: throw BinaryCodingError("there is no locator of kind \(other)")
        }
    }

    /// A time that a whole number can hold.
    /// Reads a locator without its texts: they are empty, or nil where they may be. Of a document with a million sections, making
    /// the texts takes most of the time.
    public init(withoutTextsFrom reader: inout BinaryReader) throws {
        switch try reader.readInt() {
        case 0:
            self = .page(number: try reader.readInt(), label: nil)
            try reader.skipOptionalString()
        case 1: self = .slide(number: try reader.readInt())
        case 2:
            self = .chapter(number: try reader.readInt(), label: nil, href: "")
            try reader.skipOptionalString()
            _ = try reader.readRange()
        case 3: self = .cue(start: try Self.seconds(&reader), end: try Self.seconds(&reader))
        case 4:
            self = .heading(path: [], anchor: nil)
            for _ in 0..<(try reader.readInt()) { _ = try reader.readRange() }
            try reader.skipOptionalString()
        case 5: self = .text(line: try reader.readInt())
        case let other: throw BinaryCodingError("there is no locator of kind \(other)")
        }
    }

    private static func seconds(_ reader: inout BinaryReader) throws -> Double {
        let value = try reader.readDouble()
        guard abs(value) < 1e15 else { throw BinaryCodingError("\(value) is no time") }
        return value
    }
}
