import Foundation

/// What of a text is offered to who begins to type. The writer of the index and who suggests share it.
package enum SuggestionText {
    /// Letters of a word that count, and their bytes at most: a letter may bear any number of marks. Nobody types more
    /// before choosing.
    private static let longestWord = 40
    private static let longestWordBytes = 160
    /// Bytes of a phrase, folded and as it is written: its term tells both, so it must stand in the index whole.
    package static let longestPhraseBytes = 200
    /// Bytes of a heading that may be a phrase, white space and all.
    private static let longestHeading = 1000
    private static let phraseLength = 3...60
    private static let mostWords = 6

    /// The words of a folded text.
    package static func words(of folded: String) -> [String] {
        folded.split { !$0.isLetter && !$0.isNumber }
            .map { String($0.prefix(longestWord)).beginning(bytes: longestWordBytes) }
    }

    /// A heading or keyword as a phrase, in lower case; nil for what is none: sentences, numbers, single letters.
    package static func phrase(_ text: String) -> String? {
        guard text.utf8.count <= longestHeading else { return nil }
        let phrase = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
            .trimmingCharacters(in: .punctuationCharacters)
        let words = words(of: phrase)
        guard phraseLength.contains(phrase.count), (1...mostWords).contains(words.count), phrase.utf8.count <= 90,
            words.contains(where: { $0.count > 2 && $0.contains(where: \.isLetter) }), !(phrase.first?.isNumber ?? true)
        else { return nil }
        return phrase
    }
}

extension String {
    /// As much of the text as these bytes of UTF-8 hold, up to a whole scalar.
    package func beginning(bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        // The scalars' view rounds an index inside one down.
        return String(unicodeScalars[..<utf8.index(utf8.startIndex, offsetBy: bytes)])
    }
}
