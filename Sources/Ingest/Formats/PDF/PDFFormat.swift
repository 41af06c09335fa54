import DocumentModel

/// PDF: a section for each page with text.
enum PDFFormat {
    /// Whether a PDF's signature is among the first bytes; other bytes may precede it.
    static func isPDF(_ head: [UInt8]) -> Bool {
        let mark = Array("%PDF-".utf8)
        return (0..<max(0, min(head.count, 1024) - mark.count + 1)).contains { head[$0...].starts(with: mark) }
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let file = try PDFFile(reading: source)
        if file.isDynamicForm {
            throw .unsupported("a dynamic XFA form, which only Adobe's programs can show; print it to a PDF")
        }
        guard file.pageCount > 0 else { throw .broken("the PDF has no pages") }
        var document = ExtractedDocument(format: .pdf, metadata: PDFMetadata.read(file).from("file"))
        document.outline = file.outline()
        var pages = PDFPages(outline: document.outline, language: file.language)
        try pages.read(file, source.limits)
        document.sections = pages.sections
        if pages.unreadable.count == file.pageCount { throw .broken("none of the PDF's pages can be read") }
        if !pages.unreadable.isEmpty {
            let list = pages.unreadable.prefix(10).map(String.init).joined(separator: ", ")
            let more = pages.unreadable.count > 10 ? " and \(pages.unreadable.count - 10) more" : ""
            document.warnings.append("pages that could not be read: \(list)\(more)")
        }
        // Portfolios have all their content in such files.
        let files = file.attachments() + pages.attachments
        for attachment in files where attachment.bytes == nil {
            document.warnings.append("attachment \(attachment.name): it is damaged, or too large")
        }
        let embedded = files.compactMap { file in file.bytes.map { EmbeddedFile(name: file.name, bytes: $0) } }
        try EmbeddedFiles.append(embedded, to: &document, inside: source)
        return document
    }
}

/// Reads the pages of a PDF to sections.
private struct PDFPages {
    private(set) var sections: [Section] = []
    private(set) var unreadable: [Int] = []
    private(set) var attachments: [PDFAttachment] = []
    private let titles: [Int: [OutlineEntry]]
    private let language: LanguageTag?

    init(outline: [OutlineEntry], language: LanguageTag?) {
        titles = Dictionary(grouping: outline.filter { $0.page != nil }) { $0.page ?? 0 }
        self.language = language
    }

    private struct Page {
        var number: Int
        var text: String
        var notes: [String]
    }

    mutating func read(_ file: PDFFile, _ limits: ExtractionLimits) throws(ExtractionFailure) {
        var pages: [Page] = []
        var running = PDFRunningTitles()
        var total = 0
        for number in 1...file.pageCount {
            guard let page = file.page(number) else {
                unreadable.append(number)
                continue
            }
            let text = PDFPageText(page.glyphs)
            running.note(text, height: page.height, page: number)
            attachments += page.attachments
            pages.append(Page(number: number, text: text.string, notes: page.notes))
            total += pages[pages.count - 1].text.utf8.count
            if total > limits.maximumTextBytes { throw limits.textTooLarge }
        }
        let ranges = running.ranges()
        for page in pages {
            let text = ranges[page.number].map { PDFRunningTitles.removing($0, from: page.text) } ?? page.text
            add(page, text, label: file.label(ofPage: page.number))
        }
    }

    private mutating func add(_ page: Page, _ text: String, label: String?) {
        // Most pages have neither notes nor entries of the outline to compare with.
        let folded = page.notes.isEmpty && titles[page.number] == nil ? "" : Self.folded(text)
        let notes = page.notes.filter { !folded.contains(Self.folded($0)) }
        let (heading, others) = headings(of: page.number, text, folded)
        let parts = others + [text] + notes
        let whole = parts.filter { $0.contains { !$0.isWhitespace } }.joined(separator: "\n\n")
        guard !whole.isEmpty || heading != nil else { return }
        sections.append(
            Section(
                locator: .page(number: page.number, label: label),
                heading: heading,
                text: whole,
                declaredLanguage: language
            )
        )
    }

    /// The heading of a page, from the innermost outline entry that leads to it, and the titles of the others; without those that are
    /// printed on the page.
    private func headings(of page: Int, _ text: String, _ folded: String) -> (heading: String?, others: [String]) {
        guard let entries = titles[page], let level = entries.map(\.level).max(),
            let innermost = entries.first(where: { $0.level == level })
        else { return (nil, []) }
        let firstLine = Descriptions.folded(String(text.drop(while: \.isWhitespace).prefix { !$0.isNewline }))
        let others = Descriptions.unique(entries.prefix(100).map(\.title)).filter {
            $0 != innermost.title && !folded.contains(Self.folded($0))
        }
        return (innermost.title == firstLine ? nil : innermost.title, others)
    }

    /// A text for comparison: its letters and digits in lower case.
    private static func folded(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
