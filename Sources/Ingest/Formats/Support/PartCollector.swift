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

    /// Starts a heading, which ends the part before it.
    mutating func startHeading(level: Int, language: LanguageTag?) {
        let anchor = lastAnchor?.textBefore == buffer.count ? lastAnchor?.name : nil
        close()
        headingLevel = level
        headingHasAnchor = false
        part = MarkupPart(anchor: anchor, language: language ?? part.language)
    }

    /// Ends the heading; the text of its part follows.
    mutating func endHeading() {
        guard let level = headingLevel else { return }
        headingLevel = nil
        lastAnchor = nil
        part.heading = Descriptions.folded(buffer.take())
        if let heading = part.heading { path.enter(heading, level: level) }
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
        let (path, anchor) = (part.path, part.anchor)
        close()
        part = MarkupPart(path: path, heading: nil, anchor: anchor, language: language)
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
        if !part.text.isEmpty { parts.append(part) }
    }
}
