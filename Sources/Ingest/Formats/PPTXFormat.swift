import DocumentModel

/// PowerPoint presentations (PPTX): a section for each slide, followed by its notes after an empty line.
enum PPTXFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let package = try OOXMLPackage(ZipArchive(reading: source.file))
        var document = ExtractedDocument(format: .pptx, metadata: try package.metadata())
        if let warning = package.archive.warning { document.warnings.append(warning) }
        let related = try package.relationships(of: package.main)
        let presentation = MarkupElement.parse(try package.archive.require(package.main), attributes: ["r:id"])
        let order = presentation?.descendants("p:sldId").compactMap { $0["r:id"] } ?? []

        var tally = LanguageTally()
        for (index, id) in order.enumerated() {
            guard let path = related[id]?.target else {
                document.warnings.append("slide \(index + 1) is missing")
                continue
            }
            do {
                let slide = try read(slide: path, in: package)
                tally.count(slide.text.utf8.count, in: slide.language)
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
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        document.metadata.language = document.metadata.language ?? tally.take()
        document.metadata = document.metadata.from("file")
        return document
    }

    private struct Slide {
        var heading: String?
        var text: String
        var language: LanguageTag?
        var isDamaged = false
    }

    private static func read(slide path: String, in package: OOXMLPackage) throws(ExtractionFailure) -> Slide {
        let handler = PPTXText()
        let problem = MarkupParser.parseXML(try package.archive.require(path), into: handler)
        let related = try package.relationships(of: path).sorted { $0.key < $1.key }.map(\.value)
        // The words of SmartArt are in a separate part.
        for diagram in related where diagram.kind == "diagramData" {
            guard let bytes = try package.archive.read(diagram.target) else { continue }
            handler.buffer.endParagraph()
            _ = MarkupParser.parseXML(bytes, into: handler)
        }
        var text = handler.buffer.take()
        for notes in related where notes.kind == "notesSlide" {
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
            isDamaged: problem != nil
        )
    }
}

/// Reads the shapes of a slide, of its notes, or of a diagram.
private final class PPTXText: MarkupHandler {
    var buffer = TextBuffer()
    var tally = LanguageTally()
    /// The text of the title placeholder.
    var title: String?
    /// Whether this is a notes page: then only the notes themselves are read.
    var isNotes = false

    private var titleBuffer = TextBuffer()
    private var skipping = 0
    private var inText = false
    private var inShape = false
    private var placeholder: String?
    private var language: LanguageTag?
    private var inCell = false

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || name == "mc:Fallback"
            || (name == "a:fld" && attributes["type"]?.hasPrefix("slidenum") == true)
        {
            skipping += 1
            return
        }
        switch name {
        case "p:sp":
            inShape = true
            placeholder = nil
        case "p:ph": placeholder = attributes["type"] ?? "obj"
        case "p:txBody" where !counts: skipping = 1
        case "a:tc": inCell = true
        case "a:r", "a:fld": language = nil
        case "a:rPr": language = attributes["lang"].flatMap { LanguageTag($0) }
        case "a:t": inText = true
        case "a:br":
            buffer.breakLine()
            titleBuffer.space()
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        switch name {
        case "p:sp":
            if isTitle, title == nil { title = titleBuffer.take() }
            titleBuffer = TextBuffer()
            inShape = false
            buffer.endLine()
        case "a:t": inText = false
        case "a:p": inCell ? buffer.space() : buffer.endLine()
        case "a:tc":
            inCell = false
            buffer.tab()
        case "a:tr": buffer.endLine()
        default: break
        }
        if name == "a:p" { titleBuffer.space() }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard inText, skipping == 0 else { return }
        buffer.append(utf8)
        tally.count(utf8.count, in: language)
        if isTitle { titleBuffer.append(utf8) }
    }

    private var isTitle: Bool { !isNotes && inShape && (placeholder == "title" || placeholder == "ctrTitle") }

    /// Numbers, dates and footers repeat on every slide and are ignored.
    private var counts: Bool {
        if isNotes { return placeholder == "body" }
        return !["sldNum", "dt", "ftr", "hdr"].contains(placeholder ?? "")
    }
}
