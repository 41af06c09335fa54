import DocumentModel

/// A part of an HTML document between two headings.
struct MarkupPart {
    /// The headings above, outermost first; the last one is the part's own.
    var path: [String] = []
    /// The part's own heading; nil for text before the first one.
    var heading: String?
    var anchor: String?
    var language: LanguageTag?
    var text = ""
}

/// Reads HTML or XHTML into parts, metadata and language. One instance reads one document.
final class MarkupText: MarkupHandler {
    struct Options {
        /// Headings of these levels start a new part; deeper ones are treated as text.
        var splitLevels = 1...6
        /// Whether to skip asides and footers outside articles: they are noise on a web page, but notes in a book.
        var dropsMargins = true
    }

    private struct Open {
        var name: String
        /// What this element turned on, to be turned off at its end.
        var skips = false
        var preserves = false
        var isMargin = false
        var isArticle = false
        var language: LanguageTag?
    }

    private let options: Options
    private var open: [Open] = []
    private var skipping = 0
    private var preserving = 0
    private var margins = 0
    private var articles = 0
    private var tables = 0

    private var main = PartCollector()
    private var margin = PartCollector()
    /// The text of `<title>` while it is read.
    private var title: TextBuffer?
    private(set) var metadata = Metadata()

    init(options: Options = Options()) { self.options = options }

    /// The parts with text, in order. Navigation and margins are skipped, unless there is hardly anything else on the
    /// page, as in a table of contents.
    func finish() -> [MarkupPart] {
        let (parts, aside) = (main.finish(), margin.finish())
        let letters = { (parts: [MarkupPart]) in
            parts.reduce(0) { $0 + ($1.heading ?? "").utf8.count + $1.text.utf8.count }
        }
        let found = letters(parts)
        return found < Self.fewLetters && letters(aside) > found ? parts + aside : parts
    }

    /// A page with less text than this, in bytes, may consist only of its navigation.
    private static let fewLetters = 400

    // MARK: Events

    func start(_ name: String, _ attributes: MarkupAttributes) {
        var element = Open(name: name)
        defer { open.append(element) }
        if skipping > 0 { return }
        let classes = MarkupElements.classed.contains(name) ? attributes["class"] : nil
        if MarkupElements.skipped.contains(name) || attributes["hidden"] != nil || classes == "headerlink" {
            element.skips = true
            skipping += 1
            return
        }
        switch name {
        case "title" where title == nil && metadata.title == nil: title = TextBuffer()
        case "meta": readMeta(attributes)
        case "img": put(attributes["alt"])
        case "br": edit { $0.breakLine() }
        case "td", "th": edit { $0.tab() }
        case "pre", "listing", "xmp":
            element.preserves = true
            preserving += 1
        case "article", "main", "section":
            element.isArticle = name != "section"
        default: break
        }
        if element.isArticle { articles += 1 }
        if isMargin(name, attributes) || classes.map(MarkupElements.isMargin) == true {
            element.isMargin = true
            margins += 1
        }
        if let tag = attributes["lang"] ?? attributes["xml:lang"], let language = LanguageTag(tag) {
            element.language = language
            if name == "html" || name == "body", metadata.language == nil { metadata.language = language }
        }
        if MarkupElements.blocks.contains(name) {
            edit { MarkupElements.paragraphs.contains(name) ? $0.endParagraph() : $0.endLine() }
            if let language = element.language, name != "html", name != "body" { collect { $0.enter(language) } }
        }
        if let level = headingLevel(name), options.splitLevels.contains(level) {
            let language = element.language ?? open.last { $0.language != nil }?.language
            collect { $0.startHeading(level: level, language: language) }
        }
        if let anchor = attributes["id"] ?? (name == "a" ? attributes["name"] : nil), !anchor.isEmpty {
            collect { $0.anchor(anchor) }
        }
    }

    func end(_ name: String) {
        // HTML may close elements that were never opened, and leave elements open.
        guard let index = open.lastIndex(where: { $0.name == name }) else { return }
        while open.count > index {
            let element = open.removeLast()
            close(element)
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if title != nil {
            title?.append(utf8)
        } else if skipping == 0 {
            if preserving > 0 { edit { $0.appendVerbatim(utf8) } } else { edit { $0.append(utf8) } }
        }
    }

    private func close(_ element: Open) {
        if element.skips { skipping -= 1 }
        if skipping > 0 || element.skips { return }
        if element.preserves { preserving -= 1 }
        if element.name == "title", let text = title?.take() {
            metadata.title = Descriptions.title(text)
            title = nil
        }
        if let level = headingLevel(element.name), options.splitLevels.contains(level) { collect { $0.endHeading() } }
        if MarkupElements.blocks.contains(element.name) {
            edit { MarkupElements.paragraphs.contains(element.name) ? $0.endParagraph() : $0.endLine() }
            if element.language != nil, element.name != "html", element.name != "body" {
                let outer = open.last { $0.language != nil }?.language
                collect { $0.enter(outer) }
            }
        }
        if element.isArticle { articles -= 1 }
        if element.isMargin { margins -= 1 }
    }

    // MARK: Parts

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

    private func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.utf8.first == 0x68, let digit = name.utf8.last, (0x31...0x36).contains(digit)
        else { return nil }
        return Int(digit - 0x30)
    }

    private func isMargin(_ name: String, _ attributes: MarkupAttributes) -> Bool {
        if name == "nav" { return true }
        if let role = attributes["role"], role == "navigation" || role == "search" { return true }
        guard options.dropsMargins, articles == 0 else { return false }
        return name == "aside" || name == "footer" || attributes["role"] == "contentinfo"
    }

    private func readMeta(_ attributes: MarkupAttributes) {
        guard let content = Descriptions.folded(attributes["content"]) else { return }
        let key = attributes["name"] ?? attributes["property"] ?? attributes["http-equiv"] ?? ""
        switch key.lowercased() {
        case "description", "dc.description", "dcterms.description", "og:description":
            metadata.description = metadata.description ?? content
        case "author", "dc.creator", "dcterms.creator":
            metadata.creators = Descriptions.unique(metadata.creators + Descriptions.names(content))
        case "keywords", "dc.subject", "dcterms.subject":
            metadata.keywords = Descriptions.unique(metadata.keywords + Descriptions.keywords(content))
        case "date", "dc.date", "dcterms.date", "dcterms.issued", "article:published_time", "dc.date.issued":
            metadata.year = metadata.year ?? Descriptions.year(content)
        case "content-language", "language", "dc.language", "dcterms.language":
            metadata.language = metadata.language ?? LanguageTag(content)
        default: break
        }
    }
}

/// The meaning of HTML's elements for the text.
enum MarkupElements {
    /// Nothing in these is text for readers.
    static let skipped: Set<String> = [
        "script", "style", "template", "noscript", "noframes", "iframe", "svg", "svg:svg", "rt", "rp", "button",
        "select",
        "textarea", "datalist", "canvas", "audio", "video",
    ]
    /// The elements whose class is checked.
    static let classed: Set<String> = ["div", "a", "ul"]
    /// The classes that generators of manuals (DocBook, Sphinx, MkDocs) use for navigation.
    private static let marginClasses: Set<Substring> = [
        "navheader", "navfooter", "sphinxsidebar", "toc", "breadcrumb", "breadcrumbs", "md-sidebar", "wy-nav-side",
    ]

    /// Whether an element with these classes is beside the main text.
    static func isMargin(_ classes: String) -> Bool {
        classes.split(separator: " ").contains(where: marginClasses.contains)
    }

    /// These elements begin and end a line.
    static let blocks: Set<String> = paragraphs.union([
        "li", "tr", "dt", "dd", "div", "address", "caption", "figcaption", "summary", "option", "legend", "center",
        "form",
        "html", "head", "title", "hgroup", "thead", "tbody", "tfoot", "label",
    ])
    /// These elements begin and end a paragraph.
    static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "listing", "xmp", "blockquote", "ul", "ol", "dl", "table", "hr",
        "section", "article", "main", "header", "footer", "aside", "nav", "figure", "details", "fieldset", "body",
        "menu",
    ]
}
