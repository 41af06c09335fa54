/// Texts of a PDF's dictionaries as programs write them.
enum PDFText {
    /// Decodes a text: UTF-16 or UTF-8 with a mark; UTF-8 without one, which some programs write although they must not; or
    /// PDFDocEncoding. Codes of languages inside are dropped.
    static func decoded(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            let (high, low) = bytes[0] == 0xFE ? (0, 1) : (1, 0)
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low])
            }
            return withoutLanguages(String(decoding: units, as: UTF16.self))
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return withoutLanguages(String(decoding: bytes.dropFirst(3), as: UTF8.self))
        }
        if bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = String.UnicodeScalarView()
        for byte in bytes {
            switch byte {
            case 0x18...0x1F: text.append(special[Int(byte) - 0x18])
            case 0x80...0x9E: text.append(special[Int(byte) - 0x80 + 8])
            case 0xA0: text.append("\u{20AC}")
            default: text.append(Unicode.Scalar(byte))
            }
        }
        return String(text)
    }

    /// Without the codes of languages and countries between escape characters (ISO 32000-1, 7.9.2.2).
    private static func withoutLanguages(_ text: String) -> String {
        let parts = text.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return text }
        return parts.indices.filter { $0 % 2 == 0 }.map { parts[$0] }.joined()
    }

    /// The characters of the bytes 0x18 to 0x1F and 0x80 to 0x9E in PDFDocEncoding (ISO 32000-1, table D.2).
    private static let special = Array(
        ("\u{2D8}\u{2C7}\u{2C6}\u{2D9}\u{2DD}\u{2DB}\u{2DA}\u{2DC}"
            + "\u{2022}\u{2020}\u{2021}\u{2026}\u{2014}\u{2013}\u{192}\u{2044}\u{2039}\u{203A}\u{2212}\u{2030}\u{201E}"
            + "\u{201C}\u{201D}\u{2018}\u{2019}\u{201A}\u{2122}\u{FB01}\u{FB02}\u{141}\u{152}\u{160}\u{178}\u{17D}\u{131}"
            + "\u{142}\u{153}\u{161}\u{17E}").unicodeScalars
    )
}
