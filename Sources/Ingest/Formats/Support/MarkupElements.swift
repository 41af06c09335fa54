/// The meaning of HTML's elements, roles and classes for the text.
enum MarkupElements {
    /// Nothing in these is text for readers.
    static let skipped: Set<String> = [
        "script", "style", "noscript", "noframes", "iframe", "rt", "rp", "rtc", "select", "textarea", "datalist",
        "canvas",
        "audio", "video", "annotation", "annotation-xml", "mjx-math",
    ]
    /// Nothing in these is text of a drawing.
    static let skippedInDrawings: Set<String> = [
        "style", "script", "metadata", "defs", "symbol", "pattern", "clippath", "mask",
    ]

    /// Elements of which `class`, `role` and the like are read only if they may be beside the main text.
    private static let marginNames: Set<String> = ["div", "a", "ul", "aside", "footer", "nav"]
    /// The classes that generators of manuals (DocBook, Sphinx, MkDocs) use for navigation.
    private static let marginClasses: Set<Substring> = [
        "navheader", "navfooter", "sphinxsidebar", "toc", "breadcrumb", "breadcrumbs", "md-sidebar", "wy-nav-side",
    ]
    /// The beginnings of classes and ids of asides that are not part of the text.
    private static let sideClasses = [
        "sidebar", "side-bar", "widget", "nav", "menu", "related", "promo", "advert", "banner", "share", "social",
        "cookie",
        "newsletter", "toc", "breadcrumb", "teaser", "recommend", "comments",
    ]

    /// What an element says of itself.
    struct Traits {
        let name: String
        let role: String
        let types: [Substring]
        let classes: [Substring]
        let id: String

        init(_ name: String, _ attributes: MarkupAttributes) {
            self.name = name
            role = attributes["role"]?.lowercased() ?? ""
            types = (attributes["epub:type"] ?? "").split(whereSeparator: \.isWhitespace)
            classes = (attributes["class"] ?? "").split(whereSeparator: \.isWhitespace)
            id = attributes["id"] ?? attributes["xml:id"] ?? ""
        }

        /// Whether it is a footnote or a list of them.
        var isNote: Bool {
            types.contains { $0.hasSuffix("note") || $0.hasSuffix("notes") } || role == "doc-endnotes"
                || role == "doc-footnote"
                || role == "doc-endnote" || classes.contains { $0.hasPrefix("footnote") || $0.hasPrefix("endnote") }
        }

        /// Whether it is the reference to a footnote.
        var isNoteReference: Bool {
            if name == "noteref" || types.contains("noteref") || role == "doc-noteref" { return true }
            guard name == "a" || name == "span" || name == "sup" else { return false }
            return classes.contains {
                ["footnote-ref", "footnoteref", "noteref", "footnote-anchor", "fnref"].contains($0.lowercased())
            }
        }

        /// Whether it marks where a page of the printed book begins.
        var isPageBreak: Bool {
            name == "pagenum" || types.contains("pagebreak") || role == "doc-pagebreak"
                || (name == "span" || name == "a")
                    && classes.contains { $0 == "pagenum" || $0 == "pagebreak" || $0 == "page-number" }
        }

        /// Whether it is beside the main text.
        /// - Parameter dropsAsides: whether asides and footers are, too, unless they are notes or say something about the text.
        func isMargin(dropsAsides: Bool) -> Bool {
            if name == "nav" || role == "navigation" || role == "search" { return !isNote }
            guard MarkupElements.marginNames.contains(name) || role == "contentinfo" else { return false }
            if name == "div" || name == "a" || name == "ul",
                classes.contains(where: MarkupElements.marginClasses.contains)
            {
                return true
            }
            guard dropsAsides, !isNote else { return false }
            if name == "footer" || role == "contentinfo" { return true }
            guard name == "aside" else { return false }
            return role == "complementary"
                || (classes.map { $0.lowercased() } + [id.lowercased()]).contains { word in
                    MarkupElements.sideClasses.contains {
                        word.hasPrefix($0) || word.hasSuffix("-\($0)") || word.hasSuffix("_\($0)")
                    }
                }
        }
    }

    /// Whether a button is part of the text, such as the heading of an accordion, rather than of a form or a tool.
    static func isText(button traits: Traits, _ attributes: MarkupAttributes, inHeading: Bool) -> Bool {
        let type = attributes["type"]?.lowercased() ?? ""
        if !inHeading, type == "submit" || type == "reset" { return false }
        if attributes["aria-hidden"] == "true" || traits.role.hasPrefix("menu") { return false }
        let says =
            traits.classes.map { $0.lowercased() } + [traits.id, attributes["title"] ?? ""].map { $0.lowercased() }
        return !says.contains { text in tools.contains { text.contains($0) } }
    }

    /// Parts of the classes, ids and titles of buttons that are tools.
    private static let tools = [
        "copy", "clipboard", "close", "dismiss", "menu", "navbar", "theme", "share", "print", "search", "cookie",
        "download", "play",
        "prev", "next", "scroll",
    ]

    /// The level of a heading: 1 for `h1`.
    static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.utf8.first == 0x68, let digit = name.utf8.last, (0x31...0x36).contains(digit)
        else { return nil }
        return Int(digit - 0x30)
    }

    /// These elements begin and end a line.
    static let blocks: Set<String> = paragraphs.union([
        "li", "tr", "dt", "dd", "div", "address", "caption", "figcaption", "summary", "option", "legend", "center",
        "form", "html",
        "head", "title", "hgroup", "thead", "tbody", "tfoot", "label", "line", "lic",
    ])
    /// These elements begin and end a paragraph. The last ones are those of DTBook.
    static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "listing", "xmp", "blockquote", "ul", "ol", "dl", "table", "hr",
        "section", "article", "main", "header", "footer", "aside", "nav", "figure", "details", "fieldset", "body",
        "menu", "dialog",
        "search", "level", "level1", "level2", "level3", "level4", "level5", "level6", "list", "note", "prodnote",
        "sidebar",
        "imggroup", "doctitle", "docauthor", "bridgehead", "poem", "linegroup", "frontmatter", "bodymatter",
        "rearmatter",
    ]
    /// Words of formulas: each is apart from the next.
    static let tokens: Set<String> = ["mi", "mn", "mtext", "ms"]
}
