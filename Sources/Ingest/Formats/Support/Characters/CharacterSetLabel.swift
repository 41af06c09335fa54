/// The character set that a label means, as the Encoding Standard of browsers and old programs use it.
enum CharacterSetLabel {
    /// ICU's name of the set, or a name of ``SingleByteTable``; `utf-8`; the label itself, in lower case, if it is not
    /// known here. Nil for labels that cannot be true of a text whose markup is ASCII, such as `utf-16`.
    static func name(_ label: String) -> String? {
        let trimmed = label.lowercased().filter { !" \t\r\n\"'".contains($0) }
        // The year of the standard says nothing: ISO_8859-1:1987.
        var key = trimmed.prefix { $0 != ":" }.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        if key.hasPrefix("charset") { key = String(key.dropFirst(7)) }
        if key.isEmpty { return nil }
        if wide.contains(key) || key.hasPrefix("utf16") || key.hasPrefix("utf32") { return nil }
        for prefix in ["x", "cs"] where exact[key] == nil && key.hasPrefix(prefix) {
            key = String(key.dropFirst(prefix.count))
        }
        return exact[key] ?? numbered(key) ?? trimmed
    }

    private static func numbered(_ key: String) -> String? {
        let digits = key.reversed().prefix { $0.isNumber }.reversed()
        guard let number = Int(String(digits)), number < 1_000_000 else { return nil }
        switch key.dropLast(digits.count) {
        case "cp", "windows", "win", "ms", "ibm", "dos", "oem", "ansi", "codepage": return codePage(number)
        case "iso", "isoiec": return number / 10 == 8859 || number / 100 == 8859 ? part(ofISO: number) : nil
        case "": return number / 10 == 8859 || number / 100 == 8859 ? part(ofISO: number) : codePage(number)
        case "latin", "l", "isolatin":
            let parts = [1, 2, 3, 4, 9, 10, 13, 14, 15, 16]
            return parts.indices.contains(number - 1) ? iso(parts[number - 1]) : nil
        case "isoir":
            let parts = [100: 1, 101: 2, 109: 3, 110: 4, 144: 5, 127: 6, 126: 7, 138: 8, 148: 9, 157: 10]
            if number == 58 { return "gb18030" }
            return number == 149 ? "windows-949" : parts[number].map(iso)
        default: return nil
        }
    }

    private static func part(ofISO number: Int) -> String { iso(number / 10 == 8859 ? number % 10 : number % 100) }

    /// Browsers read these parts as the larger sets of Windows.
    private static func iso(_ part: Int) -> String {
        switch part {
        case 1: "windows-1252"
        case 9: "windows-1254"
        case 10: "iso-8859_10-1998"
        case 11: "windows-874"
        case 14: "iso-8859_14-1998"
        default: "iso-8859-\(part)"
        }
    }

    private static func codePage(_ number: Int) -> String? {
        switch number {
        case 1250...1258: "windows-\(number)"
        case 874: "windows-874"
        case 932, 943: "windows-31j"
        case 936, 54936: "gb18030"
        case 949: "windows-949"
        case 950: "big5-hkscs"
        case 437, 737, 775, 850, 852, 855, 857, 858, 860...866, 869, 1125: "ibm-\(number)"
        case 819, 28591: "windows-1252"
        case 28592...28599: iso(number - 28590)
        case 28603, 28605: iso(number - 28590)
        case 20866: "koi8-r"
        case 21866: "koi8-u"
        case 51932: "euc-jp"
        case 50220...50222: "iso-2022-jp"
        case 10000: "macintosh"
        case 65001: "utf-8"
        case 367, 20127: "windows-1252"
        default: nil
        }
    }

    /// Labels of two or four bytes for each character.
    private static let wide: Set<String> = [
        "unicode", "unicodefeff", "unicodefffe", "csunicode", "ucs2", "ucs4", "iso10646ucs2", "iso10646ucs4",
        "iso10646",
        "1200", "1201", "cp1200", "cp1201", "unicodelittle", "unicodebig",
    ]

    private static let exact: [String: String] = {
        var table: [String: String] = [:]
        for (name, labels) in labels { for label in labels.split(separator: " ") { table[String(label)] = name } }
        return table
    }()

    private static let labels: KeyValuePairs = [
        "utf-8": "utf8 unicode11utf8 unicode20utf8 utf8mb4 utf8n utf8bom utf8sig",
        "windows-1252": "ascii usascii ansix341968 iso646us ansi western latin",
        "iso-8859-5": "cyrillic isocyrillic", "iso-8859-7": "greek greek8 ecma118 elot928 suneugreek",
        "iso-8859-6": "arabic asmo708 ecma114 iso88596e iso88596i",
        "iso-8859-8": "hebrew visual iso88598e iso88598i logical",
        "windows-1254": "turkish", "windows-874": "thai tis620 tis6202533", "windows-1257": "baltic",
        "windows-1258": "vietnamese",
        "koi8-r": "koi8r koi8 koi", "koi8-u": "koi8u koi8ru",
        "gb18030": "gb2312 gb231280 gbk gb18030 chinese euccn iso58gb231280 gb18030 simplifiedchinese",
        "big5-hkscs": "big5 big5hkscs cnbig5 xbig5 big5eten",
        "hz": "hzgb2312 hz", "euc-tw": "euctw cns11643",
        "windows-31j": "shiftjis sjis mskanji windows31j shiftjisx0213",
        "euc-jp": "eucjp eucpkdfmtjapanese ujis", "iso-2022-jp": "iso2022jp iso2022jp1 iso2022jp2 jis",
        "windows-949": "euckr ksc56011987 ksc56011989 ksc5601 korean uhc", "iso-2022-kr": "iso2022kr",
        "iso-2022-cn": "iso2022cn",
        "macintosh": "macintosh mac macroman applemac", "x-mac-cyrillic": "maccyrillic macukrainian macukraine",
        "x-mac-centraleurroman": "macce maccentraleurope maccentraleurroman maclatin2",
        "x-mac-greek": "macgreek", "x-mac-turkish": "macturkish", "x-mac-croatian": "maccroatian",
        "x-mac-romanian": "macromania macromanian", "x-mac-icelandic": "maciceland macicelandic",
    ]
}
