/// The strings of letters that documents' words are compared by.
package enum WordStrings {
    /// How many letters a string has.
    package static let length = 4

    /// The strings of a word with its ends marked (`^abc`, `abc$` for `abc`), as the numbers that ``IndexReader`` counts
    /// them by.
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
