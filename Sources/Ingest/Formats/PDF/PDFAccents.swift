/// Joins letters with accents that are drawn as signs of their own, as in older documents of TeX: ¨ and u become ü.
enum PDFAccents {
    /// The glyphs with each accent behind the letter that it is drawn over, as a combining character.
    static func composed(_ glyphs: [PDFGlyph]) -> [PDFGlyph] {
        guard glyphs.contains(where: { isAccent($0.scalar) }) else { return glyphs }
        var glyphs = glyphs
        var index = 0
        while index < glyphs.count {
            defer { index += 1 }
            guard isAccent(glyphs[index].scalar), let mark = combining[glyphs[index].scalar] else { continue }
            if index + 1 < glyphs.count, isOver(glyphs[index], glyphs[index + 1]) {
                // The accent is drawn before its letter.
                glyphs.swapAt(index, index + 1)
                glyphs[index].isAfterSpace = glyphs[index].isAfterSpace || glyphs[index + 1].isAfterSpace
                compose(&glyphs, letter: index, accent: index + 1, mark)
                index += 1
            } else if index > 0, isOver(glyphs[index], glyphs[index - 1]) {
                compose(&glyphs, letter: index - 1, accent: index, mark)
            }
        }
        return glyphs
    }

    /// Whether a character may be in ``combining``: quickly false for letters and digits.
    private static func isAccent(_ scalar: UInt32) -> Bool {
        scalar == 0x5E || scalar == 0x60 || (0x7E..<0x2DE).contains(scalar)
    }

    private static func compose(_ glyphs: inout [PDFGlyph], letter: Int, accent: Int, _ mark: UInt32) {
        glyphs[accent].scalar = mark
        glyphs[accent].isAfterSpace = false
        glyphs[accent].cluster = glyphs[letter].cluster
        // Letters without a dot get one of the accents instead.
        switch glyphs[letter].scalar {
        case 0x131: glyphs[letter].scalar = 0x69
        case 0x237: glyphs[letter].scalar = 0x6A
        default: break
        }
    }

    /// Whether most of an accent is over or under a letter.
    private static func isOver(_ accent: PDFGlyph, _ letter: PDFGlyph) -> Bool {
        guard accent.cluster != letter.cluster, Scripts.isLetter(letter.scalar) || letter.scalar == 0x131 else {
            return false
        }
        let shared = min(accent.right, letter.right) - max(accent.left, letter.left)
        let width = min(accent.right - accent.left, letter.right - letter.left)
        return shared > 0.5 * width && abs(accent.y - letter.y) < 0.8 * max(accent.style.size, letter.style.size)
    }

    private static let combining: [UInt32: UInt32] = [
        0x60: 0x300, 0xB4: 0x301, 0x2CA: 0x301, 0x2CB: 0x300, 0x5E: 0x302, 0x2C6: 0x302, 0x7E: 0x303, 0x2DC: 0x303,
        0xAF: 0x304, 0x2C9: 0x304, 0x2D8: 0x306, 0x2D9: 0x307, 0xA8: 0x308, 0x2DA: 0x30A, 0xB0: 0x30A, 0x2DD: 0x30B,
        0x2C7: 0x30C, 0xB8: 0x327, 0x2DB: 0x328,
    ]
}
