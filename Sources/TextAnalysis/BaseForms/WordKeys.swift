/// What a word is known by in its language: two words are forms of one where they share a key.
package struct WordKeys: Equatable, Sendable {
    /// Base forms, folded as far as the language allows; the union over the profile's sources, without repetition, at most
    /// ``mostBases``. The folded word itself when nothing is known. A Snowball stem ends in `~`, so that it meets only stems.
    package var bases: [String]

    /// The word with all marks and variant spellings folded (`ä`, `ae` → `a`; `ß` → `ss`; `ı` → `i`).
    ///
    /// Meant to find `å` for who typed `a`. A reader who typed `å` means it: ``meansItsMarks`` tells.
    package var spelling: String

    /// Base forms of the parts of a compound, in order (`beruf`, `bildung`); empty for a simple word.
    package var parts: [String]

    /// Whether the word holds letters of its language's alphabet that `spelling` folds (Swedish å ä ö): as a query word it
    /// must not find words by their `spelling` that have other letters in their place, only what shares a base or lacks
    /// marks altogether.
    package var meansItsMarks: Bool

    /// Whether no source of the language knows the word: a name, a rare compound, an error.
    package var isUnknown = false

    package static let mostBases = 8
    static let mostParts = 8
}
