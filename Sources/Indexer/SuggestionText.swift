import Foundation

/// What of a text is offered to who begins to type. The writer of the index and who suggests share it.
public enum SuggestionText {
    /// Letters of a word that count; nobody types more before choosing.
    private static let longestWord = 40
    private static let phraseLength = 3...60
    private static let mostWords = 6

    /// The words of a folded text.
    public static func words(of folded: String) -> [String] {
        folded.split { !$0.isLetter && !$0.isNumber }.map { String($0.prefix(longestWord)) }
    }

    /// A heading or keyword as a phrase, in lower case; nil for what is none: sentences, numbers, single letters.
    static func phrase(_ text: String) -> String? {
        let phrase = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
            .trimmingCharacters(in: .punctuationCharacters)
        let words = words(of: phrase)
        guard phraseLength.contains(phrase.count), (1...mostWords).contains(words.count), phrase.utf8.count <= 90,
            words.contains(where: { $0.count > 2 && $0.contains(where: \.isLetter) }), !(phrase.first?.isNumber ?? true)
        else { return nil }
        return phrase
    }
}
