/// The character n-grams by which documents' words are compared.
package enum WordStrings {
    /// The length of an n-gram.
    package static let length = 4

    /// The n-grams of a word with its ends marked (`^abc`, `abc$` for `abc`), as the numbers that ``IndexReader`` uses.
    package static func of(_ word: String) -> [UInt64] {
        var strings: [UInt64] = []
        var code = UInt64(UInt8(ascii: "^"))
        for (index, letter) in (Array(word.unicodeScalars) + ["$"]).enumerated() {
            code = code << 16 ^ UInt64(letter.value)
            if index + 2 >= length { strings.append(code) }
        }
        return strings
    }
}
