import DocumentModel

/// Word documents (DOCX): a section for each heading; the text of headers and footers at the end.
enum DOCXFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let package = try OOXMLPackage(ZipArchive(reading: source))
        var document = ExtractedDocument(format: .docx, metadata: try package.metadata())
        var damage = [package.archive.warning].compactMap(\.self)
        let related = try package.relationships(of: package.main)
        func part(_ kind: String) throws(ExtractionFailure) -> [UInt8]? {
            guard let path = related.values.first(where: { $0.kind == kind })?.target else { return nil }
            return try package.archive.read(path)
        }

        let styles = DOCXStyles(try part("styles"))
        let declared = document.metadata.language
        let drawings = OfficeDrawings(related, in: package)
        let chunks = DOCXChunks(related, in: package, source)
        var references = DOCXText.References()
        references.drawing = drawings.text
        for (kind, element) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
            guard let bytes = try part(kind) else { continue }
            let found = DOCXText.notes(bytes, element: element, styles: styles, references: .init())
            references.notes.merge(found) { first, _ in first }
        }
        references.chunk = chunks.sections

        let handler = DOCXText(styles: styles, references: references, declared: declared)
        if let problem = MarkupParser.parseXML(try package.archive.require(package.main), into: handler) {
            damage.append("\(package.main) is damaged at line \(problem.line): \(problem.message)")
        }
        if let failure = chunks.failure { throw failure }
        document.warnings += damage + drawings.warnings + chunks.warnings
        if handler.hiddenCount > 0 { document.warnings.append("hidden text in the document was left out") }
        document.metadata.title = document.metadata.title ?? Descriptions.title(handler.title)
        let language = handler.languages.language(declared: declared)
        document.metadata.language = language
        document.sections = handler.finish(language: language)
        document.sections += try margins(of: handler, related, package, styles, &document)
        document.metadata = document.metadata.from("file")
        try EmbeddedFiles.append(package.embeddedFiles(related), to: &document, inside: source)
        if document.sections.isEmpty, let first = damage.first { throw .broken(first) }
        return document
    }

    /// The text of headers and footers, as one section.
    private static func margins(
        of body: DOCXText,
        _ related: [String: OOXMLPackage.Relationship],
        _ package: OOXMLPackage,
        _ styles: DOCXStyles,
        _ document: inout ExtractedDocument
    ) throws(ExtractionFailure) -> [Section] {
        var margins = PageMargins(known: body.headings + [document.metadata.title].compactMap(\.self))
        var tally = LanguageTally()
        for id in body.margins {
            guard let path = related[id]?.target, let bytes = try package.archive.read(path) else { continue }
            var references = DOCXText.References()
            let drawings = OfficeDrawings(try package.relationships(of: path), in: package)
            references.drawing = drawings.text
            let handler = DOCXText(
                styles: styles,
                references: references,
                declared: document.metadata.language,
                isMargin: true
            )
            if let problem = MarkupParser.parseXML(bytes, into: handler) {
                document.warnings.append("\(path) is damaged at line \(problem.line): \(problem.message)")
            }
            document.warnings += drawings.warnings
            for section in handler.finish(language: nil) {
                margins.add([section.heading, section.text].compactMap(\.self).joined(separator: "\n"))
                tally.count(section.text.utf8.count, in: section.declaredLanguage)
            }
        }
        return margins.section(language: tally.language)
    }
}

/// The documents that stand in the place of a chunk (`w:altChunk`): HTML, a saved web page, plain text, another Word
/// document.
private final class DOCXChunks {
    private let related: [String: OOXMLPackage.Relationship]
    private let package: OOXMLPackage
    private let source: SourceFile
    private(set) var warnings: [String] = []
    /// Set if the extractor itself is broken.
    private(set) var failure: ExtractionFailure?

    init(_ related: [String: OOXMLPackage.Relationship], in package: OOXMLPackage, _ source: SourceFile) {
        (self.related, self.package, self.source) = (related, package, source)
    }

    func sections(_ id: String) -> [Section] {
        guard let part = related[id] else {
            warnings.append("a part of the text is missing from the archive")
            return []
        }
        let file = EmbeddedFile(name: part.target) { [package] () throws(ExtractionFailure) in
            try package.archive.read(part.target)
        }
        do throws(ExtractionFailure) {
            if let bytes = try file.read(), let page = MIMEMessage(bytes)?.root, page.type != "text/plain" {
                let decoded = CharacterSet.decode(page.bytes, declared: page.charset, tagged: true)
                return HTMLFormat.read(utf8: decoded?.utf8 ?? page.bytes, as: .html).sections
            }
            let found = try EmbeddedFiles.inline(file, inside: source)
            warnings += found.warnings
            return found.sections
        } catch {
            failure = error
            return []
        }
    }
}
