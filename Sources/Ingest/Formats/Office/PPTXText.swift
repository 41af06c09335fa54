import DocumentModel

/// Reads the shapes of a slide or of its notes.
final class PPTXText: MarkupHandler {
    var buffer = TextBuffer()
    var tally = LanguageTally()
    /// The text of the title placeholder.
    private(set) var title: String?
    /// The texts of footer and header placeholders, which repeat on all slides.
    private(set) var footers: [String] = []
    /// Whether this is a notes page: then only the notes themselves are read.
    var isNotes = false

    private let isLayout: Bool
    /// The text of a chart or diagram, by its relationship id.
    private let drawing: (String?) -> String?
    private var titleBuffer = TextBuffer()
    private var footer = TextBuffer()
    private var equation = EquationReader()
    private var alternatives = MarkupAlternatives()
    private var skipping = 0
    private var inText = false
    private var inShape = false
    private var placeholder: String?
    /// The languages of the run, the likeliest first.
    private var languages: [LanguageTag] = []
    private var inCell = false
    private var hasCellText = false
    /// The name and description of the shape that begins, until it is known whether it is a placeholder.
    private var descriptions: [String] = []

    /// - Parameter isLayout: whether to read only what a layout or master shows on slides.
    init(isLayout: Bool = false, drawing: @escaping (String?) -> String?) {
        (self.isLayout, self.drawing) = (isLayout, drawing)
    }

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || alternatives.skips(name)
            || (name == "a:fld" && attributes["type"]?.hasPrefix("slidenum") == true)
        {
            skipping += 1
            return
        }
        if equation.start(name, attributes) { return }
        switch name {
        case "p:sp", "p:pic", "p:graphicFrame", "p:grpSp", "p:cxnSp":
            inShape = name == "p:sp"
            placeholder = nil
        case "p:cNvPr":
            descriptions =
                isNotes || isLayout
                ? [] : AlternativeText.written(title: attributes["title"], description: attributes["descr"])
        case "p:ph": placeholder = attributes["type"] ?? "obj"
        case "p:spPr", "p:grpSpPr", "p:xfrm", "p:blipFill": putDescriptions()
        case "p:txBody" where !counts && !isFooter: skipping = 1
        case "a:tc":
            inCell = true
            hasCellText = false
        case "a:p": if inCell, hasCellText { buffer.endLine() }
        case "a:r", "a:fld": languages = []
        case "a:rPr":
            languages = [attributes["lang"], attributes["altLang"]].compactMap { $0.flatMap { LanguageTag($0) } }
        case "a:t": inText = true
        case "a:br":
            edit { $0.breakLine() }
            titleBuffer.space()
        case "c:chart", "cx:chart", "dgm:relIds":
            putDescriptions()
            guard !isNotes else { break }
            put(drawing(attributes[name == "dgm:relIds" ? "r:dm" : "r:id"]))
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        alternatives.end(name)
        if equation.isOpen {
            if let text = equation.end(name) {
                edit {
                    $0.endWord()
                    $0.append(text)
                    $0.endWord()
                }
                hasCellText = true
            }
            return
        }
        switch name {
        case "p:sp":
            if isTitle, title == nil { title = titleBuffer.take() }
            titleBuffer = TextBuffer()
            inShape = false
            placeholder = nil
            let text = footer.take()
            if !text.isEmpty { footers.append(text) }
            putDescriptions()
            buffer.endLine()
        case "p:pic", "p:graphicFrame", "p:cxnSp": putDescriptions()
        case "a:t": inText = false
        case "a:p": if !inCell { edit { $0.endLine() } }
        case "a:tc":
            inCell = false
            buffer.tab()
        case "a:tr": buffer.endLine()
        default: break
        }
        if name == "a:p" { titleBuffer.space() }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard skipping == 0 else { return }
        if equation.isOpen { return equation.text(utf8) }
        guard inText else { return }
        edit { $0.append(utf8) }
        hasCellText = true
        let script = WritingSystem(of: utf8)
        tally.count(utf8.count, in: languages.first { script?.fits($0) ?? true })
        if isTitle { titleBuffer.append(utf8) }
    }

    private func edit(_ body: (inout TextBuffer) -> Void) { isFooter && !inCell ? body(&footer) : body(&buffer) }

    /// Adds the lines of a chart or the description of a picture.
    private func put(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        buffer.endLine()
        buffer.append(lines: text)
        buffer.endLine()
    }

    /// Descriptions of numbers, dates and footers are those of the template.
    private func putDescriptions() {
        if counts, !isFooter { for text in descriptions { put(text) } }
        descriptions = []
    }

    private var isTitle: Bool { !isNotes && inShape && (placeholder == "title" || placeholder == "ctrTitle") }
    private var isFooter: Bool { !isLayout && inShape && (placeholder == "ftr" || placeholder == "hdr") }

    /// Numbers and dates repeat on every slide and are ignored.
    private var counts: Bool {
        if isNotes { return placeholder == "body" }
        if isLayout { return placeholder == nil }
        return !["sldNum", "dt", "ftr", "hdr"].contains(placeholder ?? "")
    }
}
