import DocumentModel

/// Word documents (DOCX): a section for each heading.
enum DOCXFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let package = try OOXMLPackage(ZipArchive(reading: source.file))
        var document = ExtractedDocument(format: .docx, metadata: try package.metadata())
        if let warning = package.archive.warning { document.warnings.append(warning) }
        let related = try package.relationships(of: package.main)
        func part(_ kind: String) throws(ExtractionFailure) -> [UInt8]? {
            guard let path = related.values.first(where: { $0.kind == kind })?.target else { return nil }
            return try package.archive.read(path)
        }

        let styles = DOCXStyles(try part("styles"))
        let language = document.metadata.language ?? styles.language
        var notes: [DOCXText.NoteKey: String] = [:]
        for (kind, element) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
            guard let bytes = try part(kind) else { continue }
            notes.merge(DOCXText.notes(bytes, element: element)) { first, _ in first }
        }

        let handler = DOCXText(styles: styles, notes: notes)
        if let problem = MarkupParser.parseXML(try package.archive.require(package.main), into: handler) {
            document.warnings.append("\(package.main) is damaged at line \(problem.line): \(problem.message)")
        }
        document.metadata.title = document.metadata.title ?? Descriptions.title(handler.title)
        document.metadata.language = language
        document.metadata = document.metadata.from("file")
        document.sections = handler.finish(language: language)
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        return document
    }
}

/// The parts of a document's styles that distinguish headings from text.
struct DOCXStyles {
    /// The default language of text.
    private(set) var language: LanguageTag?
    /// The heading level, from 1, of each paragraph style that is a heading.
    private(set) var levels: [String: Int] = [:]
    /// The styles of the title and of tables of contents.
    private(set) var titles: Set<String> = []
    private(set) var contents: Set<String> = []

    init(_ bytes: [UInt8]?) {
        guard let bytes,
            let root = MarkupElement.parse(bytes, attributes: ["w:val", "w:styleId", "w:type", "w:default"])
        else { return }
        let defaults = root.first("w:docDefaults")?.descendants("w:lang").first?["w:val"]
        var parents: [String: String] = [:]
        for style in root.children("w:style") where style["w:type"] == "paragraph" {
            guard let id = style["w:styleId"] else { continue }
            let name = style.first("w:name")?["w:val"]?.lowercased() ?? ""
            parents[id] = style.first("w:basedOn")?["w:val"]
            if let level = style.first("w:pPr")?.first("w:outlineLvl")?["w:val"].flatMap({ Int($0) }), level < 9 {
                levels[id] = level + 1
            } else if name.hasPrefix("heading "), let level = Int(name.dropFirst(8)), (1...9).contains(level) {
                levels[id] = level
            }
            if name == "title" { titles.insert(id) }
            if name.hasPrefix("toc ") { contents.insert(id) }
            if style["w:default"] == "1", let tag = style.first("w:rPr")?.first("w:lang")?["w:val"] {
                language = LanguageTag(tag)
            }
        }
        language = language ?? defaults.flatMap { LanguageTag($0) }
        // A style inherits its level from the style that it is based on; the steps are limited because of cycles.
        for id in parents.keys where levels[id] == nil {
            var ancestor = parents[id]
            for _ in 0..<12 {
                guard let name = ancestor, levels[id] == nil else { break }
                levels[id] = levels[name]
                ancestor = parents[name]
            }
        }
    }
}
