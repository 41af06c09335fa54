/// The keys of a word in its language: two words are forms of the same word if they share a key.
package struct WordKeys: Equatable, Sendable {
    /// Base forms, folded as far as the language allows, from all the profile's sources, without repetition, at most
    /// ``mostBases``. The folded word itself if no base form is known. A Snowball stem ends with `~`, so that it only
    /// matches stems.
    package var bases: [String]

    /// The word with all marks and variant spellings folded (`ä`, `ae` → `a`; `ß` → `ss`; `ı` → `i`).
    ///
    /// It finds `å` for a query with `a`. In a query with `å`, the mark is intended; see ``meansItsMarks``.
    package var spelling: String

    /// Base forms of the parts of a compound, in order (`beruf`, `bildung`); empty for a simple word.
    package var parts: [String]

    /// Whether the word contains letters of its language's alphabet that `spelling` folds (Swedish å ä ö). As a query
    /// word, it must not match words by `spelling` that have other letters in these places, only words that share a base
    /// form or have no marks at all.
    package var meansItsMarks: Bool

    /// Whether no source of the language contains the word: a name, a rare compound, an error.
    package var isUnknown = false

    package static let mostBases = 8
    static let mostParts = 8
}
