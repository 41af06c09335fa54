/// Rewrites what pandoc, Kramdown and other dialects add to Markdown into what md4c reads: footnotes, attributes, definition
/// lists, containers. Code stays as it is.
struct MarkdownSource {
    private var output: [UInt8] = []
    /// The footnotes that the document defines.
    private var notes: Set<Substring> = []
    /// The mark with which a block of code ends.
    private var fence: (mark: Character, count: Int)?
    /// Whether the lines belong to a footnote as long as they are indented.
    private var isInNote = false

    /// The rewritten text; `body` itself if nothing in it can be of these dialects.
    static func rewritten(_ body: ArraySlice<UInt8>) -> [UInt8] {
        let isPlain = body.withUnsafeBufferPointer { bytes in
            !bytes.indices.contains { index in
                switch bytes[index] {
                case 0x7B: true  // {
                case 0x5E: index > 0 && bytes[index - 1] == 0x5B || index + 1 < bytes.count && bytes[index + 1] == 0x5B
                case 0x3A, 0x7E: index == 0 || bytes[index - 1] == 0x0A  // : and ~
                default: false
                }
            }
        }
        if isPlain { return Array(body) }
        let text = String(decoding: body, as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var source = MarkdownSource()
        source.output.reserveCapacity(body.count + body.count / 8)
        source.notes = Set(lines.compactMap { definition($0)?.name })
        for (index, line) in lines.enumerated() {
            source.add(line, next: index + 1 < lines.count ? lines[index + 1] : "")
        }
        return source.output
    }

    private mutating func add(_ line: Substring, next: Substring) {
        if isCode(line) { return write(line) }
        var line = line
        if isInNote {
            if line.hasPrefix("    ") {
                line = line.dropFirst(4)
            } else if line.first == "\t" {
                line = line.dropFirst()
            } else if line.contains(where: { !$0.isWhitespace }) {
                isInNote = false
            }
        }
        let indent = line.prefix { $0 == " " }.count
        if indent > 3 || line.first == "\t" { return write(line) }
        let content = line.dropFirst(indent)
        if let note = Self.definition(line) {
            isInNote = true
            write("")
            return write(Self.mark(note.name) + (note.name.allSatisfy(\.isNumber) ? " " : "") + inline(note.text))
        }
        if content.hasPrefix(":::") { return writeContainer(content.drop { $0 == ":" }) }
        if content.hasPrefix("{"), content.last == "}", Self.attributes(content.dropFirst().dropLast()) != nil {
            return write("")
        }
        if content.first == ":" || content.first == "~", content.dropFirst().first?.isWhitespace == true {
            write("")
            return write(inline(content.dropFirst().drop(while: \.isWhitespace)))
        }
        let isUnderlined = !next.isEmpty && (next.allSatisfy { $0 == "=" } || next.allSatisfy { $0 == "-" })
        if content.first == "#" || isUnderlined { return writeHeading(content) }
        write(inline(line))
    }

    private mutating func write(_ line: some StringProtocol) {
        output += line.utf8
        output.append(0x0A)
    }

    /// Whether a line is in a block of code, or begins or ends one.
    private mutating func isCode(_ line: Substring) -> Bool {
        let content = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
        guard let first = content.first, first == "`" || first == "~" else { return fence != nil }
        let count = content.prefix { $0 == first }.count
        if let open = fence {
            if first == open.mark, count >= open.count, content.dropFirst(count).allSatisfy(\.isWhitespace) {
                fence = nil
            }
            return true
        }
        guard count >= 3, first == "~" || !content.dropFirst(count).contains("`") else { return false }
        fence = (first, count)
        return true
    }

    /// A line `[^1]: text`.
    private static func definition(_ line: Substring) -> (name: Substring, text: Substring)? {
        let content = line.drop { $0 == " " }
        guard line.utf8.count - content.utf8.count < 4, content.hasPrefix("[^") else { return nil }
        let name = content.dropFirst(2).prefix { $0 != "]" && !$0.isWhitespace }
        let rest = content.dropFirst(2 + name.count)
        guard !name.isEmpty, rest.hasPrefix("]:") else { return nil }
        return (name, rest.dropFirst(2).drop(while: \.isWhitespace))
    }

    /// A number in brackets; other names are for writers, not for readers.
    private static func mark(_ name: Substring) -> String { name.allSatisfy(\.isNumber) ? "\\[\(name)\\]" : "" }

    /// `::: note Title`, whose first word is a class, or `:::note[Title]`.
    private mutating func writeContainer(_ rest: Substring) {
        write("")
        let content = rest.drop(while: \.isWhitespace).drop { !$0.isWhitespace && $0 != "[" && $0 != "{" }
        let title = content.filter { $0 != "[" && $0 != "]" }.drop(while: \.isWhitespace)
        if !title.isEmpty, title.first != "{" {
            write(inline(title[...]))
            write("")
        }
    }

    /// A heading, whose attributes become an anchor.
    private mutating func writeHeading(_ line: Substring) {
        let marks = line.prefix { $0 == "#" }
        var text = line.dropFirst(marks.count)
        var anchor = ""
        if text.contains("{") {
            while let last = text.last, last == "#" || last.isWhitespace { text.removeLast() }
        }
        if text.last == "}", let start = text.lastIndex(of: "{"),
            let attributes = Self.attributes(text[text.index(after: start)...].dropLast())
        {
            text = text[..<start]
            if let id = attributes.first(where: { $0.first == "#" })?.dropFirst(), id.allSatisfy(Self.isIDLetter) {
                anchor = "<a id=\"\(id)\"></a>"
            }
        }
        let space = text.prefix(while: \.isWhitespace)
        write(marks + space + anchor + inline(text.dropFirst(space.count)))
    }

    private static func isIDLetter(_ letter: Character) -> Bool {
        letter.isLetter || letter.isNumber || "-_.:".contains(letter)
    }

    /// The attributes between braces, as in `#id .class key=value`; nil if they are something else.
    private static func attributes(_ text: Substring) -> [Substring]? {
        guard text.utf8.count < 500 else { return nil }
        let words = text.drop { $0 == ":" }.split(whereSeparator: \.isWhitespace)
        let areAttributes = words.allSatisfy { word in
            (word.first == "#" || word.first == ".") && word.count > 1 || word == "-" || word.contains("=")
                || text.first == ":"
        }
        // A quoted value may contain spaces.
        return !words.isEmpty && (areAttributes || text.contains("=\"") && text.last == "\"") ? words : nil
    }

    /// A line of text without attributes, with its references to footnotes as numbers.
    private func inline(_ line: Substring) -> String {
        guard line.contains("{") || line.contains("^") else { return String(line) }
        var result = ""
        var isCode = false
        var rest = line
        while let letter = rest.first {
            if letter == "`" {
                isCode.toggle()
            } else if !isCode, letter == "{", let last = result.last, "])`".contains(last),
                let end = rest.prefix(500).firstIndex(of: "}"), Self.attributes(rest[..<end].dropFirst()) != nil
            {
                rest = rest[rest.index(after: end)...]
                continue
            } else if !isCode, letter == "[", rest.hasPrefix("[^"),
                case let name = rest.dropFirst(2).prefix(100).prefix(while: { $0 != "]" }), notes.contains(name)
            {
                result += Self.mark(name)
                rest = rest.dropFirst(2 + name.count + 1)
                continue
            } else if !isCode, letter == "^", rest.hasPrefix("^[") {
                result += " \\["
                rest = rest.dropFirst(2)
                continue
            }
            result.append(letter)
            rest = rest.dropFirst()
        }
        return result
    }
}
