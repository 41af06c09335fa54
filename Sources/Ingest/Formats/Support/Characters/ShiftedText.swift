/// Character sets of seven bits that switch between ASCII and East Asian characters: ISO-2022 and HZ.
enum ShiftedText {
    /// The set's name and the text; nil if `bytes` are not in such a set.
    static func read(_ bytes: [UInt8]) -> (name: String, utf8: [UInt8])? {
        guard let name = name(of: bytes), let utf8 = CharacterSet.convert(bytes, from: name) else { return nil }
        let characters = String(decoding: utf8, as: UTF8.self).unicodeScalars
        let found = characters.count { (0x3041...0xD7A3).contains($0.value) }
        let damaged = characters.count { $0 == "\u{FFFD}" || $0.value == 0x1A }
        // A text about these sets may have an escape sequence, too.
        return found >= 2 && damaged * 20 <= found ? (name, utf8) : nil
    }

    private static func name(of bytes: [UInt8]) -> String? {
        var tildes = 0
        for (index, byte) in bytes.enumerated() {
            if byte >= 0x80 || byte == 0 { return nil }
            guard byte == 0x1B || byte == 0x7E, index + 2 < bytes.count else { continue }
            let next = (bytes[index + 1], bytes[index + 2])
            if byte == 0x7E {
                if next.0 == UInt8(ascii: "{") { tildes += 1 }
                continue
            }
            switch next {
            // ICU's name of the set that has half-width katakana, too.
            case (UInt8(ascii: "$"), UInt8(ascii: "@")), (UInt8(ascii: "$"), UInt8(ascii: "B")): return "JIS7"
            case (UInt8(ascii: "("), UInt8(ascii: "J")), (UInt8(ascii: "("), UInt8(ascii: "I")): return "JIS7"
            case (UInt8(ascii: "$"), UInt8(ascii: "(")): return "JIS7"
            case (UInt8(ascii: "$"), UInt8(ascii: ")")) where index + 3 < bytes.count:
                return bytes[index + 3] == UInt8(ascii: "C") ? "ISO-2022-KR" : "ISO-2022-CN"
            default: break
            }
        }
        return tildes > 0 ? "HZ" : nil
    }
}
