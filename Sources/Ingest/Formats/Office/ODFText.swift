import DocumentModel

/// Reads the body of an OpenDocument text or presentation, or the headers and footers in its styles. One instance reads
/// one part.
final class ODFText: MarkupHandler {
    /// What a part refers to.
    struct References {
        var styles = ODFStyles()
        /// The language that the document's metadata declares.
        var declared: LanguageTag?
        /// The words of an object by its path: a chart, a formula, another document.
        var object: (String) -> ODFObject? = { _ in nil }
    }

    /// A paragraph or heading: the innermost one, if it is in a frame or note of another.
    private struct Paragraph {
        var buffer = TextBuffer()
        var level: Int?
        var style: String?
        var bookmark: String?
        /// What is anchored in it and follows it: notes, text boxes, the words of pictures and charts.
        var additions: [String] = []
        /// The depth of frames and notes around it.
        var asideDepth: Int
        /// The styles of the open spans.
        var spans: [String?] = []
        var isHidden = false
    }

    private struct Slide {
        var number: Int
        var title: String?
        var notes = TextBuffer()
        /// The names of its footer and header, and of its master page.
        var margins: [String] = []
        var master: String?
    }

    private let references: References
    private var styles: ODFStyles
    private let isStyles: Bool
    private var cache: [String: (languages: WritingLanguages, isHidden: Bool)] = [:]
    private var collector = OfficeCollector()
    private var equation = EquationReader()
    private var paragraphs: [Paragraph] = []
    private var asideDepth = 0
    private var cellDepth = 0
    /// Whether a paragraph of the same cell precedes.
    private var hasCellText = false
    private var listDepth = 0
    private var skipping = 0
    private var inBody = false

    private var slide: Slide?
    private var slideCount = 0
    private var slideSections: [Section] = []
    private var slideTally = LanguageTally()
    private var inNotes = false
    private var inTitle = false
    /// The title and description of a picture, while they are read.
    private var description: TextBuffer?
    private var pictureTitle: String?

    /// The texts of headers and footers, by the name of the master page.
    private(set) var margins: [(name: String, text: String)] = []
    private var master: String?
    private var slideMargins = PageMargins(known: [])
    /// The texts of headers and footers that no slide has used so far, by name.
    private var waitingMargins: [String: [String]] = [:]

    /// The first paragraph in the style "Title".
    private(set) var title: String?
    /// The paths of objects of other programs.
    private(set) var foreignObjects: [String] = []
    /// Whether there is text that the author hid.
    private(set) var hasHidden = false

    /// - Parameter isStyles: whether to read the headers and footers of `styles.xml`.
    init(_ references: References, isStyles: Bool = false, margins: [(name: String, text: String)] = []) {
        (self.references, styles, self.isStyles) = (references, references.styles, isStyles)
        for (name, text) in margins { waitingMargins[name, default: []].append(text) }
    }

    func finish(language: LanguageTag?) -> [Section] { collector.finish(language: language) }
    var headings: [String] { collector.headings }

    /// The languages of the whole text.
    var languages: LanguageTally { slideSections.isEmpty ? collector.languages : slideTally }

    func slides(language: LanguageTag?) -> [Section] {
        slideSections.map { section in
            var section = section
            section.declaredLanguage = section.declaredLanguage ?? language
            return section
        }
    }

    private static let skipped: Set<String> = [
        "text:tracked-changes", "office:annotation", "text:note-citation", "office:forms", "office:scripts",
        "text:ruby-text", "text:page-number", "text:page-count", "text:sequence-decls", "presentation:settings",
        "presentation:date-time-decl", "text:script", "text:placeholder", "presentation:footer",
        "presentation:header", "presentation:date-time",
        // These repeat the text.
        "text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index",
        "text:alphabetical-index",
    ]
    private static let margins: Set<String> = [
        "style:header", "style:header-left", "style:header-first", "style:footer", "style:footer-left",
        "style:footer-first",
    ]

    // MARK: Events

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || Self.skipped.contains(name) || hides(name, attributes) {
            skipping += 1
            return
        }
        guard inBody else {
            startStyle(name, attributes)
            return
        }
        if equation.start(name, attributes) { return }
        switch name {
        case "text:p", "text:h": startParagraph(name, attributes)
        case "text:span": edit { $0.spans.append(attributes["text:style-name"]) }
        case "text:s": edit { $0.buffer.space() }
        case "text:tab": edit { $0.buffer.tab() }
        case "text:line-break": edit { $0.buffer.breakLine() }
        case "text:bookmark", "text:bookmark-start":
            let bookmark = attributes["text:name"]
            edit { $0.bookmark = $0.bookmark ?? bookmark }
        case "table:table-cell":
            cellDepth += 1
            hasCellText = false
        case "text:list": listDepth += 1
        case "text:note-body", "draw:text-box": if !paragraphs.isEmpty { asideDepth += 1 }
        case "presentation:notes": inNotes = true
        case "svg:title", "svg:desc": description = TextBuffer()
        case "draw:object": if let path = attributes["xlink:href"] { put(references.object(path)) }
        case "draw:object-ole": if let path = attributes["xlink:href"] { foreignObjects.append(path) }
        case "presentation:footer-decl", "presentation:header-decl":
            master = attributes["presentation:name"]
            startParagraph(name, attributes)
        case "draw:page": startSlide(attributes)
        case "draw:frame", "draw:custom-shape":
            let kind = attributes["presentation:class"]
            inTitle = kind == "title"
            // The text of placeholders on a master page is a prompt.
            if isStyles, let kind, !["header", "footer"].contains(kind) { skipping = 1 }
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        guard inBody else { return }
        if equation.isOpen {
            if let text = equation.end(name), !text.isEmpty { put(.equation(text)) }
            return
        }
        switch name {
        case "text:p", "text:h": endParagraph()
        case "text:span": edit { _ = $0.spans.popLast() }
        case "table:table-cell":
            cellDepth -= 1
            hasCellText = cellDepth > 0
            if asideDepth == 0 { collector.buffer.tab() }
        case "table:table-row": if asideDepth == 0 { collector.buffer.endLine() }
        case "table:table": if asideDepth == 0 { collector.buffer.endParagraph() }
        case "text:list":
            listDepth -= 1
            if listDepth == 0, slide == nil, asideDepth == 0 { collector.buffer.endParagraph() }
        case "text:note-body", "draw:text-box": if asideDepth > 0 { asideDepth -= 1 }
        case "presentation:notes": inNotes = false
        case "svg:title": pictureTitle = takeDescription()
        case "svg:desc": putPicture(takeDescription())
        case "presentation:footer-decl", "presentation:header-decl":
            if var paragraph = paragraphs.popLast(), let master {
                waitingMargins[master, default: []].append(paragraph.buffer.take())
            }
        case "draw:page": endSlide()
        case "office:body": inBody = false
        default:
            if Self.margins.contains(name) || name == "style:master-page" { endMargin(name) }
        }
        if pictureTitle != nil, name.hasPrefix("draw:") { putPicture(nil) }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard skipping == 0 else { return }
        if equation.isOpen { return equation.text(utf8) }
        if description != nil {
            description?.append(utf8)
            return
        }
        guard let paragraph = paragraphs.last else { return }
        let resolved = [resolve("paragraph", paragraph.style)] + paragraph.spans.suffix(16).map { resolve("text", $0) }
        if resolved.contains(where: \.isHidden) {
            hasHidden = true
            return
        }
        edit { $0.buffer.append(utf8) }
        let language = language(of: utf8, resolved)
        collector.tally.count(utf8.count, in: language)
        if slide != nil { slideTally.count(utf8.count, in: language) }
    }

    /// The part before the body: automatic styles. In `styles.xml`, the master pages.
    private func startStyle(_ name: String, _ attributes: MarkupAttributes) {
        switch name {
        case "office:body": inBody = true
        case "style:master-page" where isStyles:
            master = attributes["style:name"]
            inBody = true
        default: styles.start(name, attributes)
        }
    }

    private func hides(_ name: String, _ attributes: MarkupAttributes) -> Bool {
        switch name {
        case "text:section", "text:hidden-text", "text:hidden-paragraph":
            let isHidden = attributes["text:display"] == "none" || attributes["text:is-hidden"] == "true"
            hasHidden = hasHidden || isHidden
            if isHidden, name == "text:hidden-paragraph" { edit { $0.isHidden = true } }
            return isHidden
        case "presentation:notes": return isStyles
        default: return Self.margins.contains(name) && attributes["style:display"] == "false"
        }
    }

    /// What a style says, from a cache.
    private func resolve(_ family: String, _ name: String?) -> (languages: WritingLanguages, isHidden: Bool) {
        guard let name else { return (WritingLanguages(), false) }
        let key = "\(family)/\(name)"
        if let known = cache[key] { return known }
        let found = (styles.languages(family, name), styles.hides(family, name))
        cache[key] = found
        return found
    }

    /// The language of a text in styles, the innermost last.
    private func language(
        of utf8: UnsafeBufferPointer<UInt8>,
        _ resolved: [(languages: WritingLanguages, isHidden: Bool)]
    ) -> LanguageTag? {
        var languages = resolved.reversed().reduce(WritingLanguages()) { $0.filled(from: $1.languages) }
        if let declared = references.declared {
            languages = languages.filled(
                from: WritingLanguages(western: declared, eastAsian: declared, complex: declared)
            )
        }
        let defaults = styles.defaultLanguages
        return languages.filled(from: defaults).language(of: utf8) ?? defaults.language(of: utf8)
    }

    // MARK: Objects and pictures

    private func put(_ object: ODFObject?) {
        switch object {
        case .equation(let text)? where !paragraphs.isEmpty:
            edit {
                $0.buffer.endWord()
                $0.buffer.append(text)
                $0.buffer.endWord()
            }
        case .equation(let text)?, .text(let text)?: put(addition: text)
        case nil: break
        }
    }

    private func takeDescription() -> String? {
        defer { description = nil }
        return description?.take()
    }

    private func putPicture(_ description: String?) {
        let texts = AlternativeText.written(title: pictureTitle, description: description)
        pictureTitle = nil
        for text in texts { put(addition: text) }
    }

    /// Adds what follows the paragraph around it, or is a paragraph of its own.
    private func put(addition text: String) {
        if !paragraphs.isEmpty {
            edit { if !$0.additions.suffix(8).contains(text) { $0.additions.append(text) } }
        } else if inNotes {
            slide?.notes.append(paragraph: text)
        } else if slide != nil || cellDepth > 0 {
            collector.buffer.endLine()
            collector.buffer.append(lines: text)
            collector.buffer.endLine()
        } else if !isStyles {
            collector.buffer.append(paragraph: text)
        }
    }

    // MARK: Paragraphs

    private func edit(_ body: (inout Paragraph) -> Void) {
        guard !paragraphs.isEmpty else { return }
        body(&paragraphs[paragraphs.count - 1])
    }

    private func startParagraph(_ name: String, _ attributes: MarkupAttributes) {
        var paragraph = Paragraph(style: attributes["text:style-name"], asideDepth: asideDepth)
        if name == "text:h" { paragraph.level = attributes["text:outline-level"].flatMap { Int($0) } ?? 1 }
        paragraphs.append(paragraph)
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        let text = paragraph.isHidden ? "" : paragraph.buffer.take()
        if asideDepth > 0, !paragraphs.isEmpty {
            edit { outer in
                outer.additions += ([text] + paragraph.additions).filter { !$0.isEmpty }
            }
            return
        }
        if inNotes {
            for line in [text] + paragraph.additions {
                slide?.notes.append(lines: line)
                slide?.notes.endLine()
            }
            return
        }
        if inTitle, slide?.title == nil { slide?.title = Descriptions.folded(text) }
        if title == nil, slide == nil, !text.isEmpty, styles.isTitle(paragraph.style) { title = text }
        if let level = paragraph.level, slide == nil, cellDepth == 0, !text.isEmpty {
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
        if listDepth > 0 || slide != nil { collector.buffer.endLine() } else { collector.buffer.endParagraph() }
        for addition in paragraph.additions { collector.buffer.append(paragraph: addition) }
    }

    // MARK: Slides, headers and footers

    private func startSlide(_ attributes: MarkupAttributes) {
        slideCount += 1
        slide = Slide(number: slideCount, master: attributes["draw:master-page-name"])
        slide?.margins = ["presentation:use-header-name", "presentation:use-footer-name"].compactMap { attributes[$0] }
    }

    private func endSlide() {
        guard var slide else { return }
        self.slide = nil
        let known = slideMargins.lines.count
        for name in slide.margins + [slide.master].compactMap(\.self) {
            for text in waitingMargins.removeValue(forKey: name) ?? [] { slideMargins.add(text) }
        }
        for line in slideMargins.lines.dropFirst(known) { collector.buffer.append(paragraph: line) }
        var text = collector.buffer.take()
        let notes = slide.notes.take()
        if !notes.isEmpty { text += (text.isEmpty ? "" : "\n\n") + notes }
        let language = collector.tally.take()
        guard !text.isEmpty else { return }
        let heading = slide.title.flatMap { text.begins(withHeading: $0) ? nil : $0 }
        slideSections.append(
            Section(locator: .slide(number: slide.number), heading: heading, text: text, declaredLanguage: language)
        )
    }

    /// The end of a header, a footer or a master page.
    private func endMargin(_ name: String) {
        let text = collector.finish(language: nil).flatMap { [$0.heading, $0.text].compactMap(\.self) }
        collector = OfficeCollector()
        if !text.isEmpty { margins.append((master ?? "", text.joined(separator: "\n"))) }
        if name == "style:master-page" { inBody = false }
    }
}
