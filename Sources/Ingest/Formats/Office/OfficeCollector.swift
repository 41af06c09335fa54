import DocumentModel

/// Collects the sections of a text document: one for each heading, and one for the text before the first heading.
struct OfficeCollector {
    var buffer = TextBuffer()
    /// The languages of the section's runs.
    var tally = LanguageTally()
    private var sections: [Section] = []
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

    /// The sections with text; `language` is the language of those whose runs do not specify another.
    mutating func finish(language: LanguageTag?) -> [Section] {
        close()
        for index in sections.indices where sections[index].declaredLanguage == nil {
            sections[index].declaredLanguage = language
        }
        return sections
    }

    private mutating func close() {
        var text = buffer.take()
        let language = tally.take()
        if text.isEmpty, let heading {
            // A heading directly above another one: its own words are its text.
            text = heading
            self.heading = nil
        }
        guard !text.isEmpty else { return }
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
}
