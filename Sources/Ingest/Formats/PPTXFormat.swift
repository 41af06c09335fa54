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
        var background = Background(lines: PageMargins(known: [document.metadata.title].compactMap(\.self)))
        var embedded: [EmbeddedFile] = []
        for (index, id) in order.enumerated() {
            guard let path = related[id]?.target else {
                document.warnings.append("slide \(index + 1) is missing")
                continue
            }
            do {
                let slide = try read(slide: path, in: package, &background)
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
        document.metadata.language = tally.language(declared: document.metadata.language)
        document.metadata = document.metadata.from("file")
        let damage = document.warnings.first
        try EmbeddedFiles.append(embedded + package.embeddedFiles(related), to: &document, inside: source)
        if document.sections.isEmpty, let damage { throw .broken(damage) }
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

    /// What repeats on many slides, and is part of the text of the first one.
    private struct Background {
        /// Footers, and the text of layouts and masters.
        var lines: PageMargins
        /// The layouts and masters that were read.
        var parts: Set<String> = []
    }

    /// The text of a slide's layout and master apart from placeholders, whose text is a prompt.
    private static func read(
        layout path: String,
        in package: OOXMLPackage,
        _ background: inout Background
    ) throws(ExtractionFailure) {
        var next: String? = path
        while let part = next, background.parts.insert(part).inserted {
            next = try package.relationships(of: part).values.first { $0.kind == "slideMaster" }?.target
            guard let bytes = try package.archive.read(part) else { continue }
            let handler = PPTXText(isLayout: true) { _ in nil }
            _ = MarkupParser.parseXML(bytes, into: handler)
            background.lines.add(handler.buffer.take())
        }
    }

    /// - Parameter background: what the slides before share with it.
    private static func read(
        slide path: String,
        in package: OOXMLPackage,
        _ background: inout Background
    ) throws(ExtractionFailure) -> Slide {
        let related = try package.relationships(of: path)
        let drawings = OfficeDrawings(related, in: package)
        let handler = PPTXText(drawing: drawings.text)
        let problem = MarkupParser.parseXML(try package.archive.require(path), into: handler)
        var text = handler.buffer.take()
        var notes: [String] = []
        for part in related.sorted(by: { $0.key < $1.key }).map(\.value) where part.kind == "notesSlide" {
            guard let bytes = try package.archive.read(part.target) else { continue }
            handler.isNotes = true
            _ = MarkupParser.parseXML(bytes, into: handler)
            notes.append(handler.buffer.take())
        }
        let known = background.lines.lines.count
        for line in handler.footers { background.lines.add(line) }
        for layout in related.values where layout.kind == "slideLayout" {
            try read(layout: layout.target, in: package, &background)
        }
        for words in background.lines.lines.dropFirst(known) + notes where !words.isEmpty {
            text += (text.isEmpty ? "" : "\n\n") + words
        }
        let heading = Descriptions.folded(handler.title)
        let isFirstLine = heading.map { text.begins(withHeading: $0) } ?? true
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
