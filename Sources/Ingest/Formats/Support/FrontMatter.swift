import DocumentModel
import Yams

/// The YAML block at the start of a Markdown file, between two `---` lines.
enum FrontMatter {
    /// The block, if there is one, and the text after it.
    static func split(_ utf8: [UInt8]) -> (matter: String?, body: ArraySlice<UInt8>) {
        let newline = UInt8(ascii: "\n")
        var lines = utf8.split(separator: newline, maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2, trimmed(lines[0]) == "---" else { return (nil, utf8[...]) }
        let start = lines[1].startIndex
        var rest = lines[1]
        while !rest.isEmpty {
            lines = rest.split(separator: newline, maxSplits: 1, omittingEmptySubsequences: false)
            let mark = trimmed(lines[0])
            if mark == "---" || mark == "..." {
                let body = lines.count == 2 ? lines[1] : utf8[utf8.endIndex...]
                return (String(decoding: utf8[start..<lines[0].startIndex], as: UTF8.self), body)
            }
            guard lines.count == 2 else { break }
            rest = lines[1]
        }
        return (nil, utf8[...])
    }

    /// The metadata in the block, and a warning for each value that is wrong.
    static func read(_ matter: String) -> (Metadata, [String]) {
        // Composed, not constructed: aliases stay references, so a few lines cannot expand to gigabytes.
        let root: Node?
        do {
            root = try Yams.compose(yaml: matter)
        } catch {
            return (Metadata(), ["the front matter is not YAML: \(firstLine(of: "\(error)"))"])
        }
        guard let mapping = root?.mapping else { return (Metadata(), []) }
        var values: [String: [String]] = [:]
        for (key, value) in mapping {
            guard let key = key.string?.lowercased() else { continue }
            values[key] = texts(value)
        }
        return read(values)
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

        var metadata = Metadata()
        metadata.title = Descriptions.folded(first("title"))
        metadata.description = Descriptions.folded(first("description", "abstract", "summary", "subject"))
        metadata.creators = all("author", "authors", "creator", "creators").flatMap(Descriptions.names)
        let keywords = all("keywords", "keyword", "tags")
        metadata.keywords = keywords.count == 1 ? Descriptions.keywords(keywords.first) : Descriptions.unique(keywords)
        metadata.language = first("language", "lang").flatMap { LanguageTag($0) }
        metadata.year = Descriptions.year(first("date", "year", "issued"))
        metadata.countries = codes(all("country", "countries"))
        metadata.sectors = codes(all("sector", "sectors"))
        metadata.topics = codes(all("topic", "topics"))
        let types: [ResourceType] = codes(all("type"))
        metadata.type = types.first
        metadata.licence = Descriptions.licence(first("licence", "license", "rights"))
        metadata.eqf = first("eqf").flatMap { Int($0) }.flatMap { (1...8).contains($0) ? $0 : nil }
        metadata.partner = Descriptions.folded(first("partner"))
        return (metadata, warnings)
    }

    /// The scalars of a value: the value itself, the items of a list, or the `name` of each mapping in a list.
    private static func texts(_ node: Node) -> [String] {
        if let scalar = node.scalar { return Descriptions.folded(scalar.string).map { [$0] } ?? [] }
        if let name = node.mapping?["name"]?.scalar { return [name.string] }
        guard let sequence = node.sequence else { return [] }
        return sequence.compactMap { Descriptions.folded($0.scalar?.string ?? $0.mapping?["name"]?.scalar?.string) }
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
