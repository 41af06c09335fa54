import DocumentModel

/// The boxes of an ISO media file (ISO/IEC 14496-12) or a QuickTime file: a tree, of which only the wanted parts are
/// read, level by level.
final class ISOBoxes {
    let reader: ByteReader
    /// How many more boxes may be read.
    private var left = 2_000_000

    /// Whether there are more boxes than are read.
    var isExhausted: Bool { left == 0 }

    init(_ source: SourceFile) { reader = ByteReader(source) }

    /// The four bytes that name a box; `©` is byte 0xA9.
    struct Name: Hashable, ExpressibleByStringLiteral {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
        init(stringLiteral text: String) { bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
        /// Without the `©` of QuickTime's user data.
        var text: String {
            String(String.UnicodeScalarView(bytes.drop { $0 == 0xA9 }.map { Unicode.Scalar($0) }))
        }
    }

    struct Box {
        var name: Name
        /// Where its content is in the file.
        var body: Range<Int>
    }

    /// The boxes that follow each other in a range. The last one may be cut off.
    func boxes(in range: Range<Int>) -> [Box] {
        var found: [Box] = []
        var position = range.lowerBound
        while range.upperBound - position >= 8, left > 0 {
            left -= 1
            guard let header = reader.bytes(at: position, 8) else { break }
            var cursor = ByteCursor(header)
            var size = cursor.number(4) ?? 0
            let name = Name(cursor.rest())
            var body = position + 8
            if size == 1 {
                guard let large = reader.number(at: body, 8) else { break }
                size = large
                body += 8
            } else if size == 0 {
                // Up to the end of the file. In QuickTime, four zeros end a list.
                guard range.upperBound == reader.size, name.bytes.allSatisfy({ $0 >= 0x20 }) else { break }
                size = range.upperBound - position
            }
            guard size >= body - position, body <= range.upperBound else { break }
            let end = size > range.upperBound - position ? range.upperBound : position + size
            found.append(Box(name: name, body: body..<end))
            position = end
        }
        return found
    }

    func boxes(in box: Box) -> [Box] { boxes(in: box.body) }

    /// The first box at the end of a path of names below a box.
    func first(_ path: Name..., in box: Box) -> Box? {
        var box = box
        for name in path {
            guard let inner = boxes(in: box).first(where: { $0.name == name }) else { return nil }
            box = inner
        }
        return box
    }

    /// The content of a box, up to a limit in bytes.
    func cursor(_ box: Box, limit: Int = ByteReader.most) -> ByteCursor? {
        reader.bytes(box.body, limit: limit).map { ByteCursor($0) }
    }

    /// The same for a box that begins with a version and flags.
    func versioned(_ box: Box, limit: Int = ByteReader.most) -> (version: Int, flags: Int, cursor: ByteCursor)? {
        guard var cursor = cursor(box, limit: limit), let version = cursor.number(1), let flags = cursor.number(3)
        else {
            return nil
        }
        return (version, flags, cursor)
    }
}

/// Texts in ISO media files.
enum ISOText {
    /// UTF-8, UTF-16 with a mark, or MacRoman.
    static func decode(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFE, 0xFF]) { return wide(bytes.dropFirst(2), isLittle: false) }
        if bytes.starts(with: [0xFF, 0xFE]) { return wide(bytes.dropFirst(2), isLittle: true) }
        if CharacterSet.isUTF8(bytes) { return String(decoding: bytes, as: UTF8.self) }
        return CharacterSet.decode(bytes, declared: "macintosh")?.text ?? String(decoding: bytes, as: UTF8.self)
    }

    static func wide(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> String {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            isLittle
                ? UInt16(bytes[index + 1]) << 8 | UInt16(bytes[index])
                : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// The language in a track's header: three letters of five bits, or a number of the old Macintosh.
    static func language(_ code: Int) -> LanguageTag? {
        guard code >= 0x400 else { return macintosh.indices.contains(code) ? LanguageTag(macintosh[code]) : nil }
        let letters = [code >> 10, code >> 5, code].map { UInt8($0 & 31) + 0x60 }
        return LanguageTag(String(decoding: letters, as: UTF8.self)).flatMap { $0.isUndetermined ? nil : $0 }
    }

    private static let macintosh = [
        "en", "fr", "de", "it", "nl", "sv", "es", "da", "pt", "nb", "he", "ja", "ar", "fi", "el", "is", "mt", "tr",
        "hr",
        "zh", "ur", "hi", "th", "ko", "lt", "pl", "hu", "et", "lv", "se", "fo", "fa", "ru", "zh", "nl", "ga", "sq",
        "ro",
        "cs", "sk", "sl",
    ]
}
