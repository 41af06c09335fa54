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
        guard file.pageCount > 0 else { throw .broken("the PDF has no pages") }

        var metadata = file.info()
        if let packet = file.xmp() { metadata.fill(from: XMPPacket.read(packet)) }
        var document = ExtractedDocument(format: .pdf, metadata: metadata.from("file"))
        document.outline = file.outline()
        let headings = headings(in: document.outline)

        var unreadable: [Int] = []
        var total = 0
        for number in 1...file.pageCount {
            guard let page = file.page(number) else {
                unreadable.append(number)
                continue
            }
            total += page.text.utf8.count
            if total > source.limits.maximumTextBytes { throw source.limits.textTooLarge }
            guard page.text.contains(where: { !$0.isWhitespace }) else { continue }
            let firstLine = Descriptions.folded(String(page.text.prefix { !$0.isNewline }))
            let heading = headings[number].flatMap { $0 == firstLine ? nil : $0 }
            document.sections.append(
                Section(locator: .page(number: number, label: page.label), heading: heading, text: page.text)
            )
        }
        if unreadable.count == file.pageCount { throw .broken("none of the PDF's pages can be read") }
        if !unreadable.isEmpty {
            let list = unreadable.prefix(10).map(String.init).joined(separator: ", ")
            let more = unreadable.count > 10 ? " and \(unreadable.count - 10) more" : ""
            document.warnings.append("pages that could not be read: \(list)\(more)")
        }
        return document
    }

    /// For each page on which an outline entry starts, the title of the innermost entry; the first if there are several.
    private static func headings(in outline: [OutlineEntry]) -> [Int: String] {
        var best: [Int: OutlineEntry] = [:]
        for entry in outline {
            guard let page = entry.page else { continue }
            if let known = best[page], known.level >= entry.level { continue }
            best[page] = entry
        }
        return best.mapValues(\.title)
    }
}
