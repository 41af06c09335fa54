/// Finds the character set that HTML or XHTML declares, in its bytes, because they can only be decoded with it.
struct MarkupDeclaration {
    /// The label in the first `meta` element that has one, or else in the XML declaration; nil if there is none.
    static func characterSet(of bytes: [UInt8]) -> String? {
        var scanner = MarkupDeclaration(bytes)
        return scanner.find()
    }

    private let bytes: [UInt8]
    private var index = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A declaration after this many bytes is not looked for: it is text.
    private static let most = 1 << 20
    /// Values longer than this, in bytes, are no labels.
    private static let longest = 200

    private mutating func find() -> String? {
        var ofXML: String?
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
        if startsWith("<?xml"), index + 5 < bytes.count, Self.isSpace(bytes[index + 5]) {
            index += 5
            let attributes = attributes()
            if let label = attributes["encoding"], !label.isEmpty { ofXML = label }
        }
        let end = min(bytes.count, Self.most)
        while index < end {
            guard bytes[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            if startsWith("<!--") {
                index += 4
                // The end may share its dashes with the beginning: <!-->.
                skip(past: "-->", from: index - 2)
            } else if startsWith("<meta"), index + 5 < bytes.count,
                Self.isSpace(bytes[index + 5]) || bytes[index + 5] == 0x2F
            {
                index += 5
                if let label = label(in: attributes()) { return label }
            } else if let raw = ["script", "style", "title", "textarea"].first(where: { startsWith("<" + $0) }) {
                // Their content is not markup.
                index += raw.utf8.count + 1
                skip(past: "</" + raw, from: index)
            } else {
                index += 1
            }
        }
        return ofXML
    }

    private func label(in attributes: [String: String]) -> String? {
        if let label = attributes["charset"], !label.isEmpty { return label }
        guard attributes["http-equiv"]?.lowercased() == "content-type",
            let content = attributes["content"]?.lowercased(),
            let name = content.firstRange(of: "charset")
        else { return nil }
        // "charset = x", "charset='x'".
        let rest = content[name.upperBound...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        let label = value.prefix { !$0.isWhitespace && !";,\"'".contains($0) }
        return label.isEmpty ? nil : String(label)
    }

    // MARK: Bytes

    /// The attributes from here to the end of the tag, which is skipped; names in lower case.
    private mutating func attributes() -> [String: String] {
        var found: [String: String] = [:]
        while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
            if Self.isSpace(bytes[index]) || "/?\"'".utf8.contains(bytes[index]) {
                index += 1
                continue
            }
            let name = take { !Self.isSpace($0) && !"=/>?".utf8.contains($0) }.lowercased()
            skipSpaces()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
                // A sign that begins no attribute.
                if name.isEmpty { index += 1 }
                continue
            }
            index += 1
            skipSpaces()
            let value: String
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
                let quote = bytes[index]
                index += 1
                value = take { $0 != quote }
                index += 1
            } else {
                value = take { !Self.isSpace($0) && $0 != UInt8(ascii: ">") }
            }
            found[name] = found[name] ?? value
        }
        return found
    }

    /// The bytes from here that pass a test, as far as they may be a label; all of them are skipped.
    private mutating func take(while isIncluded: (UInt8) -> Bool) -> String {
        let start = index
        while index < bytes.count, isIncluded(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<min(index, start + Self.longest)], as: UTF8.self)
    }

    private mutating func skipSpaces() {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    }

    private mutating func skip(past end: String, from start: Int) {
        index = start
        while index < bytes.count, !startsWith(end) { index += 1 }
    }

    /// Whether the bytes here are a text, in capital or small letters.
    private func startsWith(_ text: String) -> Bool {
        guard index + text.utf8.count <= bytes.count else { return false }
        return zip(bytes[index...], text.utf8).allSatisfy { byte, wanted in
            byte == wanted || ((0x41...0x5A).contains(byte) && byte | 0x20 == wanted)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
