import Foundation

/// Whether a text contains a name, for not telling readers what they have typed themselves.
enum SameWords {
    /// Whether the words of `name` are in `text`, one after the other, in any form: without regard to case, accents, and
    /// an ending of at most two letters.
    static func contains(_ text: String, _ name: String) -> Bool {
        let (words, wanted) = (folded(text), folded(name))
        guard !wanted.isEmpty, words.count >= wanted.count else { return false }
        return (0...words.count - wanted.count).contains { start in
            zip(words[start...], wanted).allSatisfy(isSame)
        }
    }

    private static func folded(_ text: String) -> [Substring] {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .split { !$0.isLetter && !$0.isNumber }
    }

    private static func isSame(_ one: Substring, _ other: Substring) -> Bool {
        if one == other { return true }
        let shorter = min(one.count, other.count)
        guard shorter >= 4, abs(one.count - other.count) <= 2 else { return false }
        return one.commonPrefix(with: other).count >= shorter - 1
    }
}
