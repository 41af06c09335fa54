/// The properties of characters that matter for the layout of a page.
enum Scripts {
    static func isRightToLeft(_ scalar: UInt32) -> Bool {
        (0x590..<0x900).contains(scalar) || (0xFB1D..<0xFE00).contains(scalar) || (0xFE70..<0xFF00).contains(scalar)
    }

    /// Han, kana and full-width characters, which stand next to each other without spaces.
    static func isWide(_ scalar: UInt32) -> Bool {
        (0x2E80..<0xA4D0).contains(scalar) || (0xF900..<0xFB00).contains(scalar) || (0xFF00..<0xFFE0).contains(scalar)
            || (0x20000..<0x40000).contains(scalar)
    }

    /// Wide characters, and those of Thai, Lao, Burmese and Khmer: their words are not divided by spaces.
    static func isUnspaced(_ scalar: UInt32) -> Bool {
        guard scalar >= 0xE00 else { return false }
        return isWide(scalar) || scalar < 0xF00 || (0x1000..<0x10A0).contains(scalar)
            || (0x1780..<0x1800).contains(scalar)
    }

    /// Whether the letters among characters are in the order of the alphabet, with or without gaps, as in lists of letters. Words
    /// of seven and more such letters are very rare.
    static func isList(_ scalars: some Sequence<UInt32>) -> Bool {
        var last: UInt32 = 0
        var count = 0
        var isWithoutGaps = true
        for scalar in scalars where isLetter(scalar) {
            if count > 0 {
                if scalar <= last { return false }
                if scalar > last + 1 { isWithoutGaps = false }
            }
            last = scalar
            count += 1
        }
        return count >= 7 || count > 1 && isWithoutGaps
    }

    static func isMark(_ scalar: UInt32) -> Bool {
        guard scalar >= 0x300, let scalar = Unicode.Scalar(scalar) else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }

    static func isLetter(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return (0x41...0x5A).contains(scalar) || (0x61...0x7A).contains(scalar) }
        return Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false
    }

    static func isLowercase(_ scalar: UInt32) -> Bool { Unicode.Scalar(scalar)?.properties.isLowercase ?? false }

    static func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }

    /// A digit or another number, such as ½ and Ⅳ, in any script.
    static func isNumber(_ scalar: UInt32) -> Bool {
        scalar < 0x80 ? isDigit(scalar) : Unicode.Scalar(scalar)?.properties.numericType != nil
    }

    static func lowercase(_ scalar: UInt32) -> [UInt32] {
        if scalar < 0x80 { return [(0x41...0x5A).contains(scalar) ? scalar | 0x20 : scalar] }
        return Unicode.Scalar(scalar)?.properties.lowercaseMapping.unicodeScalars.map(\.value) ?? []
    }

    /// ¹ ² ³ ⁰ ⁴…⁹
    static func isRaisedDigit(_ scalar: UInt32) -> Bool {
        scalar == 0xB9 || scalar == 0xB2 || scalar == 0xB3 || scalar == 0x2070 || (0x2074...0x2079).contains(scalar)
    }

    /// A digit, or a sign that marks a note: * † ‡ § ¶.
    static func isReference(_ scalar: UInt32) -> Bool {
        isDigit(scalar) || [0x2A, 0x2020, 0x2021, 0xA7, 0xB6].contains(scalar)
    }
}
