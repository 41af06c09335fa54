/// A generator that gives the same numbers for the same seed (SplitMix64), so that a failure can be run again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum RandomText {
    /// Letters that no cleaning touches.
    static let letters = "abcXYZ019äßłżθωЖйб的学あカไทย😀"

    private static let signs =
        [
            " ", " ", "  ", "\n", "\n\n", "\t", "\r\n", "-\n", "-", "\u{2010}\n", "\u{AD}", "\u{AD}\n", "\u{0}",
            "\u{200F}",
            "\u{FEFF}", "\u{FB01}", "\u{FEFB}", "\u{FDFA}", "q\u{301}", "e\u{301}", "o\u{323}\u{302}", "\u{301}",
            "\u{A0}",
            "\u{0C}", "\u{2029}", ".", "(", "’",
        ]

    /// Letters mixed with all that cleaning changes.
    static func messy(_ random: inout SeededRandom) -> String {
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
