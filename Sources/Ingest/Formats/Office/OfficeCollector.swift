import DocumentModel

/// Collects the sections of a text document: one for each heading, and one for the text before the first heading.
struct OfficeCollector {
    var buffer = TextBuffer()
    /// The languages of the section's runs.
    var tally = LanguageTally()
    /// The languages of all runs in the sections that are closed.
    private var wholeTally = LanguageTally()
    private var sections: [Section] = []
    /// The indices of sections without a word of their own: a heading directly above another one.
    private var bare: [Int] = []
    private var path = HeadingPath()
    private var heading: String?
    private var anchor: String?

    /// Starts a new section at a heading. The words of the heading count for the language of its own section only if the
    /// runs after it are in the same language.
    mutating func heading(_ text: String, level: Int, anchor: String?) {
        close()
        let title = Descriptions.folded(text) ?? text
        path.enter(title, level: level)
        heading = title
        self.anchor = anchor
    }

    /// Inserts the sections of a document that is part of this one at this place.
    mutating func insert(_ inner: [Section]) {
        for section in inner {
            guard case .heading(let titles, let anchor) = section.locator else { continue }
            if titles.isEmpty, section.heading == nil, section.declaredLanguage == nil {
                buffer.endParagraph()
                buffer.append(lines: section.text)
                buffer.endParagraph()
                continue
            }
            close()
            var section = section
            section.locator = .heading(path: path.titles + titles, anchor: anchor)
            sections.append(section)
        }
    }

    /// The languages of all text so far.
    var languages: LanguageTally {
        var all = wholeTally
        all.add(tally)
        return all
    }

    /// The titles and headings so far.
    var headings: [String] {
        sections.compactMap { section in
            if case .heading(let path, _) = section.locator { path.last } else { section.heading }
        } + [heading].compactMap(\.self)
    }

    /// The sections with text; `language` is the language of those without runs of their own.
    mutating func finish(language: LanguageTag?) -> [Section] {
        close()
        for index in bare where sections[index].declaredLanguage == nil { sections[index].declaredLanguage = language }
        return sections
    }

    private mutating func close() {
        var text = buffer.take()
        wholeTally.add(tally)
        let isBare = tally.isEmpty
        let language = tally.take()
        if text.isEmpty, let heading {
            // A heading directly above another one: its own words are its text.
            text = heading
            self.heading = nil
        }
        defer { heading = nil }
        guard !text.isEmpty else { return }
        if isBare { bare.append(sections.count) }
        sections.append(
            Section(
                locator: .heading(path: path.titles, anchor: anchor),
                heading: heading,
                text: text,
                declaredLanguage: language
            )
        )
    }
}

extension String {
    /// Whether the text begins with a heading, however its lines are broken.
    func begins(withHeading heading: String) -> Bool {
        let beginning = prefix(heading.count * 2 + 20)
        return Descriptions.folded(String(beginning))?.hasPrefix(heading) ?? false
    }
}

extension TextBuffer {
    /// Appends text including its line breaks.
    mutating func append(lines text: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { breakLine() }
            var line = String(line)
            line.withUTF8 { utf8 in
                // Tabs between cells are kept.
                for (index, cell) in utf8.split(separator: 0x09).enumerated() {
                    if index > 0 { tab() }
                    append(UnsafeBufferPointer(rebasing: cell))
                }
            }
        }
    }

    /// Appends text as a paragraph of its own.
    mutating func append(paragraph text: String) {
        guard !text.isEmpty else { return }
        endParagraph()
        append(lines: text)
        endParagraph()
    }
}
