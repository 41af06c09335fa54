/// Encodes values as bytes: little-endian base-128 varints and length-prefixed UTF-8.
///
/// The same encoding is used in the pipe from the extraction worker, in the catalogue and in the document data of the
/// index. All of them contain whole books, for which JSON would take as long as indexing.
package struct BinaryWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Appends bytes without their count.
    package mutating func append(contentsOf more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Writes a non-negative number.
    package mutating func write(_ value: Int) { write(UInt64(value)) }

    package mutating func write(_ value: Double) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 {
            write($0.count)
            bytes.append(contentsOf: $0)
        }
    }

    package mutating func write(_ text: String?) {
        write(text == nil ? 0 : 1)
        if let text { write(text) }
    }

    package mutating func write(_ data: some Collection<UInt8>) {
        write(data.count)
        bytes.append(contentsOf: data)
    }

    package mutating func write<Element>(_ list: [Element], each: (inout BinaryWriter, Element) -> Void) {
        write(list.count)
        for element in list { each(&self, element) }
    }
}

/// The bytes are not as expected: they were truncated or written by another version.
package struct BinaryCodingError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// Decodes what ``BinaryWriter`` wrote. Throws ``BinaryCodingError`` instead of reading past the end.
package struct BinaryReader {
    private let bytes: [UInt8]
    /// The index of the next byte.
    package private(set) var offset: Int

    package init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    package var isAtEnd: Bool { offset == bytes.count }

    package mutating func readUInt() throws -> UInt64 {
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

    package mutating func readByte() throws -> UInt8 {
        guard offset < bytes.count else { throw BinaryCodingError("a byte is missing at \(offset)") }
        defer { offset += 1 }
        return bytes[offset]
    }

    package mutating func readInt() throws -> Int {
        guard let value = Int(exactly: try readUInt()) else { throw BinaryCodingError("a number is too large") }
        return value
    }

    package mutating func readDouble() throws -> Double {
        guard offset + 8 <= bytes.count else { throw BinaryCodingError("a number is cut off at byte \(offset)") }
        var bits: UInt64 = 0
        for index in 0..<8 { bits |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
        offset += 8
        return Double(bitPattern: bits)
    }

    /// Reads a length and returns the range of that many bytes, which are skipped.
    package mutating func readRange() throws -> Range<Int> {
        let length = try readInt()
        guard length <= bytes.count - offset else {
            throw BinaryCodingError("\(length) bytes are cut off at \(offset)")
        }
        defer { offset += length }
        return offset..<offset + length
    }

    package mutating func readString() throws -> String { String(decoding: bytes[try readRange()], as: UTF8.self) }

    package mutating func readOptionalString() throws -> String? {
        try readInt() == 0 ? nil : try readString()
    }

    /// Skips what ``readOptionalString()`` would read.
    package mutating func skipOptionalString() throws {
        if try readInt() != 0 { _ = try readRange() }
    }

    package mutating func readBytes() throws -> ArraySlice<UInt8> { bytes[try readRange()] }

    package mutating func readList<Element>(_ each: (inout BinaryReader) throws -> Element) throws -> [Element] {
        let count = try readInt()
        guard count <= bytes.count - offset else { throw BinaryCodingError("a list of \(count) is cut off") }
        var result: [Element] = []
        // An element may take many times more memory than its bytes here, so the claimed count is not trusted.
        result.reserveCapacity(min(count, 4096))
        for _ in 0..<count { result.append(try each(&self)) }
        return result
    }
}
