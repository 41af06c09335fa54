import DocumentModel

/// Reads the body of a Word document. One instance reads one part.
final class DOCXText: MarkupHandler {
    /// A note: `w:footnote` or `w:endnote` and its id.
    struct NoteKey: Hashable {
        var element: String
        var id: String
    }

    private struct Paragraph {
        var buffer = TextBuffer()
        var style: String?
        var level: Int?
        var isListItem = false
        var bookmark: String?
        var notes: [NoteKey] = []
    }

    private let styles: DOCXStyles
    private let notes: [NoteKey: String]
    private var collector = OfficeCollector()
    /// The current paragraph, preceded by the paragraphs whose text boxes contain it.
    private var paragraphs: [Paragraph] = []
    /// The texts of text boxes, to be appended after the paragraph in which they are anchored.
    private var boxes: [String] = []
    private var boxDepth = 0
    private var cellDepth = 0
    private var skipping = 0
    private var inText = false
    private var runLanguage: LanguageTag?
    /// The first paragraph in the style "Title".
    private(set) var title: String?
    /// A bookmark that starts between two paragraphs belongs to the next one.
    private var waitingBookmark: String?
    /// While reading notes: the name of their element, and the notes found.
    private var noteElement: String?
    private var noteID: String?
    private var foundNotes: [NoteKey: String] = [:]

    init(styles: DOCXStyles, notes: [NoteKey: String]) {
        self.styles = styles
        self.notes = notes
    }

    /// The texts of the notes in a notes part.
    static func notes(_ bytes: [UInt8], element: String) -> [NoteKey: String] {
        let handler = DOCXText(styles: DOCXStyles(nil), notes: [:])
        handler.noteElement = element
        _ = MarkupParser.parseXML(bytes, into: handler)
        return handler.foundNotes
    }

    func finish(language: LanguageTag?) -> [Section] { collector.finish(language: language) }

    // Deleted and moved text, and the alternative of content that occurs twice.
    private static let skipped: Set<String> = ["w:del", "w:moveFrom", "mc:Fallback", "w:rubyPr", "w:rt"]

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || Self.skipped.contains(name) {
            skipping += 1
            return
        }
        switch name {
        case "w:p":
            paragraphs.append(Paragraph(bookmark: waitingBookmark))
            waitingBookmark = nil
        case "w:pStyle": edit { $0.style = attributes["w:val"] }
        case "w:outlineLvl":
            edit { $0.level = attributes["w:val"].flatMap { Int($0) }.flatMap { $0 < 9 ? $0 + 1 : nil } }
        case "w:numPr": edit { $0.isListItem = true }
        case "w:r": runLanguage = nil
        case "w:lang": runLanguage = attributes["w:val"].flatMap { LanguageTag($0) }
        case "w:t", "a:t", "m:t": inText = true
        case "w:tab", "w:ptab": edit { $0.buffer.tab() }
        case "w:br", "w:cr": edit { $0.buffer.breakLine() }
        case "w:noBreakHyphen": edit { $0.buffer.append("-") }
        case "w:softHyphen": edit { $0.buffer.append("\u{AD}") }
        case "w:tc": cellDepth += 1
        case "w:txbxContent": boxDepth += 1
        case "w:bookmarkStart":
            guard let name = attributes["w:name"], name != "_GoBack" else { break }
            if paragraphs.isEmpty { waitingBookmark = name } else { edit { $0.bookmark = $0.bookmark ?? name } }
        case "w:footnoteReference", "w:endnoteReference":
            guard let id = attributes["w:id"] else { break }
            edit { $0.notes.append(NoteKey(element: name.replacing("Reference", with: ""), id: id)) }
        case noteElement: noteID = attributes["w:type"] == nil ? attributes["w:id"] : nil
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        switch name {
        case "w:t", "a:t", "m:t": inText = false
        case "w:p": endParagraph()
        case "w:tc":
            cellDepth -= 1
            if boxDepth == 0 { collector.buffer.tab() }
        case "w:tr" where boxDepth == 0: collector.buffer.endLine()
        case "w:tbl" where boxDepth == 0: collector.buffer.endParagraph()
        case "w:txbxContent": boxDepth -= 1
        case noteElement:
            if let noteElement, let noteID {
                foundNotes[NoteKey(element: noteElement, id: noteID)] = collector.buffer.take()
            }
            noteID = nil
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard inText, skipping == 0 else { return }
        edit { $0.buffer.append(utf8) }
        collector.tally.count(utf8.count, in: runLanguage)
    }

    private func edit(_ body: (inout Paragraph) -> Void) {
        guard !paragraphs.isEmpty else { return }
        body(&paragraphs[paragraphs.count - 1])
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        let text = paragraph.buffer.take()
        if let style = paragraph.style {
            if styles.contents.contains(style) { return }
            if styles.titles.contains(style), title == nil, !text.isEmpty { title = text }
        }
        if boxDepth > 0 {
            if !text.isEmpty { boxes.append(text) }
            return
        }
        let level = paragraph.level ?? paragraph.style.flatMap { styles.levels[$0] }
        if let level, cellDepth == 0, !text.isEmpty {
            collector.heading(text, level: level, anchor: paragraph.bookmark)
        } else if !text.isEmpty {
            collector.buffer.append(lines: text)
        }
        if cellDepth > 0 {
            collector.buffer.space()
        } else if paragraph.isListItem || noteElement != nil {
            collector.buffer.endLine()
        } else {
            collector.buffer.endParagraph()
        }
        for addition in boxes + paragraph.notes.compactMap({ notes[$0] }) where !addition.isEmpty {
            collector.buffer.endParagraph()
            collector.buffer.append(lines: addition)
            collector.buffer.endParagraph()
        }
        boxes = []
    }
}
