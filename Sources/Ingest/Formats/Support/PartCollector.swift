import DocumentModel

/// Collects the parts of a document while its headings and languages go by.
struct PartCollector {
    var buffer = TextBuffer()
    private var parts: [MarkupPart] = []
    private var part = MarkupPart()
    private var path = HeadingPath()
    /// The heading that is being read: its text goes to the buffer, and the part begins at its end.
    private var headingLevel: Int?
    /// Whether the heading that is being read has an anchor of its own.
    private var headingHasAnchor = false
    /// An anchor, and how much text there was before it: it is a heading's if the heading comes with no text between.
    private var lastAnchor: (name: String, textBefore: Int)?

    /// Starts a heading: the part before it ends.
    mutating func startHeading(level: Int, language: LanguageTag?) {
        let anchor = lastAnchor?.textBefore == buffer.count ? lastAnchor?.name : nil
        close()
        headingLevel = level
        headingHasAnchor = false
        part = MarkupPart(anchor: anchor, language: language ?? part.language)
    }

    /// Ends the heading; what follows is the text of its part.
    mutating func endHeading() {
        guard let level = headingLevel else { return }
        headingLevel = nil
        lastAnchor = nil
        part.heading = Descriptions.folded(buffer.take())
        if let heading = part.heading { path.enter(heading, level: level) }
        part.path = path.titles
    }

    /// Notes an anchor: of a heading, inside it (the first counts), or of something around it.
    mutating func anchor(_ name: String) {
        if headingLevel == nil {
            lastAnchor = (name, buffer.count)
        } else if !headingHasAnchor {
            part.anchor = name
            headingHasAnchor = true
        }
    }

    /// The text that follows is in another language than the text so far.
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

    /// The parts with text or heading; the collector is empty afterwards.
    mutating func finish() -> [MarkupPart] {
        endHeading()
        close()
        defer { self = PartCollector() }
        return parts
    }

    private mutating func close() {
        part.text = buffer.take()
        if part.text.isEmpty, let heading = part.heading {
            // A heading right above another one: its own words are all the text there is.
            part.text = heading
            part.heading = nil
        }
        if !part.text.isEmpty { parts.append(part) }
    }
}
