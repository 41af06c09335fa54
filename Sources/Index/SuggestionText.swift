import Foundation

/// The parts of a text that are used for suggestions. Shared by the writer of the index and the search for suggestions.
package enum SuggestionText {
    /// The number of letters of a word that count, and of their bytes, because a letter may have any number of marks.
    /// Nobody types more before choosing.
    private static let longestWord = 40
    private static let longestWordBytes = 160
    /// The maximum size of a phrase in bytes, folded and as written: its term contains both, and must be in the index
    /// completely.
    package static let longestPhraseBytes = 200
    /// The maximum size of a heading that may be a phrase, in bytes, including white space.
    private static let longestHeading = 1000
    private static let phraseLength = 3...60
    private static let mostWords = 6

    /// The words of a folded text.
    package static func words(of folded: String) -> [String] {
        folded.split { !$0.isLetter && !$0.isNumber }
            .map { String($0.prefix(longestWord)).beginning(bytes: longestWordBytes) }
    }

    /// The beginnings by which a folded title is suggested: its words, and in text without spaces the rest of the word from
    /// each character on, because only a dictionary could tell where a word begins.
    package static func titleWords(of folded: String) -> [String] {
        var known: Set<String> = []
        var words: [String] = []
        var inner: [String] = []
        for word in folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            var wasSpaceless = false
            for index in word.indices {
                let isSpaceless = isSpaceless(word[index])
                defer { wasSpaceless = isSpaceless }
                guard index == word.startIndex || isSpaceless || wasSpaceless else { continue }
                let beginning = String(word[index...].prefix(longestWord)).beginning(bytes: longestWordBytes)
                guard known.insert(beginning).inserted else { continue }
                if index == word.startIndex { words.append(beginning) } else { inner.append(beginning) }
            }
        }
        return Array(words.prefix(mostTitleWords) + inner.prefix(mostInner))
    }

    private static let mostTitleWords = 40
    /// The maximum number of beginnings of a title inside of words.
    private static let mostInner = 100

    /// Whether a word is written without spaces before and after it.
    package static func isSpaceless(_ word: some StringProtocol) -> Bool { word.contains(where: isSpaceless) }

    private static func isSpaceless(_ letter: Character) -> Bool {
        switch letter.unicodeScalars.first!.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: true  // Thai, Lao, Burmese, Khmer
        case 0x3005...0x3007, 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: true
        case 0x20000...0x3FFFF: true
        default: false
        }
    }

    /// A heading or keyword as a phrase in lower case; nil for anything else: sentences, numbers, single letters.
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
    /// The beginning of the text that fits into so many bytes of UTF-8, without cutting a scalar.
    package func beginning(bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        // The scalar view rounds down an index inside a scalar.
        return String(unicodeScalars[..<utf8.index(utf8.startIndex, offsetBy: bytes)])
    }
}
