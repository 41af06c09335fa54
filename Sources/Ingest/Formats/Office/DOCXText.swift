import DocumentModel

/// Reads the body of a Word document, a header or footer, or its notes. One instance reads one part.
final class DOCXText: MarkupHandler {
    /// A note: `w:footnote` or `w:endnote` and its id.
    struct NoteKey: Hashable {
        var element: String
        var id: String
    }

    /// What a part refers to.
    struct References {
        var notes: [NoteKey: String] = [:]
        /// The text of a chart or diagram, by its relationship id.
        var drawing: (String?) -> String? = { _ in nil }
        /// The sections of a document that stands in the place of `w:altChunk`, by its relationship id.
        var chunk: (String) -> [Section] = { _ in [] }
    }

    /// The properties of the current run.
    private struct Run {
        var style: String?
        var languages = WritingLanguages()
        var isHidden: Bool?
    }

    private struct Paragraph {
        var buffer = TextBuffer()
        var style: String?
        var level: Int?
        var isListItem = false
        var bookmark: String?
        var run = Run()
        var inRun = false
        /// Whether the mark at its end was deleted, so that the next paragraph continues it.
        var isContinued = false
        /// What is anchored in it and follows it: notes, text boxes, the words of pictures and charts.
        var additions: [String] = []
        /// Open links to places in this document, and whether there are words outside of them.
        var links = 0
        var hasLinks = false
        var hasWordsOutsideLinks = false
        /// Whether it is in a text box.
        var isBox = false

        mutating func add(_ text: String) {
            // Pictures have the same description in several places.
            if !text.isEmpty, !additions.suffix(8).contains(text) { additions.append(text) }
        }
    }

    private let styles: DOCXStyles
    private let references: References
    /// The language that the document's metadata declares.
    private let declared: LanguageTag?
    private var collector = OfficeCollector()
    private var fields: DOCXFields
    private var alternatives = MarkupAlternatives()
    private var equation = EquationReader()
    /// The current paragraph, preceded by the paragraphs whose text boxes contain it.
    private var paragraphs: [Paragraph] = []
    private var boxDepth = 0
    private var cellDepth = 0
    /// Whether a paragraph of the same cell precedes.
    private var hasCellText = false
    private var skipping = 0
    private var inProperties = 0
    private var inText = false
    private var inCode = false
    /// The entries of the drop-down list that is being read, and the number of the one that was chosen.
    private var choices: [String]?
    private var choice = 0
    /// The first paragraph in the style "Title".
    private(set) var title: String?
    /// The relationship ids of headers and footers, in order.
    private(set) var margins: [String] = []
    /// The number of letters that the author hid.
    private(set) var hiddenCount = 0
    /// A bookmark that starts between two paragraphs belongs to the next one.
    private var waitingBookmark: String?
    /// The text of a paragraph that the next one continues.
    private var continued: TextBuffer?
    /// While reading notes: the name of their element, and the notes found.
    private var noteElement: String?
    private var noteID: String?
    private var foundNotes: [NoteKey: String] = [:]

    init(
        styles: DOCXStyles,
        references: References = References(),
        declared: LanguageTag? = nil,
        isMargin: Bool = false
    ) {
        (self.styles, self.references, self.declared) = (styles, references, declared)
        fields = DOCXFields(leavesOutPageNumbers: isMargin)
    }

    /// The texts of the notes in a notes part.
    static func notes(
        _ bytes: [UInt8],
        element: String,
        styles: DOCXStyles,
        references: References
    ) -> [NoteKey: String] {
        let handler = DOCXText(styles: styles, references: references)
        handler.noteElement = element
        _ = MarkupParser.parseXML(bytes, into: handler)
        return handler.foundNotes
    }

    func finish(language: LanguageTag?) -> [Section] {
        if var rest = continued.take() { collector.buffer.append(paragraph: rest.take()) }
        return collector.finish(language: language)
    }

    /// The languages of the whole text.
    var languages: LanguageTally { collector.languages }
    var headings: [String] { collector.headings }

    // Deleted and moved text, and the alternative of content that occurs twice.
    private static let skipped: Set<String> = ["w:del", "w:moveFrom", "w:rubyPr", "w:rt"]
    private static let properties: Set<String> = ["w:pPr", "w:sectPr", "w:tblPr", "w:trPr", "w:tcPr"]

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 {
            skipping += 1
            return
        }
        if Self.skipped.contains(name) || alternatives.skips(name) {
            // In the properties of a paragraph: its mark was deleted.
            if inProperties > 0, name == "w:del" || name == "w:moveFrom" { edit { $0.isContinued = true } }
            skipping = 1
            return
        }
        if equation.start(name, attributes) { return }
        if Self.properties.contains(name) { inProperties += 1 }
        if inProperties > 0 { readProperty(name, attributes) } else { readElement(name, attributes) }
    }

    /// Properties of paragraphs and sections.
    private func readProperty(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "w:pStyle":
            guard let style = attributes["w:val"] else { break }
            edit { $0.style = style }
            // A heading is not in a table of contents: its field was not ended.
            if styles.levels[style] != nil, !styles.contents.contains(style), fields.isInLeftOutResult {
                fields.endAll()
            }
        case "w:outlineLvl":
            edit { $0.level = attributes["w:val"].flatMap { Int($0) }.flatMap { (0..<9).contains($0) ? $0 + 1 : nil } }
        case "w:numPr": edit { $0.isListItem = true }
        case "w:headerReference", "w:footerReference":
            if let id = attributes["r:id"], !margins.contains(id), margins.count < 200 { margins.append(id) }
        case "w:tblCaption", "w:tblDescription":
            guard boxDepth == 0, cellDepth == 0, let text = AlternativeText.written(attributes["w:val"]) else { break }
            collector.buffer.append(paragraph: text)
        default: break
        }
    }

    private func readElement(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "w:p", "a:p": startParagraph(isBox: name == "a:p")
        case "w:r":
            edit {
                $0.run = Run()
                $0.inRun = true
            }
        case "w:rStyle": edit { $0.run.style = attributes["w:val"] }
        case "w:vanish": edit { if $0.inRun { $0.run.isHidden = OOXMLSwitch.isOn(attributes["w:val"]) } }
        case "w:lang":
            let languages = WritingLanguages(
                western: attributes["w:val"],
                eastAsian: attributes["w:eastAsia"],
                complex: attributes["w:bidi"]
            )
            edit { $0.run.languages = languages }
        case "w:t", "a:t": inText = true
        case "w:instrText": inCode = true
        case "w:fldChar": fields.fieldCharacter(attributes["w:fldCharType"])
        case "w:fldSimple": fields.beginSimple(attributes["w:instr"])
        case "w:tab", "w:ptab": edit { $0.buffer.tab() }
        case "w:br", "w:cr", "a:br": edit { $0.buffer.breakLine() }
        case "w:noBreakHyphen": edit { $0.buffer.append("-") }
        case "w:softHyphen": edit { $0.buffer.append("\u{AD}") }
        case "w:tc":
            cellDepth += 1
            hasCellText = false
        case "w:txbxContent": boxDepth += 1
        case "w:sdt": fields.beginControl()
        case "w:showingPlcHdr": fields.markPrompt(attributes["w:val"])
        case "w:docPartGallery": fields.markGallery(attributes["w:val"])
        case "w:sdtContent" where fields.isPrompt: skipping = 1
        case "w:hyperlink" where attributes["w:anchor"] != nil:
            edit {
                $0.links += 1
                $0.hasLinks = true
            }
        case "w:altChunk": readChunk(attributes["r:id"])
        case "w:ddList": (choices, choice) = ([], 0)
        case "w:result" where choices != nil: choice = attributes["w:val"].flatMap { Int($0) } ?? 0
        case "w:listEntry": choices?.append(attributes["w:val"] ?? "")
        case "w:bookmarkStart":
            guard let name = attributes["w:name"], name != "_GoBack" else { break }
            if paragraphs.isEmpty { waitingBookmark = name } else { edit { $0.bookmark = $0.bookmark ?? name } }
        case "w:footnoteReference", "w:endnoteReference":
            guard let id = attributes["w:id"] else { break }
            let key = NoteKey(element: name.replacing("Reference", with: ""), id: id)
            if let note = references.notes[key] { edit { $0.add(note) } }
        case "wp:docPr", "pic:cNvPr", "v:shape", "v:rect", "v:textpath", "c:chart", "cx:chart", "dgm:relIds":
            readPicture(name, attributes)
        case noteElement: noteID = attributes["w:type"] == nil ? attributes["w:id"] : nil
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        if equation.isOpen {
            if let text = equation.end(name) { put(equation: text) }
            return
        }
        alternatives.end(name)
        if Self.properties.contains(name) {
            inProperties -= 1
            return
        }
        if inProperties > 0 { return }
        switch name {
        case "w:t", "a:t": inText = false
        case "w:instrText": inCode = false
        case "w:fldSimple": fields.endSimple()
        case "w:r": edit { $0.inRun = false }
        case "w:hyperlink": edit { $0.links = max(0, $0.links - 1) }
        case "w:sdt": fields.endControl()
        case "w:ddList":
            if let choices, choices.indices.contains(choice) { edit { $0.buffer.append(choices[choice]) } }
            choices = nil
        case "w:p", "a:p": endParagraph()
        case "w:tc":
            cellDepth -= 1
            hasCellText = cellDepth > 0
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
        guard skipping == 0 else { return }
        if equation.isOpen { return equation.text(utf8) }
        if inCode { return fields.code(String(decoding: utf8, as: UTF8.self)) }
        guard inText, !fields.isInCode, !fields.isInLeftOutResult, let paragraph = paragraphs.last else { return }
        if paragraph.run.isHidden ?? styles.hides(paragraph.run.style, in: paragraph.style) {
            hiddenCount += utf8.count
            return
        }
        let language = language(of: utf8, paragraph)
        edit { paragraph in
            paragraph.buffer.append(utf8)
            if paragraph.links == 0, utf8.contains(where: Self.isLetter) { paragraph.hasWordsOutsideLinks = true }
        }
        collector.tally.count(utf8.count, in: language)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }

    private func language(of utf8: UnsafeBufferPointer<UInt8>, _ paragraph: Paragraph) -> LanguageTag? {
        var languages = paragraph.run.languages
        if let style = paragraph.run.style { languages = languages.filled(from: styles.languages(of: style)) }
        languages = languages.filled(from: styles.languages(of: paragraph.style))
        if let declared {
            languages = languages.filled(
                from: WritingLanguages(western: declared, eastAsian: declared, complex: declared)
            )
        }
        return languages.filled(from: styles.defaults).language(of: utf8)
            ?? (declared == nil ? nil : styles.defaults.language(of: utf8))
    }

    // MARK: Pictures, equations, documents

    private func readPicture(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "v:textpath": edit { $0.add(attributes["string"].flatMap { Descriptions.folded($0) } ?? "") }
        case "v:shape", "v:rect":
            if let text = AlternativeText.written(attributes["alt"]) { edit { $0.add(text) } }
        case "wp:docPr", "pic:cNvPr":
            for text in AlternativeText.written(title: attributes["title"], description: attributes["descr"]) {
                edit { $0.add(text) }
            }
        default:
            let drawing = references.drawing(attributes[name == "dgm:relIds" ? "r:dm" : "r:id"])
            if let drawing { edit { $0.add(drawing) } }
        }
    }

    private func put(equation text: String) {
        guard !text.isEmpty else { return }
        if paragraphs.isEmpty {
            collector.buffer.append(paragraph: text)
        } else {
            edit {
                $0.buffer.endWord()
                $0.buffer.append(text)
                $0.buffer.endWord()
            }
        }
    }

    private func readChunk(_ id: String?) {
        guard let id else { return }
        let sections = references.chunk(id)
        if paragraphs.isEmpty, cellDepth == 0 {
            collector.insert(sections)
        } else {
            for section in sections {
                collector.buffer.append(paragraph: section.heading ?? "")
                collector.buffer.append(paragraph: section.text)
            }
        }
    }

    // MARK: Paragraphs

    private func edit(_ body: (inout Paragraph) -> Void) {
        guard !paragraphs.isEmpty else { return }
        body(&paragraphs[paragraphs.count - 1])
    }

    private func startParagraph(isBox: Bool) {
        var paragraph = Paragraph(bookmark: waitingBookmark, isBox: isBox || boxDepth > 0)
        waitingBookmark = nil
        if !paragraph.isBox, let text = continued.take() { paragraph.buffer = text }
        paragraphs.append(paragraph)
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        if !paragraph.isBox { fields.endCodes() }
        let level = paragraph.level ?? paragraph.style.flatMap { styles.levels[$0] }
        if paragraph.isContinued, !paragraph.isBox, level == nil, cellDepth == 0, paragraph.additions.isEmpty {
            continued = paragraph.buffer
            return
        }
        let text = paragraph.buffer.take()
        if isContentsEntry(paragraph, text) { return }
        if let style = paragraph.style, styles.titles.contains(style), title == nil, !text.isEmpty { title = text }
        if paragraph.isBox, !paragraphs.isEmpty {
            edit { outer in
                outer.add(text)
                for addition in paragraph.additions { outer.add(addition) }
            }
            return
        }
        if let level, cellDepth == 0, !text.isEmpty {
            collector.heading(text, level: level, anchor: paragraph.bookmark)
        } else if !text.isEmpty {
            // The paragraphs of a cell stay in the row.
            if cellDepth > 0, hasCellText { collector.buffer.endLine() }
            collector.buffer.append(lines: text)
            hasCellText = cellDepth > 0
        }
        if cellDepth > 0 {
            for addition in paragraph.additions {
                if hasCellText { collector.buffer.endLine() }
                collector.buffer.append(lines: addition)
                hasCellText = true
            }
            return
        }
        let endsLine = paragraph.isListItem || noteElement != nil
        if endsLine { collector.buffer.endLine() } else { collector.buffer.endParagraph() }
        for addition in paragraph.additions { collector.buffer.append(paragraph: addition) }
    }

    /// Whether a paragraph is a line of a table of contents, which repeats a heading.
    private func isContentsEntry(_ paragraph: Paragraph, _ text: String) -> Bool {
        if let style = paragraph.style, styles.contents.contains(style) { return true }
        guard paragraph.hasLinks || fields.isInContents else { return false }
        let endsWithNumber = text.contains("\t") && text.last?.isNumber == true
        if fields.isInContents { return paragraph.hasLinks || endsWithNumber }
        return endsWithNumber && !paragraph.hasWordsOutsideLinks
    }
}
