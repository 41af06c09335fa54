import DocumentModel

/// PowerPoint presentations (PPTX): a section for each slide, followed by its notes after an empty line. Hidden slides are
/// read like others, because whoever opens the file sees them, too.
enum PPTXFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let package = try OOXMLPackage(ZipArchive(reading: source))
        var document = ExtractedDocument(format: .pptx, metadata: try package.metadata())
        if let warning = package.archive.warning { document.warnings.append(warning) }
        let related = try package.relationships(of: package.main)
        let presentation = MarkupElement.parse(try package.archive.require(package.main), attributes: ["r:id"])
        let order = presentation?.descendants("p:sldId").compactMap { $0["r:id"] } ?? []

        var tally = LanguageTally()
        var margins = PageMargins(known: [document.metadata.title].compactMap(\.self))
        var embedded: [EmbeddedFile] = []
        for (index, id) in order.enumerated() {
            guard let path = related[id]?.target else {
                document.warnings.append("slide \(index + 1) is missing")
                continue
            }
            do {
                let slide = try read(slide: path, in: package, &margins)
                tally.count(slide.text.utf8.count, in: slide.language)
                document.warnings += slide.warnings.map { "slide \(index + 1): \($0)" }
                embedded += slide.embedded
                if slide.isDamaged {
                    document.warnings.append("slide \(index + 1) is damaged; what could be read was read")
                }
                guard !slide.text.isEmpty else { continue }
                document.sections.append(
                    Section(
                        locator: .slide(number: index + 1),
                        heading: slide.heading,
                        text: slide.text,
                        declaredLanguage: slide.language ?? document.metadata.language
                    )
                )
            } catch .broken(let reason) {
                document.warnings.append("slide \(index + 1): \(reason)")
            }
        }
        document.metadata.language = document.metadata.language ?? tally.take()
        document.metadata = document.metadata.from("file")
        try EmbeddedFiles.append(embedded + package.embeddedFiles(related), to: &document, inside: source)
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        return document
    }

    private struct Slide {
        var heading: String?
        var text: String
        var language: LanguageTag?
        var isDamaged = false
        var warnings: [String] = []
        var embedded: [EmbeddedFile] = []
    }

    /// - Parameter margins: the footers of the slides so far; new ones are part of the text.
    private static func read(
        slide path: String,
        in package: OOXMLPackage,
        _ margins: inout PageMargins
    ) throws(ExtractionFailure) -> Slide {
        let related = try package.relationships(of: path)
        let drawings = OfficeDrawings(related, in: package)
        let handler = PPTXText(drawing: drawings.text)
        let problem = MarkupParser.parseXML(try package.archive.require(path), into: handler)
        let known = margins.lines.count
        for line in handler.footers { margins.add(line) }
        for line in margins.lines.dropFirst(known) { handler.buffer.append(paragraph: line) }
        var text = handler.buffer.take()
        for notes in related.sorted(by: { $0.key < $1.key }).map(\.value) where notes.kind == "notesSlide" {
            guard let bytes = try package.archive.read(notes.target) else { continue }
            handler.isNotes = true
            _ = MarkupParser.parseXML(bytes, into: handler)
            let words = handler.buffer.take()
            if !words.isEmpty { text += (text.isEmpty ? "" : "\n\n") + words }
        }
        let heading = Descriptions.folded(handler.title)
        let isFirstLine = heading.map { text.hasPrefix($0) } ?? true
        return Slide(
            heading: isFirstLine ? nil : heading,
            text: text,
            language: handler.tally.take(),
            isDamaged: problem != nil,
            warnings: drawings.warnings,
            embedded: package.embeddedFiles(related)
        )
    }
}
