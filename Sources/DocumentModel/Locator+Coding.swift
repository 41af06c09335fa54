import Encodings

extension Locator {
    package func write(to writer: inout BinaryWriter) {
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

    package init(from reader: inout BinaryReader) throws {
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
    /// Decodes a locator without its texts: they are empty, or nil if optional. In a document with a million sections,
    /// decoding the texts takes most of the time.
    package init(withoutTextsFrom reader: inout BinaryReader) throws {
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
        guard abs(value) < 1e15 else { throw BinaryCodingError("\(value) is not a time") }
        return value
    }
}
