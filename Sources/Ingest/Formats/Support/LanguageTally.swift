import DocumentModel

/// Counts which language the runs of a text are marked with.
struct LanguageTally {
    private var counts: [LanguageTag: Int] = [:]
    private var total = 0

    /// Counts `characters` marked with `language`, nil for unmarked ones.
    mutating func count(_ characters: Int, in language: LanguageTag?) {
        total += characters
        if let language, !language.isUndetermined { counts[language, default: 0] += characters }
    }

    /// The language of more than half of what was counted; the tally starts anew.
    mutating func take() -> LanguageTag? {
        defer { self = LanguageTally() }
        return counts.first { $0.value * 2 > total }?.key
    }
}
