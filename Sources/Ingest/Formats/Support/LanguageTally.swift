import DocumentModel

/// Counts the languages with which the runs of a text are marked.
struct LanguageTally {
    private var counts: [LanguageTag: Int] = [:]
    private var total = 0

    /// Adds `characters` in `language`; nil for unmarked ones.
    mutating func count(_ characters: Int, in language: LanguageTag?) {
        total += characters
        if let language, !language.isUndetermined { counts[language, default: 0] += characters }
    }

    /// Adds the counts of `other`.
    mutating func add(_ other: LanguageTally) {
        total += other.total
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// Whether nothing was counted.
    var isEmpty: Bool { total == 0 }

    /// The language of more than half of the characters counted.
    var language: LanguageTag? { counts.first { $0.value * 2 > total }?.key }

    /// The language of a document that declares one: another one if no text is in it.
    func language(declared: LanguageTag?) -> LanguageTag? {
        if let declared, counts[declared] != nil { return declared }
        return language ?? declared
    }

    /// The language of more than half of the characters counted; the tally is reset.
    mutating func take() -> LanguageTag? {
        defer { self = LanguageTally() }
        return language
    }
}
