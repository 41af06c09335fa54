import Foundation

/// A message with parts (RFC 2045, 2557): a web page saved with its pictures (`.mht`), or such a page inside a Word
/// document. Only the part that is the page is decoded.
///
/// Damaged messages are read as far as possible; sizes, depth and the number of parts are limited.
struct MIMEMessage {
    /// One part, decoded.
    struct Part {
        /// The media type in lower case, without parameters: `text/html`.
        var type: String
        /// The character set that the part's header declares.
        var charset: String?
        var bytes: [UInt8]
    }

    /// The page: the part that the message names as its root, else the first HTML, else the first plain text.
    let root: Part
    /// The subject, decoded; browsers write the page's title there.
    let subject: String?

    private static let mostParts = 2000
    private static let deepest = 8
    private static let longestHeader = 64 << 10

    /// Nil if the bytes do not begin with the header of a message, or it has no part with text.
    init?(_ bytes: [UInt8]) {
        guard let message = Entity(bytes[...]), message.header["content-type"] != nil else { return nil }
        let found = Self.texts(of: message)
        guard
            let root = found.first(where: \.isRoot) ?? found.first(where: { $0.entity.type == "text/html" })
                ?? found.first
        else { return nil }
        var body = root.entity.decoded()
        if Self.isFrameset(body) {
            // The frames of a page of old, one after the other.
            for part in found where part.entity.type == "text/html" && part.entity.body != root.entity.body {
                guard body.count < bytes.count * 2 else { break }
                body += [0x0A] + part.entity.decoded()
            }
        }
        self.root = Part(type: root.entity.type, charset: root.entity.parameters["charset"], bytes: body)
        subject = message.header["subject"].map(Self.words)
    }

    /// Whether a text begins like a web page that a browser saved, rather than like a letter: it has several related parts,
    /// or says where the page was.
    /// - Parameter ending: the extension of the file's name: that of saved pages is believed.
    static func isWebPage(_ text: some StringProtocol, ending: String = "") -> Bool {
        guard let message = Entity(Array(text.utf8.prefix(longestHeader))[...]) else { return false }
        let header = message.header
        guard header["content-type"] != nil else { return false }
        if ending == "mht" || ending == "mhtml" {
            return message.type.hasPrefix("multipart/") || message.type == "text/html"
        }
        guard header["received"] == nil, header["to"] == nil else { return false }
        let isSaved =
            header["snapshot-content-location"] != nil || header["from"]?.lowercased().hasPrefix("<saved by") == true
            || header["x-mimeole"] != nil || header["content-location"] != nil
        return message.type == "multipart/related"
            || isSaved && ["multipart/mixed", "multipart/alternative", "text/html"].contains(message.type)
    }

    private struct Found {
        var entity: Entity
        var isRoot: Bool
    }

    /// The parts of HTML and plain text, in order. Parts inside parts are entered without recursion.
    private static func texts(of message: Entity) -> [Found] {
        var found: [Found] = []
        var waiting = [(entity: message, depth: 0, isRoot: false)]
        var parts = 0
        while let (entity, depth, isRoot) = waiting.popLast() {
            parts += 1
            if parts > mostParts { break }
            guard entity.type.hasPrefix("multipart/"), let boundary = entity.parameters["boundary"] else {
                if entity.type == "text/html" || entity.type == "application/xhtml+xml" || entity.type == "text/plain" {
                    found.append(Found(entity: entity, isRoot: isRoot && entity.type != "text/plain"))
                }
                continue
            }
            guard depth < deepest else { continue }
            let inner = entity.parts(boundary, most: mostParts - parts)
            let start = entity.parameters["start"]
            let root = inner.firstIndex { start != nil && $0.header["content-id"] == start }
            for (index, part) in inner.enumerated().reversed() {
                waiting.append((part, depth + 1, entity.type == "multipart/related" && index == (root ?? 0)))
            }
        }
        return found
    }

    private static func isFrameset(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes.prefix(64 << 10), as: UTF8.self).range(of: "<frameset", options: .caseInsensitive) != nil
    }

    /// Decodes the encoded words of a header (RFC 2047): `=?utf-8?Q?Pr=C3=BCfung?=`.
    private static func words(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.range(of: "=?") {
            let fields = rest[start.upperBound...].split(
                separator: "?",
                maxSplits: 3,
                omittingEmptySubsequences: false
            )
            guard fields.count == 4, fields[3].hasPrefix("=") else { break }
            let before = rest[..<start.lowerBound]
            // White space between two encoded words is not part of the text.
            if result.isEmpty || before.contains(where: { !$0.isWhitespace }) { result += before }
            let content = Array(fields[2].utf8)
            let bytes =
                fields[1].lowercased() == "b"
                ? TransferEncoding.base64(content[...])
                : TransferEncoding.quotedPrintable(content.map { $0 == 0x5F ? 0x20 : $0 }[...])
            let charset = String(fields[0].prefix { $0 != "*" })
            result += CharacterSet.decode(bytes, declared: charset)?.text ?? ""
            rest = fields[3].dropFirst()
        }
        return result + rest
    }
}

/// A message or one of its parts: its header, and its body still encoded.
private struct Entity {
    /// The fields by name in lower case; the first of each counts.
    private(set) var header: [String: String] = [:]
    let body: ArraySlice<UInt8>
    let type: String
    let parameters: [String: String]

    /// Nil if the bytes do not begin with a header. A part may have an empty one.
    init?(_ bytes: ArraySlice<UInt8>, isPart: Bool = false) {
        var rest = bytes.drop { !isPart && ($0 == 0x0A || $0 == 0x0D || $0 == 0x20) }
        var (name, value, size) = ("", "", 0)
        var header: [String: String] = [:]
        func close() {
            if !name.isEmpty, header[name] == nil { header[name] = value }
        }
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A }
            let next = rest[min(line.endIndex + 1, rest.endIndex)...]
            let text = line.last == 0x0D ? line.dropLast() : line
            if text.isEmpty {
                rest = next
                break
            }
            size += line.count
            if size > 64 << 10 { return nil }
            if let first = text.first, first == 0x20 || first == 0x09 {
                value += " " + String(decoding: text.drop { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
            } else if let colon = text.firstIndex(of: 0x3A), text[..<colon].allSatisfy(Self.isNameByte),
                colon > text.startIndex
            {
                close()
                name = String(decoding: text[..<colon], as: UTF8.self).lowercased()
                value = String(decoding: text[(colon + 1)...], as: UTF8.self).trimmingCharacters(in: .whitespaces)
            } else if header.isEmpty, name.isEmpty {
                if !isPart { return nil }
                break  // a part without a header
            } else if !isPart {
                return nil
            }
            rest = next
        }
        close()
        let content = header["content-type"] ?? "text/plain"
        (type, parameters) = Self.fields(content)
        self.header = header
        body = rest
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }

    /// A value with parameters: `text/html; charset="utf-8"`.
    private static func fields(_ text: String) -> (type: String, [String: String]) {
        var values: [String] = [""]
        var isQuoted = false
        for letter in text {
            if letter == "\"" {
                isQuoted.toggle()
            } else if letter == ";", !isQuoted {
                values.append("")
            } else {
                values[values.count - 1].append(letter)
            }
        }
        var parameters: [String: String] = [:]
        for value in values.dropFirst() {
            let pair = value.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if pair.count == 2, parameters[pair[0].lowercased()] == nil { parameters[pair[0].lowercased()] = pair[1] }
        }
        return (values[0].trimmingCharacters(in: .whitespaces).lowercased(), parameters)
    }

    /// The parts between the lines `--boundary`; the last one may lack its end.
    func parts(_ boundary: String, most: Int) -> [Entity] {
        let mark = Array("--\(boundary)".utf8)
        var parts: [Entity] = []
        var start: Int?
        var line = body.startIndex
        while line < body.endIndex {
            let end = body[line...].firstIndex(of: 0x0A) ?? body.endIndex
            if body[line] == 0x2D, body[line..<end].starts(with: mark) {
                let after = body[(line + mark.count)..<end]
                let isLast = after.starts(with: [0x2D, 0x2D])
                // A longer boundary that begins with this one belongs to parts inside.
                if isLast || after.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                    if let start, parts.count < most, let part = Entity(Self.trimmed(body[start..<line]), isPart: true)
                    {
                        parts.append(part)
                    }
                    start = isLast ? nil : min(end + 1, body.endIndex)
                    if isLast || parts.count >= most { break }
                }
            }
            line = end + 1
        }
        if let start, parts.count < most, let part = Entity(body[start...], isPart: true) { parts.append(part) }
        return parts
    }

    /// The line end before a boundary belongs to the boundary.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        return bytes
    }

    func decoded() -> [UInt8] {
        switch header["content-transfer-encoding"]?.lowercased().trimmingCharacters(in: .whitespaces) {
        case "base64": TransferEncoding.base64(body)
        case "quoted-printable": TransferEncoding.quotedPrintable(body)
        default: Array(body)
        }
    }
}

/// The two encodings of parts; whatever is wrong in them is skipped or kept as it is.
enum TransferEncoding {
    static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 * 3)
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            let value: UInt8
            switch byte {
            case 0x41...0x5A: value = byte - 0x41
            case 0x61...0x7A: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case 0x2B, 0x2D: value = 62
            case 0x2F, 0x5F: value = 63
            default: continue
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }

    static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == 0x3D else {
                result.append(byte)
                continue
            }
            if index + 1 < bytes.endIndex, let high = digit(bytes[index]), let low = digit(bytes[index + 1]) {
                result.append(high << 4 | low)
                index += 2
                continue
            }
            // A soft line break, perhaps with spaces that a mail program added.
            let end = bytes[index...].prefix(80).first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
            if end == 0x0A || end == nil {
                while index < bytes.endIndex, bytes[index] != 0x0A { index += 1 }
                index += 1
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
