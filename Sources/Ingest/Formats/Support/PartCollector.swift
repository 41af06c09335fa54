import DocumentModel

/// Collects the parts of a document from its headings, text and languages, in order.
struct PartCollector {
    var buffer = TextBuffer()
    private var parts: [MarkupPart] = []
    private var part = MarkupPart()
    private var path = HeadingPath()
    /// The level of the current heading: its text goes to the buffer, and the part begins at its end.
    private var headingLevel: Int?
    /// Whether the current heading has an anchor of its own.
    private var headingHasAnchor = false
    /// The last anchor, and the length of the text before it: it belongs to the next heading if there is no text between
    /// them.
    private var lastAnchor: (name: String, textBefore: Int)?
    /// The page of the printed book that is entered.
    private var page: String?
    /// A page that begins in a paragraph: its part begins after it.
    private var nextPage: (page: String, anchor: String?)?
    /// The text of the first heading of level 1.
    private(set) var topHeading: String?

    /// Starts a heading, which ends the part before it.
    mutating func startHeading(level: Int, language: LanguageTag?) {
        let anchor = lastAnchor?.textBefore == buffer.count ? lastAnchor?.name : nil
        close()
        headingLevel = level
        headingHasAnchor = false
        if let next = nextPage { (page, nextPage) = (next.page, nil) }
        part = MarkupPart(anchor: anchor, page: page, language: language ?? part.language)
    }

    /// Ends the heading; the text of its part follows.
    mutating func endHeading() {
        guard let level = headingLevel else { return }
        headingLevel = nil
        lastAnchor = nil
        part.heading = Descriptions.folded(buffer.take())
        if let heading = part.heading {
            path.enter(heading, level: level)
            if level == 1, topHeading == nil { topHeading = heading }
        }
        part.path = path.titles
    }

    /// Records an anchor: of a heading, inside it (the first counts), or of an element around it.
    mutating func anchor(_ name: String) {
        if headingLevel == nil {
            lastAnchor = (name, buffer.count)
        } else if !headingHasAnchor {
            part.anchor = name
            headingHasAnchor = true
        }
    }

    /// Called when the following text is in another language.
    mutating func enter(_ language: LanguageTag?) {
        guard headingLevel == nil, language != part.language else { return }
        if buffer.isEmpty {
            part.language = language
            return
        }
        split { $0.language = language }
    }

    /// Called where the table of contents has an entry. If there is a heading as well, it counts.
    mutating func enter(entry: String, anchor: String?) {
        guard headingLevel == nil else { return }
        if !buffer.isEmpty || part.heading != nil {
            split { part in
                (part.path, part.anchor) = ([], anchor)
            }
        }
        part.entry = entry
        part.anchor = anchor ?? part.anchor
    }

    /// Called where a page of the printed book begins. A part of the text begins there, too, but not in a sentence: then it
    /// begins with the next paragraph.
    mutating func enter(page label: String, anchor: String?) {
        if headingLevel != nil || buffer.isEmpty {
            (page, part.page) = (label, label)
        } else if buffer.endsSentence {
            turn(to: (label, anchor))
        } else {
            nextPage = (label, anchor)
        }
    }

    /// Called at the beginning and end of paragraphs and lines.
    mutating func endBlock() {
        if let next = nextPage, headingLevel == nil { turn(to: next) }
    }

    private mutating func turn(to next: (page: String, anchor: String?)) {
        (page, nextPage) = (next.page, nil)
        split { part in
            part.page = next.page
            part.anchor = next.anchor ?? part.anchor
        }
    }

    /// Begins a part under the same heading.
    private mutating func split(_ change: (inout MarkupPart) -> Void) {
        var new = part
        close()
        new.heading = nil
        new.text = ""
        new.page = page
        change(&new)
        part = new
    }

    /// The number of a printed page in what a book says of it: `45` for "Page 45" or "[45]"; nil if there is none.
    static func page(_ text: String) -> String? {
        guard let last = text.split(whereSeparator: \.isWhitespace).last else { return nil }
        let label = last.drop { "[({–-".contains($0) }.reversed().drop { "])}–-.:".contains($0) }.reversed()
        return label.isEmpty || label.count > 12 ? nil : String(label)
    }

    /// The parts with text or a heading; the collector is empty afterwards.
    mutating func finish() -> [MarkupPart] {
        endHeading()
        close()
        defer { self = PartCollector() }
        return parts
    }

    private mutating func close() {
        part.text = buffer.take()
        if part.text.isEmpty, let heading = part.heading {
            // A heading directly above another one: its own words are its text.
            part.text = heading
            part.heading = nil
        }
        if part.heading != nil || part.path.last == part.text { part.entry = nil }
        if !part.text.isEmpty { parts.append(part) }
    }
}
