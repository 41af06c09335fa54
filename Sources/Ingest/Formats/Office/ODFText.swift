import DocumentModel

/// Reads the body of an OpenDocument text or presentation. One instance reads one `content.xml`.
final class ODFText: MarkupHandler {
    /// A paragraph or heading: the innermost one, if it is in a frame or note of another.
    private struct Paragraph {
        var buffer = TextBuffer()
        var level: Int?
        var bookmark: String?
    }

    private struct Slide {
        var number: Int
        var title: String?
        var notes = TextBuffer()
    }

    private var collector = OfficeCollector()
    private var paragraphs: [Paragraph] = []
    /// Notes and text boxes, to be appended after the paragraph in which they are anchored.
    private var asides: [String] = []
    private var asideDepth = 0
    private var cellDepth = 0
    private var listDepth = 0
    private var skipping = 0
    private var inBody = false

    private var slide: Slide?
    private var slideCount = 0
    private var slideSections: [Section] = []
    private var inNotes = false
    private var inTitle = false

    /// The language of each automatic style that specifies one, and those of the open paragraphs and spans.
    private var styleLanguages: [String: LanguageTag] = [:]
    private var styleName: String?
    private var languages: [LanguageTag?] = []

    func finish(language: LanguageTag?) -> [Section] { collector.finish(language: language) }

    func slides(language: LanguageTag?) -> [Section] {
        slideSections.map { section in
            var section = section
            section.declaredLanguage = section.declaredLanguage ?? language
            return section
        }
    }

    private static let skipped: Set<String> = [
        "text:tracked-changes", "office:annotation", "text:note-citation", "text:table-of-content", "office:forms",
        "office:scripts", "text:ruby-text", "text:page-number", "text:sequence-decls", "presentation:settings",
        "presentation:footer-decl", "presentation:date-time-decl", "presentation:header-decl",
    ]

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || Self.skipped.contains(name) {
            skipping += 1
            return
        }
        guard inBody else {
            startStyle(name, attributes)
            return
        }
        switch name {
        case "text:p", "text:h":
            var paragraph = Paragraph()
            if name == "text:h" { paragraph.level = attributes["text:outline-level"].flatMap { Int($0) } ?? 1 }
            paragraphs.append(paragraph)
            languages.append(attributes["text:style-name"].flatMap { styleLanguages[$0] })
        case "text:span": languages.append(attributes["text:style-name"].flatMap { styleLanguages[$0] })
        case "text:s": edit { $0.buffer.space() }
        case "text:tab": edit { $0.buffer.tab() }
        case "text:line-break": edit { $0.buffer.breakLine() }
        case "text:bookmark", "text:bookmark-start":
            let bookmark = attributes["text:name"]
            edit { $0.bookmark = $0.bookmark ?? bookmark }
        case "table:table-cell": cellDepth += 1
        case "text:list": listDepth += 1
        case "text:note-body", "draw:text-box": if !paragraphs.isEmpty { asideDepth += 1 }
        case "draw:page":
            slideCount += 1
            slide = Slide(number: slideCount)
        case "presentation:notes": inNotes = true
        case "draw:frame", "draw:custom-shape": inTitle = attributes["presentation:class"] == "title"
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        switch name {
        case "text:p", "text:h":
            _ = languages.popLast()
            endParagraph()
        case "text:span": _ = languages.popLast()
        case "table:table-cell":
            cellDepth -= 1
            collector.buffer.tab()
        case "table:table-row": collector.buffer.endLine()
        case "table:table": collector.buffer.endParagraph()
        case "text:list":
            listDepth -= 1
            if listDepth == 0, slide == nil { collector.buffer.endParagraph() }
        case "text:note-body", "draw:text-box": if asideDepth > 0 { asideDepth -= 1 }
        case "presentation:notes": inNotes = false
        case "draw:page": endSlide()
        case "office:body": inBody = false
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard skipping == 0, !paragraphs.isEmpty else { return }
        edit { $0.buffer.append(utf8) }
        collector.tally.count(utf8.count, in: languages.last { $0 != nil } ?? nil)
    }

    /// The part before the body: automatic styles, from which only the languages are used.
    private func startStyle(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "office:body": inBody = true
        case "style:style": styleName = attributes["style:name"]
        case "style:text-properties":
            guard let styleName, let tag = attributes["fo:language"], tag != "none" else { break }
            styleLanguages[styleName] = LanguageTag(tag)
        default: break
        }
    }

    private func edit(_ body: (inout Paragraph) -> Void) {
        guard !paragraphs.isEmpty else { return }
        body(&paragraphs[paragraphs.count - 1])
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        let text = paragraph.buffer.take()
        if asideDepth > 0, !paragraphs.isEmpty {
            if !text.isEmpty { asides.append(text) }
            return
        }
        if inNotes {
            slide?.notes.append(lines: text)
            slide?.notes.endLine()
            return
        }
        if inTitle, slide?.title == nil { slide?.title = Descriptions.folded(text) }
        if let level = paragraph.level, slide == nil, cellDepth == 0, !text.isEmpty {
            collector.heading(text, level: level, anchor: paragraph.bookmark)
        } else {
            collector.buffer.append(lines: text)
        }
        if cellDepth > 0 {
            collector.buffer.space()
        } else if listDepth > 0 || slide != nil {
            collector.buffer.endLine()
        } else {
            collector.buffer.endParagraph()
        }
        for aside in asides {
            collector.buffer.endParagraph()
            collector.buffer.append(lines: aside)
            collector.buffer.endParagraph()
        }
        asides = []
    }

    private func endSlide() {
        guard var slide else { return }
        self.slide = nil
        var text = collector.buffer.take()
        let notes = slide.notes.take()
        if !notes.isEmpty { text += (text.isEmpty ? "" : "\n\n") + notes }
        let language = collector.tally.take()
        guard !text.isEmpty else { return }
        let heading = slide.title.flatMap { text.hasPrefix($0) ? nil : $0 }
        slideSections.append(
            Section(locator: .slide(number: slide.number), heading: heading, text: text, declaredLanguage: language)
        )
    }
}
