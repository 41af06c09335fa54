import DocumentModel

/// The words of an object inside an OpenDocument file, which is a small OpenDocument file itself.
enum ODFObject {
    /// A formula, which is part of a sentence.
    case equation(String)
    /// A chart or another document: lines.
    case text(String)

    /// Reads the object at `path`, as `xlink:href` names it.
    ///
    /// - Returns: nil if it is missing or has no words.
    static func read(_ path: String, in archive: ZipArchive) throws(ExtractionFailure) -> ODFObject? {
        let folder = ArchivePath.resolve(path, from: "")
        guard !folder.isEmpty, let bytes = try archive.read("\(folder)/content.xml") else { return nil }
        let handler = ODFObjectText()
        _ = MarkupParser.parseXML(bytes, into: handler)
        if !handler.equation.isEmpty { return .equation(handler.equation) }
        if !handler.isDocument { return handler.lines.isEmpty ? nil : .text(handler.lines.joined(separator: "\n")) }
        var references = ODFText.References()
        references.styles = ODFStyles(try archive.read("\(folder)/styles.xml"))
        let document = ODFText(references)
        _ = MarkupParser.parseXML(bytes, into: document)
        let sections = document.finish(language: nil) + document.slides(language: nil)
        let texts = sections.flatMap { [$0.heading, $0.text].compactMap(\.self) }
        return texts.isEmpty ? nil : .text(texts.joined(separator: "\n\n"))
    }
}

/// Reads a formula, or the titles, series and categories of a chart.
private final class ODFObjectText: MarkupHandler {
    private(set) var equation = ""
    private(set) var lines: [String] = []
    /// Whether it is neither a formula nor a chart.
    private(set) var isDocument = false

    private var reader = EquationReader()
    private var seen: Set<String> = []
    private var buffer: TextBuffer?
    /// Whether the current cell contains a number to be drawn.
    private var isNumber = false
    /// The number of cells so far in the row.
    private var cells = 0

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if reader.start(name, attributes) { return }
        switch name {
        case "office:text", "office:spreadsheet", "office:drawing", "office:presentation": isDocument = true
        case "table:table-row": cells = 0
        case "table:table-cell":
            cells += 1
            // The first cell of a row is the category.
            isNumber = cells > 1 && ["float", "percentage", "currency"].contains(attributes["office:value-type"] ?? "")
        case "text:p": if !isNumber { buffer = TextBuffer() }
        case "text:s", "text:tab": buffer?.space()
        case "text:line-break": buffer?.breakLine()
        default: break
        }
    }

    func end(_ name: String) {
        if reader.isOpen {
            if let text = reader.end(name) { equation += (equation.isEmpty ? "" : " ") + text }
            return
        }
        switch name {
        case "table:table-cell": isNumber = false
        case "text:p":
            let line = buffer?.take() ?? ""
            buffer = nil
            if !line.isEmpty, seen.insert(line).inserted { lines.append(line) }
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if reader.isOpen { reader.text(utf8) } else { buffer?.append(utf8) }
    }
}
