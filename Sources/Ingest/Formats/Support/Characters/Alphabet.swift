/// The letters beyond ASCII of a language, and how frequent each is.
struct Alphabet {
    /// Writing systems.
    enum Script {
        case latin, greek, cyrillic, hebrew, arabic, thai, kana, han, hangul, other

        init(of scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0...0x2AF, 0x1E00...0x1EFF: self = .latin
            case 0x370...0x3FF: self = .greek
            case 0x400...0x52F: self = .cyrillic
            case 0x590...0x5FF: self = .hebrew
            case 0x600...0x6FF: self = .arabic
            case 0xE00...0xE7F: self = .thai
            case 0x3040...0x30FF: self = .kana
            case 0x4E00...0x9FFF: self = .han
            case 0xAC00...0xD7AF: self = .hangul
            default: self = .other
            }
        }

        /// Whether words of this script stand beside those of others.
        var isWithoutSpaces: Bool { self == .kana || self == .han || self == .hangul || self == .thai }
    }

    /// The code of the language.
    let language: String
    private let script: Script
    var isLatin: Bool { script == .latin }
    /// The rank of each letter by frequency, from 0.
    private let ranks: [Unicode.Scalar: Int]

    /// - Parameter variants: other forms of the letters, in the same order.
    private init(_ language: String, _ script: Script, _ letters: String, also variants: String = "") {
        (self.language, self.script) = (language, script)
        let pairs = Array(zip(letters.unicodeScalars, 0...)) + Array(zip(variants.unicodeScalars, 0...))
        ranks = Dictionary(pairs, uniquingKeysWith: min)
    }

    /// ln of the frequency of a letter in the language.
    /// - Parameters:
    ///   - letter: in lower case.
    ///   - found: its script.
    func likelihood(of letter: Unicode.Scalar, in found: Script) -> Float {
        switch language {
        case "zh", "ja", "ko": return EastAsian.likelihood(of: letter, in: found, of: language)
        default: break
        }
        guard let rank = ranks[letter] else { return found == script ? -11.5 : -14 }
        return switch script {
        case .latin: -4.5 - 0.25 * Float(min(rank, 12))
        case .thai: -2.7 - 0.05 * Float(rank)
        default: -2.2 - 0.12 * Float(rank)
        }
    }

    /// ln of the likelihood of characters that are not letters but frequent in texts, in any language.
    static let signs: [Unicode.Scalar: Float] = {
        let groups: [(Float, String)] = [
            (-4, "、。，ー"),
            (-5, "،"),
            (-6, "（）：「」・"),
            (-6.5, "’"),
            (-7.0, "–“”„\u{A0}；\u{3000}！？《》؟؛々"),
            (-7.5, "«»"),
            (-8, "—…•〜『』〇"),
            (-8.5, "‘€¿"),
            (-9, "°№"),
            (-9.5, "§·¡‚£º\u{AD}"),
            (-10, "×©ª"),
            (-10.5, "½²®‹›±µ"),
            (-11, "³™‰¼¾"),
            (-11.5, "÷†"),
        ]
        var table: [Unicode.Scalar: Float] = [:]
        for (likelihood, signs) in groups { for sign in signs.unicodeScalars { table[sign] = likelihood } }
        return table
    }()

    /// The languages that the language model knows, and a few with scripts of their own. The most frequent letter first.
    static let all = [
        Alphabet("bg", .cyrillic, "аоиентрсвлдкпмзъугбяцчжщхшфюйь"),
        Alphabet("ru", .cyrillic, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ"),
        Alphabet("uk", .cyrillic, "оанивітерслкудмпязьбгчхйжшюцїєщфґ"),
        Alphabet("be", .cyrillic, "анірысоеклтдвямпугцьзбўйчжшхюэфё"),
        Alphabet("mk", .cyrillic, "аоиентрсвдклпмугзјбчцшжњфќхѓљџѕ"),
        Alphabet("sr", .cyrillic, "аоиенрстувдкпмлјзгбчжцшњхљћђфџ"),
        Alphabet("el", .greek, "αοιετσνηυρπκμλςίόάγέδήωύχθώφβξζψϊϋΐΰ"),
        Alphabet("he", .hebrew, "יוהלאתרבמשנםדקפחעצטגכסזןךףץ"),
        Alphabet(
            "ar",
            .arabic,
            "اليمنوترةبدسعفهكقحجأشخ"
                + "صطذضزثغإىئءظآؤ\u{64B}\u{64E}\u{64F}\u{650}\u{651}\u{652}\u{64C}\u{64D}"
        ),
        Alphabet("fa", .arabic, "ایردنهمتوسبشکلگزفقخچعپحجآصطغضظثژئءيك"),
        Alphabet(
            "th",
            .thai,
            "านรอกเงยมลวดตสทพหคขบปจชผซถฟธภญศณษฐฎโ"
                + "แไใ\u{E48}\u{E49}\u{E35}\u{E34}\u{E31}\u{E37}\u{E47}าำะ\u{E38}\u{E39}\u{E4C}\u{E36}ฝฉฮๆฯฤฆฬ๐๑๒๓๔๕๖๗๘๙"
        ),
        Alphabet("cs", .latin, "íáéěřžýščůúťňóď"),
        Alphabet("da", .latin, "øæåé"),
        Alphabet("de", .latin, "üäöß"),
        Alphabet("en", .latin, "éïàèç"),
        Alphabet("es", .latin, "óáíéñúü"),
        Alphabet("et", .latin, "äõüöšž"),
        Alphabet("fi", .latin, "äöåšž"),
        Alphabet("fr", .latin, "éèàêçôûâîùïœëæü"),
        Alphabet("ga", .latin, "áíéúóċḃḋḟġṁṗṡṫ"),
        Alphabet("hr", .latin, "čžšćđ"),
        Alphabet("hu", .latin, "áéöőóüíűú"),
        Alphabet("it", .latin, "àèòùéìóí"),
        Alphabet("lt", .latin, "ėšųžįčūąę"),
        Alphabet("lv", .latin, "āīēšūņļžčģķ"),
        Alphabet("mt", .latin, "ħġżċàèìòù"),
        Alphabet("nb", .latin, "øåæéòô"),
        Alphabet("nn", .latin, "øåæéòô"),
        Alphabet("nl", .latin, "ëéïóöüèáêí"),
        Alphabet("pl", .latin, "łęąóżśćńź"),
        Alphabet("pt", .latin, "ãçáéíóõêâúàôü"),
        Alphabet("ro", .latin, "ăîâșțşţ"),
        Alphabet("sk", .latin, "áíéýšžčúťľňôóďäŕĺ"),
        Alphabet("sl", .latin, "čšž"),
        Alphabet("sv", .latin, "äåöé"),
        Alphabet("tr", .latin, "ıüşğçöâîû"),
        Alphabet("af", .latin, "êëéèîôûï"),
        Alphabet("az", .latin, "əıüşöğç"),
        Alphabet("ca", .latin, "éàóèíçòúüï"),
        Alphabet("cy", .latin, "ŷâôîêûŵïöäáéẁẃẅỳ"),
        Alphabet("eo", .latin, "ĝŭĉŝĵĥ"),
        Alphabet("eu", .latin, "ñçü"),
        Alphabet("gl", .latin, "óéáíñúü"),
        Alphabet("id", .latin, "é"),
        Alphabet("is", .latin, "áðíöþéúóæý"),
        Alphabet("la", .latin, "āēīōū"),
        Alphabet("lb", .latin, "éäëöüêè"),
        Alphabet("ms", .latin, "é"),
        Alphabet("sq", .latin, "ëç"),
        Alphabet("vi", .latin, "\u{301}\u{300}\u{323}\u{309}\u{303}đưôêâơă"),
        Alphabet("zh", .han, ""), Alphabet("ja", .kana, ""), Alphabet("ko", .hangul, ""),
    ]
}
