import DocumentModel
import Yams

/// The metadata at the start of a Markdown file: YAML between two `---` lines, TOML between two `+++` lines, or pandoc's title
/// block of lines that begin with `%`.
enum FrontMatter {
    enum Matter: Equatable {
        case yaml(String)
        case toml(String)
        case titleBlock(String)
    }

    /// The block, if there is one, and the text after it.
    static func split(_ utf8: [UInt8]) -> (matter: Matter?, body: ArraySlice<UInt8>) {
        let newline = UInt8(ascii: "\n")
        if utf8.first == UInt8(ascii: "%") { return titleBlock(utf8) }
        var lines = utf8.split(separator: newline, maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2, case let fence = trimmed(lines[0]), fence == "---" || fence == "+++" else {
            return (nil, utf8[...])
        }
        let start = lines[1].startIndex
        var rest = lines[1]
        while !rest.isEmpty {
            lines = rest.split(separator: newline, maxSplits: 1, omittingEmptySubsequences: false)
            let mark = trimmed(lines[0])
            if mark == fence || mark == "..." && fence == "---" {
                let body = lines.count == 2 ? lines[1] : utf8[utf8.endIndex...]
                let text = String(decoding: utf8[start..<lines[0].startIndex], as: UTF8.self)
                return (fence == "---" ? .yaml(text) : .toml(text), body)
            }
            guard lines.count == 2 else { break }
            rest = lines[1]
        }
        return (nil, utf8[...])
    }

    /// Up to three fields, each of which begins with `%` and goes on in lines that begin with a space.
    private static func titleBlock(_ utf8: [UInt8]) -> (matter: Matter?, body: ArraySlice<UInt8>) {
        var rest = utf8[...]
        var fields = 0
        while let first = rest.first, first == UInt8(ascii: "%") ? fields < 3 : fields > 0 && first == UInt8(ascii: " ")
        {
            if first == UInt8(ascii: "%") {
                guard rest.dropFirst().first.map({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }) ?? true else { break }
                fields += 1
            }
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            rest = rest[end...]
        }
        if fields == 0 { return (nil, utf8[...]) }
        return (.titleBlock(String(decoding: utf8[..<rest.startIndex], as: UTF8.self)), rest)
    }

    /// The metadata in the block, and a warning for each value that is wrong.
    static func read(_ matter: Matter) -> (Metadata, [String]) {
        var (values, warnings): ([String: [String]], [String]) = ([:], [])
        switch matter {
        case .yaml(let text): (values, warnings) = yaml(text)
        case .toml(let text):
            let toml = TOML(text)
            values = toml.values
            warnings = toml.problem.map { ["the front matter is damaged: \($0)"] } ?? []
        case .titleBlock(let text):
            let fields = text.split(separator: "%", omittingEmptySubsequences: false).dropFirst().map(String.init)
            for (key, field) in zip(["title", "author", "date"], fields) {
                let parts = key == "author" ? field.split { $0.isNewline || $0 == ";" }.map(String.init) : [field]
                values[key] = parts.compactMap { Descriptions.folded($0) }
            }
        }
        let (metadata, more) = read(values)
        return (metadata, warnings + more)
    }

    private static func read(_ values: [String: [String]]) -> (Metadata, [String]) {
        func first(_ keys: String...) -> String? { keys.lazy.compactMap { values[$0]?.first }.first }
        func all(_ keys: String...) -> [String] { keys.lazy.compactMap { values[$0] }.first { !$0.isEmpty } ?? [] }

        var warnings: [String] = []
        func codes<Code: ListedCode>(_ texts: [String]) -> [Code] {
            texts.flatMap { Descriptions.list($0, separators: ";,") }.compactMap { text in
                if let code = Code(text) { return code }
                warnings.append("front matter: \(Code.complaint(about: text))")
                return nil
            }
        }
        func checked<Value>(_ text: String?, _ complaint: String, _ read: (String) -> Value?) -> Value? {
            guard let text else { return nil }
            if let value = read(text) { return value }
            warnings.append("front matter: '\(text.prefix(80))' \(complaint)")
            return nil
        }

        var metadata = Metadata()
        metadata.title = Descriptions.folded(first("title"))
        metadata.description = Descriptions.folded(first("description", "abstract", "summary", "subject"))
        metadata.creators = Descriptions.unique(
            all("author", "authors", "creator", "creators").flatMap(Descriptions.names)
        )
        let keywords = all("keywords", "keyword", "tags")
        metadata.keywords = keywords.count == 1 ? Descriptions.keywords(keywords.first) : Descriptions.unique(keywords)
        let languages = all("language", "lang")
        metadata.language =
            languages.lazy.compactMap { LanguageTag($0) }.first
            ?? checked(languages.first, "is not a language tag") { LanguageTag($0) }
        metadata.year = checked(first("date", "year", "issued"), "has no year") { Descriptions.year($0) }
        metadata.countries = codes(all("country", "countries"))
        metadata.sectors = codes(all("sector", "sectors"))
        metadata.topics = codes(all("topic", "topics"))
        let types: [ResourceType] = codes(all("type"))
        metadata.type = types.first
        metadata.licence = Descriptions.licence(first("licence", "license", "rights"))
        metadata.eqf = checked(first("eqf"), "is not a level from 1 to 8") { text in
            text.split { !$0.isNumber }.first.flatMap { Int($0) }.flatMap { (1...8).contains($0) ? $0 : nil }
        }
        metadata.partner = Descriptions.folded(first("partner"))
        return (metadata, warnings)
    }

    // MARK: YAML

    private static func yaml(_ text: String) -> ([String: [String]], [String]) {
        // Composed, not constructed: aliases stay references, so a few lines cannot expand to gigabytes.
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            return (simpleLines(text), ["the front matter is not YAML: \(firstLine(of: "\(error)"))"])
        }
        var values: [String: [String]] = [:]
        for (key, value) in root?.mapping ?? [:] {
            guard let key = key.string?.lowercased() else { continue }
            values[key] = texts(value)
        }
        return (values, [])
    }

    /// The lines `key: value` of a block that is not YAML, mostly because of a colon in a title.
    private static func simpleLines(_ text: String) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
            let key = line[..<colon].lowercased()
            guard var value = Descriptions.folded(String(line[line.index(after: colon)...])), values[key] == nil,
                !"[{&*!|>@`%".contains(value.first ?? "[")
            else { continue }
            if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
                value = String(value.dropFirst().dropLast())
            }
            values[key] = [value]
        }
        return values
    }

    /// The texts of a value: the value itself, the items of a list, and of a mapping its name or text.
    private static func texts(_ node: Node) -> [String] {
        guard let sequence = node.sequence.map({ Array($0) }) else { return text(node).map { [$0] } ?? [] }
        // Pandoc writes titles and people of a book with their type or role; the main ones come first.
        let main = sequence.filter {
            ["main", "author", "aut"].contains($0.mapping?["type"]?.string ?? $0.mapping?["role"]?.string)
        }
        return (main.isEmpty ? sequence : main).compactMap(text)
    }

    private static func text(_ node: Node) -> String? {
        if let scalar = node.scalar {
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return isNull ? nil : Descriptions.folded(scalar.string)
        }
        guard let mapping = node.mapping else { return nil }
        for key in ["name", "text", "literal", "title"] {
            if let text = Descriptions.folded(mapping[Node(key)]?.scalar?.string) { return text }
        }
        let names = ["given", "firstname", "first-name", "family", "lastname", "last-name"]
            .compactMap { mapping[Node($0)]?.scalar?.string }
        return Descriptions.folded(names.joined(separator: " "))
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        while let last = line.last, last == 0x20 || last == 0x0D || last == 0x09 { line.removeLast() }
        return String(decoding: line.prefix(8), as: UTF8.self)
    }

    private static func firstLine(of text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? text
    }
}
