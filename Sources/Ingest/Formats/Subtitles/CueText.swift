import Encodings

/// The lines of a cue, whose tags are not HTML but a small language of their own.
enum CueText {
    /// What one voice says.
    struct Part: Equatable {
        /// The speaker named by a `<v>` tag.
        var speaker: String?
        /// Lines without tags, entities decoded.
        var text: String
    }

    /// The maximum length of a tag in characters. Without a limit, many unclosed tags would take quadratic time.
    private static let longestTag = 500

    /// The parts of a cue with text; several if several voices speak in it. The reading of ruby is left out, as in HTML.
    static func read(_ lines: [Substring]) -> [Part] {
        var reader = Reader()
        for line in lines {
            reader.read(line)
            reader.text.append("\n")
        }
        return reader.finish()
    }

    /// The text of a cue without speakers; its lines as in the file.
    static func plain(_ text: some StringProtocol) -> String {
        read(text.split(whereSeparator: \.isNewline).map { Substring($0) }).map(\.text).joined(separator: "\n")
    }

    private struct Reader {
        var text = ""
        private var parts: [Part] = []
        private var speaker: String?
        /// Whether the text that follows is the reading of a ruby.
        private var isReading = false
        /// Whether tags that end and begin a style are the last things read: they are perhaps all that separates words.
        private var seam = (ends: false, begins: false)

        mutating func finish() -> [Part] {
            close()
            return parts
        }

        private mutating func close() {
            let kept = text.split(whereSeparator: \.isNewline).compactMap { Descriptions.folded(String($0)) }
            if !kept.isEmpty { parts.append(Part(speaker: speaker, text: kept.joined(separator: "\n"))) }
            text = ""
        }

        mutating func read(_ line: Substring) {
            var rest = line
            isReading = false
            while let next = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == "{" || $0 == "\\" }) {
                append(rest[..<next])
                rest = rest[next...]
                if let (tag, behind) = CueText.tag(rest) {
                    apply(tag)
                    rest = behind
                } else if let (character, behind) = CueText.entity(rest) {
                    append(Substring(String(character)))
                    rest = behind
                } else if let (space, behind) = CueText.escape(rest, after: text.last) {
                    append(Substring(String(space)))
                    rest = behind
                } else {
                    append(rest.prefix(1))
                    rest.removeFirst()
                }
            }
            append(rest)
            seam = (false, false)
        }

        private mutating func append(_ piece: Substring) {
            guard let first = piece.first, !isReading else { return }
            if seam.ends, seam.begins, first.isLetter, let last = text.last, last.isLetter,
                !SpacelessScripts.end(text.utf8), !SpacelessScripts.begin(piece.utf8)
            {
                text.append(" ")
            }
            seam = (false, false)
            text.append(contentsOf: piece)
        }

        private mutating func apply(_ tag: CueText.Tag) {
            switch tag.name {
            case "v":
                close()
                speaker =
                    tag.annotation.flatMap { annotation in
                        var inner = Reader()
                        inner.read(annotation.replacing("<", with: ""))
                        return Descriptions.folded(inner.text)
                    } ?? speaker
            case "rt", "rp": isReading = !tag.isEnd
            case "ruby": isReading = false
            case "br", "p", "div": text.append("\n")
            case "b", "i", "u", "s", "font", "{":
                if tag.isEnd { seam.ends = true } else if seam.ends { seam.begins = true }
            default: break
            }
        }
    }

    fileprivate struct Tag {
        /// In lower case; `{` for a style of SubRip or ASS, empty for a time.
        var name: String
        var isEnd: Bool
        var annotation: Substring?
    }

    /// Names of tags in WebVTT, and of those of HTML that are seen in SubRip. Others are words: `<unverständlich>`.
    private static let names: Set<String> = [
        "c", "v", "b", "i", "u", "s", "lang", "ruby", "rt", "rp", "font", "br", "p", "div", "span", "em", "strong", "a",
        "big", "small", "sub", "sup", "center", "body", "tt",
    ]

    /// The tag at the start of `text`: `<c.loud>`, `</v>`, a time, SubRip's `{\an8}`, or MicroDVD's `{y:i}`.
    private static func tag(_ text: Substring) -> (tag: Tag, behind: Substring)? {
        let inner = text.dropFirst()
        guard let first = inner.first else { return nil }
        let near = inner.prefix(longestTag)
        if text.first == "{" {
            let isMicroDVD = "yYcCfFsSpPhHoO".contains(first) && inner.dropFirst().first == ":"
            guard first == "\\" || isMicroDVD, let end = near.firstIndex(of: "}") else { return nil }
            let ends = near[..<end].count == 3 && near[..<end].last == "0"  // `{\i0}`
            return (Tag(name: "{", isEnd: ends), inner[inner.index(after: end)...])
        }
        guard text.first == "<", first.isLetter || first == "/" || first.isNumber, let end = near.firstIndex(of: ">")
        else { return nil }
        let behind = inner[inner.index(after: end)...]
        let isEnd = first == "/"
        let written = near[(isEnd ? inner.index(after: inner.startIndex) : inner.startIndex)..<end]
        if first.isNumber {
            let isTime = written.allSatisfy { $0.isASCII && ($0.isNumber || ":.,".contains($0)) }
            return isTime ? (Tag(name: "", isEnd: false), behind) : nil
        }
        let name = written.prefix { $0.isASCII && $0.isLetter }.lowercased()
        let mark = written.dropFirst(name.count).first
        guard names.contains(name) || (isEnd && name.isEmpty),
            mark.map({ $0.isWhitespace || "./".contains($0) }) ?? true
        else { return nil }
        let annotation = written.firstIndex(where: \.isWhitespace).map { written[$0...] }
        return (Tag(name: name, isEnd: isEnd, annotation: annotation), behind)
    }

    /// The white space that `\N`, `\n` or `\h` at the start of `text` stands for; nil in a path such as `C:\Neu`.
    private static func escape(_ text: Substring, after last: Character?) -> (space: Character, behind: Substring)? {
        guard text.first == "\\", let kind = text.dropFirst().first, last != ":" else { return nil }
        switch kind {
        case "N", "n": return ("\n", text.dropFirst(2))
        case "h": return (" ", text.dropFirst(2))
        default: return nil
        }
    }

    private static func entity(_ text: Substring) -> (character: Character, behind: Substring)? {
        guard text.first == "&", let end = text.prefix(12).firstIndex(of: ";") else { return nil }
        let name = text[text.index(after: text.startIndex)..<end]
        let behind = text[text.index(after: end)...]
        if name == "lrm" || name == "rlm" || name == "nbsp" { return (name == "nbsp" ? "\u{A0}" : "\u{200E}", behind) }
        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init).map { (Character($0), behind) }
        }
        return MarkupParser.htmlEntity(String(name)).map { ($0, behind) }
    }
}
