/// The named and numeric character references of HTML.
enum HTMLEntities {
    /// The characters of a name (`eacute`, `ccaron`), in UTF-8; nil if there is none.
    static func utf8(_ name: some Sequence<UInt8>) -> [UInt8]? { all[Array(name)] }

    /// The length of the longest name that begins `text` and needs no semicolon: 5 for `acute` in "acutes".
    static func lengthWithoutSemicolon(_ text: some Collection<UInt8>) -> Int? {
        let start = Array(text.prefix(longestWithoutSemicolon))
        return (2...longestWithoutSemicolon).reversed().first { length in
            length <= start.count && short.contains(Array(start[..<length]))
        }
    }

    /// What browsers show for a numeric reference: those of C1 control characters mean windows-1252.
    static func character(_ number: UInt32) -> Unicode.Scalar? {
        if (0x80...0x9F).contains(number) { return Unicode.Scalar(windows1252[Int(number - 0x80)]) }
        return Unicode.Scalar(number)
    }

    /// The maximum length of a name.
    static let longest = 32
    private static let longestWithoutSemicolon = 6

    private static let all: [[UInt8]: [UInt8]] = {
        var result: [[UInt8]: [UInt8]] = [:]
        for entry in table.split(whereSeparator: \.isWhitespace) {
            let pair = entry.split(separator: "=")
            guard pair.count == 2 else { continue }
            var characters = String.UnicodeScalarView()
            for code in pair[1].split(separator: ",") {
                if let scalar = UInt32(code, radix: 16).flatMap(Unicode.Scalar.init) { characters.append(scalar) }
            }
            result[Array(pair[0].utf8)] = Array(String(characters).utf8)
        }
        return result
    }()

    private static let short = Set(withoutSemicolon.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

    /// The characters 0x80 to 0x9F of windows-1252; the five that it does not have stay control characters.
    private static let windows1252: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D,
        0x017E, 0x0178,
    ]
}
