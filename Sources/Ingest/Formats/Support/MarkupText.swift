import DocumentModel

/// A part of an HTML document between two headings.
struct MarkupPart {
    /// The headings above, outermost first; the last one is the part's own.
    var path: [String] = []
    /// The part's own heading; nil for text before the first one.
    var heading: String?
    var anchor: String?
    /// What the table of contents calls a part without a heading.
    var entry: String?
    /// The page of the printed book on which it begins.
    var page: String?
    var language: LanguageTag?
    var text = ""
}

/// Reads HTML, XHTML, SVG or DTBook into parts, metadata and language. One instance reads one document.
final class MarkupText: MarkupHandler {
    struct Options {
        /// Headings of these levels start a new part; deeper ones are treated as text.
        var splitLevels = 1...6
        /// Whether to skip asides and footers outside articles: they are noise on a web page, but notes in a book.
        var dropsMargins = true
        /// Whether to read metadata.
        var readsMetadata = true
        /// The table of contents: what it calls the whole document, and the elements with these ids.
        var entry: String?
        var entries: [String: String] = [:]
        /// The pages of the printed book that begin at the elements with these ids.
        var pages: [String: String] = [:]
    }

    /// What text means where it stands.
    private enum Place {
        case text
        /// In a drawing, only what is in certain elements is text.
        case drawing, label
    }

    private struct Open {
        var name: String
        /// What this element turned on, to be turned off at its end.
        var skips = false
        var preserves = false
        var isMargin = false
        var isArticle = false
        var isLink = false
        var place: Place
        var language: LanguageTag?
        /// Where the text of a superscript begins, and whether it is a reference to a note.
        var raised: (start: Int, isNote: Bool)?
        /// The name under which the element's text becomes metadata.
        var field: String?
        /// In `epub:switch`: whether a case was read. In an element with formulas: whether its MathML was.
        var isDecided = false
    }

    private let options: Options
    private var open: [Open] = []
    private var place = Place.text
    private var skipping = 0
    private var preserving = 0
    private var margins = 0
    private var articles = 0
    private var headings = 0
    /// The languages of open elements.
    private var languages: [LanguageTag] = []
    /// Formulas whose MathML was read: what follows in them is for the eye.
    private var readFormulas = 0

    private var main = PartCollector()
    private var margin = PartCollector()
    /// A text that is read for itself, such as that of `<title>`, and what it is.
    private var aside: (text: TextBuffer, kind: Aside, depth: Int)?
    private enum Aside: Equatable {
        case title, script
        case page(String?)
    }
    private var script: [UInt8] = []
    /// The beginning of a text that becomes metadata, too.
    private var field: TextBuffer?
    private(set) var about = HTMLMetadata()

    /// What the document says of itself.
    private(set) lazy var metadata = about.metadata()

    init(options: Options = Options()) {
        self.options = options
        if let entry = options.entry { main.enter(entry: entry, anchor: nil) }
    }

    /// Says on which page of the printed book the document begins.
    func begin(page: String) { main.enter(page: page, anchor: nil) }

    /// The parts with text, in order. Navigation and margins are skipped, unless there is hardly anything else on the
    /// page, as in a table of contents.
    func finish() -> [MarkupPart] {
        while let element = open.popLast() { close(element) }
        about.heading = main.topHeading
        let (parts, aside) = (main.finish(), margin.finish())
        let letters = { (parts: [MarkupPart]) in
            parts.reduce(0) { $0 + ($1.heading ?? "").utf8.count + $1.text.utf8.count }
        }
        let found = letters(parts)
        return found < Self.fewLetters && letters(aside) > found ? parts + aside : parts
    }

    /// A page with less text than this, in bytes, may consist only of its navigation.
    private static let fewLetters = 400

    // MARK: Elements

    func start(_ name: String, _ attributes: MarkupAttributes) {
        let name = name.hasPrefix("svg:") ? name.dropFirst(4).lowercased() : name
        if name == "rt" || name == "rp" || name == "rb" || name == "rtc" { endRuby(before: name) }
        var element = Open(name: name, place: place)
        defer { open.append(element) }
        if name == "script", options.readsMetadata, aside == nil,
            attributes["type"]?.lowercased().hasPrefix("application/ld+json") == true
        {
            aside = (TextBuffer(), .script, open.count)
        }
        if skipping > 0 { return }
        if place != .text, name != "foreignobject" {
            startInDrawing(name, attributes, &element)
            return
        }
        let traits = MarkupElements.Traits(name, attributes)
        if isSkipped(traits, attributes) {
            element.skips = true
            skipping += 1
            return
        }
        if traits.isPageBreak, aside == nil {
            let label = attributes["title"] ?? attributes["aria-label"] ?? options.pages[traits.id]
            aside = (TextBuffer(), .page(label), open.count)
        }
        read(traits, attributes, &element)
        enter(traits, attributes, &element)
    }

    /// Text, metadata and formulas.
    private func read(_ traits: MarkupElements.Traits, _ attributes: MarkupAttributes, _ element: inout Open) {
        let name = traits.name
        switch name {
        case "title" where aside == nil && about.title == nil && headings == 0:
            aside = (TextBuffer(), .title, open.count)
        case "meta", "link", "time": readMetadata(name, attributes)
        case "img", "area":
            if attributes["aria-hidden"] != "true" { put(attributes["alt"]) }
        case "br": edit { $0.breakLine() }
        case "td", "th": edit { $0.tab() }
        case "pre", "listing", "xmp":
            element.preserves = true
            preserving += 1
        case "sup": element.raised = (bufferCount, traits.isNoteReference || open.last?.isLink == true)
        case "a" where attributes["href"] != nil:
            element.isLink = true
            if let last = open.last, last.raised != nil { open[open.count - 1].raised?.isNote = true }
        case "svg": (element.place, place) = (place, .drawing)
        case "foreignobject": (element.place, place) = (place, .text)
        case "button": edit { $0.space() }
        default: break
        }
        if traits.isNoteReference, name != "sup" {
            edit { $0.endWord() }
            element.raised = (bufferCount, true)
        }
        if MarkupElements.tokens.contains(name) { edit { $0.endWord() } }
        guard options.readsMetadata, field == nil else { return }
        let says = [attributes["itemprop"], attributes["rel"]].compactMap(\.self).flatMap { $0.split(separator: " ") }
        if says.contains("author"), name != "meta", name != "link" {
            (element.field, field) = ("byline", TextBuffer())
        }
    }

    /// Margins, languages, parts and anchors.
    private func enter(_ traits: MarkupElements.Traits, _ attributes: MarkupAttributes, _ element: inout Open) {
        let name = traits.name
        element.isArticle = name == "article" || name == "main" || traits.role == "main"
        if element.isArticle { articles += 1 }
        if traits.isMargin(dropsAsides: options.dropsMargins && articles == 0) {
            element.isMargin = true
            margins += 1
        }
        if let tag = attributes["lang"] ?? attributes["xml:lang"], let language = LanguageTag(tag) {
            element.language = language
            if open.isEmpty || name == "body" || name == "html", about.language == nil { about.language = language }
        }
        let isWhole = open.isEmpty || name == "html" || name == "body"
        if MarkupElements.blocks.contains(name) {
            edit { MarkupElements.paragraphs.contains(name) ? $0.endParagraph() : $0.endLine() }
            collect { $0.endBlock() }
            if let language = element.language, !isWhole { collect { $0.enter(language) } }
        }
        if let level = MarkupElements.headingLevel(name) {
            headings += 1
            if options.splitLevels.contains(level) {
                let language = element.language ?? languages.last
                collect { $0.startHeading(level: level, language: language) }
            }
        }
        if let language = element.language { languages.append(language) }
        let anchor = traits.id.isEmpty && name == "a" ? attributes["name"] ?? "" : traits.id
        guard !anchor.isEmpty else { return }
        if let page = options.pages[anchor], !traits.isPageBreak { collect { $0.enter(page: page, anchor: anchor) } }
        if let entry = options.entries[anchor] { collect { $0.enter(entry: entry, anchor: anchor) } }
        collect { $0.anchor(anchor) }
    }

    private func isSkipped(_ traits: MarkupElements.Traits, _ attributes: MarkupAttributes) -> Bool {
        let name = traits.name
        if MarkupElements.skipped.contains(name) { return true }
        if let hidden = attributes["hidden"], hidden.lowercased() != "until-found", name != "body", name != "html" {
            return true
        }
        switch name {
        case "template": return attributes["shadowrootmode"] == nil && attributes["shadowroot"] == nil
        case "button": return !MarkupElements.isText(button: traits, attributes, inHeading: headings > 0)
        case "svg", "nobr": if attributes["aria-hidden"] == "true" { return true }
        case "a" where traits.classes.contains("headerlink"): return true
        case "epub:case", "epub:default": return !decide(name, attributes)
        default: break
        }
        guard name == "span" || name == "div" else { return false }
        // KaTeX writes each formula as MathML and once more for the eye.
        if traits.classes.contains("katex-mathml") { readFormulas = open.count }
        if traits.classes.contains("katex-html") {
            defer { readFormulas = 0 }
            return readFormulas > 0 && readFormulas == open.count
        }
        return traits.classes.contains("MathJax_Preview")
    }

    /// Chooses between the cases of `epub:switch`: the first that can be read, else the default.
    private func decide(_ name: String, _ attributes: MarkupAttributes) -> Bool {
        guard let last = open.indices.last, open[last].name == "epub:switch" else { return true }
        if open[last].isDecided { return false }
        let space = attributes["required-namespace"] ?? ""
        let isRead = name == "epub:default" || ["Math/MathML", "xhtml", "2000/svg"].contains(where: space.hasSuffix)
        open[last].isDecided = isRead
        return isRead
    }

    private func startInDrawing(_ name: String, _ attributes: MarkupAttributes, _ element: inout Open) {
        if MarkupElements.skippedInDrawings.contains(name) {
            element.skips = true
            skipping += 1
            return
        }
        switch name {
        case "text", "title", "desc":
            place = .label
            edit { $0.endLine() }
        case "tspan" where attributes["x"] != nil || attributes["y"] != nil || attributes["dy"] != nil:
            edit { $0.space() }
        default: break
        }
    }

    /// In ruby, the end tags of readings are often left out.
    private func endRuby(before name: String) {
        guard let last = open.last?.name, last == "rt" || last == "rp" || last == "rb", !(last == "rb" && name == "rtc")
        else { return }
        end(last)
    }

    func end(_ name: String) {
        let name = name.hasPrefix("svg:") ? name.dropFirst(4).lowercased() : name
        // HTML may close elements that were never opened, and leave elements open.
        guard let index = open.lastIndex(where: { $0.name == name }) else { return }
        while open.count > index { close(open.removeLast()) }
    }

    private func close(_ element: Open) {
        if let aside, aside.depth >= open.count { endAside() }
        if element.skips { skipping -= 1 }
        if skipping > 0 || element.skips { return }
        let isLabel = place == .label && element.place != .label
        place = element.place
        if isLabel { edit { $0.endLine() } }
        if element.preserves { preserving -= 1 }
        if let raised = element.raised { endRaised(raised) }
        if element.field != nil, let text = field?.take() {
            if let name = Descriptions.folded(text), name.count < 200 { about.add(name, as: "byline") }
            field = nil
        }
        if MarkupElements.tokens.contains(element.name) { edit { $0.endWord() } }
        if element.name == "button" { edit { $0.space() } }
        if element.language != nil { languages.removeLast() }
        if let level = MarkupElements.headingLevel(element.name) {
            headings -= 1
            if options.splitLevels.contains(level) { collect { $0.endHeading() } }
        }
        if MarkupElements.blocks.contains(element.name) {
            edit { MarkupElements.paragraphs.contains(element.name) ? $0.endParagraph() : $0.endLine() }
            collect { $0.endBlock() }
            if element.language != nil, element.name != "html", element.name != "body", !open.isEmpty {
                let outer = languages.last
                collect { $0.enter(outer) }
            }
        }
        if element.isArticle { articles -= 1 }
        if element.isMargin { margins -= 1 }
    }

    // MARK: Text

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if aside != nil {
            readAside(utf8)
        } else if skipping == 0, place != .drawing {
            if preserving > 0 { edit { $0.appendVerbatim(utf8) } } else { edit { $0.append(utf8) } }
            if let length = field?.count, length < 400 { field?.append(utf8) }
        }
    }

    private func readAside(_ utf8: UnsafeBufferPointer<UInt8>) {
        switch aside?.kind {
        case .script where script.count + utf8.count <= JSONLD.longest: script += utf8
        case .script: break
        default:
            aside?.text.append(utf8)
            // More text than a number has: the element was never closed.
            if case .page? = aside?.kind, let length = aside?.text.count, length > 40 { endAside() }
        }
    }

    private func endAside() {
        guard let kind = aside?.kind, var text = aside?.text else { return }
        aside = nil
        switch kind {
        case .script:
            about.add(script: script)
            script = []
        case .title: about.title = about.title ?? text.take()
        case .page(let label):
            let content = text.take()
            if content.utf8.count > 40 { put(content) }
            let short = PartCollector.page(label ?? "") ?? PartCollector.page(content)
            if let short { collect { $0.enter(page: short, anchor: nil) } }
        }
    }

    private func endRaised(_ raised: (start: Int, isNote: Bool)) {
        edit { buffer in
            guard raised.start < buffer.count else { return }
            buffer.apartRaised(from: raised.start, isNote: raised.isNote)
            if raised.isNote { buffer.endWord() }
        }
    }

    // MARK: Parts

    private var bufferCount: Int { margins > 0 ? margin.buffer.count : main.buffer.count }
    private func collect(_ body: (inout PartCollector) -> Void) { margins > 0 ? body(&margin) : body(&main) }
    private func edit(_ body: (inout TextBuffer) -> Void) { collect { body(&$0.buffer) } }

    private func put(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        edit {
            $0.space()
            $0.append(text)
            $0.space()
        }
    }

    private func readMetadata(_ name: String, _ attributes: MarkupAttributes) {
        guard options.readsMetadata else { return }
        switch name {
        case "meta": about.add(meta: attributes)
        case "time":
            guard let date = attributes["datetime"] else { return }
            let isOfPage =
                attributes["pubdate"] != nil || attributes["itemprop"]?.lowercased() == "datepublished"
                || attributes["class"]?.contains("publish") == true
                || attributes["class"]?.contains("entry-date") == true
            about.add(date, as: isOfPage ? "pubdate" : "time")
        default: break
        }
    }
}
