import TestSupport

enum RandomText {
    /// Letters that cleaning never changes.
    static let letters = "abcXYZ019äßłżθωЖйб的学あカไทย😀"

    private static let signs =
        [
            " ", " ", "  ", "\n", "\n\n", "\t", "\r\n", "-\n", "-", "\u{2010}\n", "\u{AD}", "\u{AD}\n", "\u{0}",
            "\u{200F}",
            "\u{FEFF}", "\u{FB01}", "\u{FEFB}", "\u{FDFA}", "q\u{301}", "e\u{301}", "o\u{323}\u{302}", "\u{301}",
            "\u{A0}",
            "\u{0C}", "\u{2029}", ".", "(", "’",
        ]

    /// Letters mixed with everything that cleaning changes.
    static func messy(_ random: inout SplitMix64) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            if Int.random(in: 0..<3, using: &random) == 0 {
                text += signs.randomElement(using: &random)!
            } else {
                text.unicodeScalars.append(letters.unicodeScalars.randomElement(using: &random)!)
            }
        }
        return text
    }
}
