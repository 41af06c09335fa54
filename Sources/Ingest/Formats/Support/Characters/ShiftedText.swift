/// Character sets of seven bits that switch between ASCII and other characters: ISO-2022, HZ and UTF-7.
enum ShiftedText {
    /// The set's name and the text; nil if `bytes` are not in such a set.
    static func read(_ bytes: [UInt8]) -> (name: String, utf8: [UInt8])? {
        guard let name = name(of: bytes), let utf8 = CharacterSet.convert(bytes, from: name) else { return nil }
        if name == "UTF-7" { return isLikely(utf8) ? (name, utf8) : nil }
        let characters = String(decoding: utf8, as: UTF8.self).unicodeScalars
        let found = characters.count { $0.value >= 0x80 && $0 != "\u{FFFD}" }
        let damaged = characters.count { $0 == "\u{FFFD}" || $0.value == 0x1A }
        // A text about these sets may have an escape sequence, too.
        return found >= 2 && damaged * 20 <= found ? (name, utf8) : nil
    }

    /// Whether the characters beyond ASCII are those of a language, as they are not in a sum like `7+100-3`.
    private static func isLikely(_ utf8: [UInt8]) -> Bool {
        let sample = TextSample(utf8, tagged: false)
        let likelihood = TextLikelihood(model: CharacterSetGuess.model, plainWords: sample.plainWords)
        guard let found = likelihood.score(of: sample.bytes), found.characters >= 2 else { return false }
        return found.score / Float(found.characters) > -7
    }

    private static func name(of bytes: [UInt8]) -> String? {
        var tildes = 0
        var plusses = 0
        for (index, byte) in bytes.enumerated() {
            if byte >= 0x80 || byte == 0 { return nil }
            if byte == UInt8(ascii: "+"), plusses >= 0 {
                // UTF-7 has no plus sign without characters in base64 or a hyphen after it.
                let run = bytes[(index + 1)...].prefix(80).prefix { isBase64($0) }.count
                let isHyphen = run == 0 && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "-")
                plusses = run >= 3 ? plusses + 1 : isHyphen ? plusses : -1
            }
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
        return tildes > 0 ? "HZ" : plusses >= 2 ? "UTF-7" : nil
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
        default: false
        }
    }
}
