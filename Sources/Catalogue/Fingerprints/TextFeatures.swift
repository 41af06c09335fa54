import DocumentModel
import Encodings
import Foundation

/// Reads a text for its fingerprint: runs of words (shingles), and what stays the same in a translation.
///
/// Letters are compared without case and marks, so that the text of a PDF and that of the same document in Word agree.
struct TextFeatures {
    /// Words in a shingle; in scripts without spaces, characters.
    static let shingle = 5
    /// Only this much of a text is read, in bytes of UTF-8: two books that are alike so far are alike.
    static let mostBytes = 16 << 20

    private(set) var shingles = MinHash.Builder(places: Fingerprint.places)
    /// Numbers, words with digits, and abbreviations in capitals.
    private(set) var figures = MinHash.Builder(places: Fingerprint.fewPlaces)
    /// Words with a capital letter inside a sentence.
    private(set) var names = MinHash.Builder(places: Fingerprint.fewPlaces)
    private(set) var figureCount = 0
    private(set) var nameCount = 0
    private(set) var words = 0

    private var last: [UInt64] = Array(repeating: 0, count: shingle)
    private var rest = mostBytes
    private var word = Word()
    private var followsWord = false

    private struct Word {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var letters = 0
        var capitals = 0
        var digits = 0
        var beginsWithCapital = false
    }

    /// Reads the next text; a word ends with it.
    mutating func read(_ text: String) {
        for scalar in text.unicodeScalars {
            rest -= 1
            if rest <= 0 { break }
            let value = scalar.value
            let letter = LetterTable.folded(scalar)
            if letter == 0 {
                // Combining marks and soft hyphens are inside words.
                if (0x300..<0x370).contains(value) || value == 0xAD || value == 0x200D { continue }
                endWord()
                followsWord = followsWord && value == 0x20
            } else if SpacelessScripts.contains(value) {
                endWord()
                word.letters = 1
                word.hash = (word.hash ^ UInt64(letter)) &* 0x100_0000_01b3
                endWord()
            } else {
                let isDigit = (0x30...0x39).contains(letter)
                if isDigit {
                    word.digits += 1
                } else {
                    if letter != value, value < 0x80 || scalar.properties.isUppercase {
                        if word.letters == 0, word.digits == 0 { word.beginsWithCapital = true }
                        word.capitals += 1
                    }
                    word.letters += 1
                }
                word.hash = (word.hash ^ UInt64(letter)) &* 0x100_0000_01b3
            }
        }
        endWord()
        followsWord = false
    }

    private mutating func endWord() {
        guard word.letters + word.digits > 0 else { return }
        let ended = word
        word = Word()
        if ended.digits >= 2 || ended.digits > 0 && ended.letters > 0
            || ended.letters >= 2 && ended.letters == ended.capitals && ended.letters <= 6
        {
            figures.add(ended.hash)
            figureCount += 1
        } else if ended.beginsWithCapital, followsWord, ended.letters >= 3 {
            names.add(ended.hash)
            nameCount += 1
        }
        last[words % Self.shingle] = ended.hash
        words += 1
        followsWord = true
        if words >= Self.shingle { addShingle(of: Self.shingle) }
    }

    private mutating func addShingle(of count: Int) {
        var hash: UInt64 = 0
        for index in words - count..<words { hash = MinHash.mixed(hash ^ last[index % Self.shingle]) }
        shingles.add(hash)
    }

    /// To be called once, after the last text: a text of fewer words is one shingle.
    mutating func finish() {
        if words > 0, words < Self.shingle { addShingle(of: words) }
    }
}

/// Letters and digits without case and marks.
private enum LetterTable {
    private static let size: UInt32 = 0x600
    private static let table: [UInt32] = (0..<size).map { value in
        Unicode.Scalar(value).map(decomposed) ?? 0
    }

    /// The base letter in lower case, or the digit; 0 for anything else.
    static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        if scalar.value < size { return table[Int(scalar.value)] }
        let properties = scalar.properties
        if properties.isAlphabetic { return scalar.value }
        // Digits of other scripts are those of ours.
        if properties.numericType == .decimal, let value = properties.numericValue { return 0x30 + UInt32(value) }
        return properties.generalCategory == .nonspacingMark || properties.generalCategory == .spacingMark
            ? scalar.value : 0
    }

    private static func decomposed(_ scalar: Unicode.Scalar) -> UInt32 {
        if scalar.properties.numericType == .decimal { return 0x30 + UInt32(scalar.properties.numericValue ?? 0) }
        guard scalar.properties.isAlphabetic else { return 0 }
        let base = String(scalar).decomposed.first ?? scalar
        return base.properties.lowercaseMapping.unicodeScalars.first?.value ?? base.value
    }
}

extension String {
    /// The scalars of the canonical decomposition.
    fileprivate var decomposed: [Unicode.Scalar] { Array(decomposedStringWithCanonicalMapping.unicodeScalars) }
}
