import DocumentModel

/// The three kinds of writing for which Office programs keep a language each.
enum WritingKind: Hashable {
    /// Latin, Greek, Cyrillic and all others.
    case western
    /// Chinese, Japanese, Korean.
    case eastAsian
    /// From right to left, or with letters that are joined or stacked: Arabic, Hebrew, Thai, the scripts of India.
    case complex
}

/// The script of most letters of a text, as far as it limits the languages that the text can be in.
enum WritingSystem: Hashable {
    case latin, greek, cyrillic, armenian, georgian, ethiopic
    case han, kana, hangul
    case hebrew, arabic, thai, lao, khmer, burmese, tibetan, indic

    var kind: WritingKind {
        switch self {
        case .latin, .greek, .cyrillic, .armenian, .georgian, .ethiopic: .western
        case .han, .kana, .hangul: .eastAsian
        case .hebrew, .arabic, .thai, .lao, .khmer, .burmese, .tibetan, .indic: .complex
        }
    }

    /// The script of most letters; nil if there are none. Kana are decisive, because Japanese mixes them with Chinese
    /// characters.
    init?(of utf8: UnsafeBufferPointer<UInt8>) {
        // Most texts are Latin.
        if utf8.allSatisfy({ $0 < 0x80 }) {
            guard utf8.contains(where: { (0x61...0x7A).contains($0 | 0x20) }) else { return nil }
            self = .latin
            return
        }
        var counts: [WritingSystem: Int] = [:]
        for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
            if let script = Self.script(scalar.value) { counts[script, default: 0] += 1 }
        }
        if counts[.kana] != nil, let han = counts.removeValue(forKey: .han) { counts[.kana, default: 0] += han }
        guard let most = counts.max(by: { $0.value < $1.value }) else { return nil }
        self = most.key
    }

    private static func script(_ value: UInt32) -> WritingSystem? {
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF, 0xFB00...0xFB06: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: .cyrillic
        case 0x531...0x58F: .armenian
        case 0x10A0...0x10FF, 0x1C90...0x1CBF, 0x2D00...0x2D2F: .georgian
        case 0x1200...0x139F, 0x2D80...0x2DDF: .ethiopic
        case 0x590...0x5FF, 0xFB1D...0xFB4F: .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC: .arabic
        case 0x900...0xDFF: .indic
        case 0xE00...0xE7F: .thai
        case 0xE80...0xEFF: .lao
        case 0xF00...0xFFF: .tibetan
        case 0x1000...0x109F: .burmese
        case 0x1780...0x17FF, 0x19E0...0x19FF: .khmer
        case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: .hangul
        case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: .kana
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3100...0x312F, 0x31A0...0x31BF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xF900...0xFAFF, 0x20000...0x3FFFF:
            .han
        default: nil
        }
    }

    /// Whether a text in this script can be in `language`. Programs mark texts with languages that they cannot be in,
    /// because of their own settings.
    func fits(_ language: LanguageTag) -> Bool {
        let code = language.code
        switch self {
        case .latin: return !Self.neverLatin.contains(code)
        case .greek: return code == "el" || code == "grc"
        case .cyrillic: return Self.cyrillicLanguages.contains(code)
        case .armenian: return code == "hy"
        case .georgian: return code == "ka"
        case .ethiopic: return ["am", "ti", "gez", "tig"].contains(code)
        case .han: return ["zh", "ja", "yue", "wuu", "ko"].contains(code)
        case .kana: return code == "ja"
        case .hangul: return code == "ko"
        case .hebrew: return code == "he" || code == "yi"
        case .arabic: return Self.arabicLanguages.contains(code)
        case .thai: return code == "th"
        case .lao: return code == "lo"
        case .khmer: return code == "km"
        case .burmese: return ["my", "shn", "mnw", "ksw"].contains(code)
        case .tibetan: return code == "bo" || code == "dz"
        case .indic: return Self.indicLanguages.contains(code)
        }
    }

    private static let neverLatin: Set<String> = [
        "el", "bg", "mk", "ru", "uk", "be", "hy", "ka", "he", "yi", "ar", "fa", "ur", "zh", "ja", "ko", "th", "lo",
        "km",
        "my", "bo", "hi", "bn", "ta", "te", "ml", "kn", "gu", "pa", "mr", "ne", "si", "am", "ti",
    ]
    private static let cyrillicLanguages: Set<String> = [
        "bg", "mk", "ru", "uk", "be", "sr", "bs", "sh", "mn", "kk", "ky", "tg", "tt", "ba", "cv", "ce", "av", "os",
        "ab",
        "az", "uz", "tk", "ug", "ku", "rue", "sah", "kv", "cu",
    ]
    private static let arabicLanguages: Set<String> = [
        "ar", "fa", "ur", "ps", "ku", "ckb", "sd", "ug", "ks", "pa", "az", "arz", "ary", "prs", "bal", "ms", "kk",
    ]
    private static let indicLanguages: Set<String> = [
        "hi", "mr", "ne", "sa", "bn", "as", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "kok", "mai", "bho", "sd",
        "ks", "doi", "mni", "sat", "brx",
    ]
}

/// The languages of a style or of a run of text: one for each kind of writing, nil where nothing is said.
struct WritingLanguages: Equatable {
    var western: LanguageTag?
    var eastAsian: LanguageTag?
    var complex: LanguageTag?

    subscript(kind: WritingKind) -> LanguageTag? {
        switch kind {
        case .western: western
        case .eastAsian: eastAsian
        case .complex: complex
        }
    }

    /// These languages, and those of `other` where nothing is said.
    func filled(from other: WritingLanguages) -> WritingLanguages {
        WritingLanguages(
            western: western ?? other.western,
            eastAsian: eastAsian ?? other.eastAsian,
            complex: complex ?? other.complex
        )
    }

    /// The language of a text with these languages: that of its kind of writing, or any other that fits its script; nil
    /// if none does.
    func language(of utf8: UnsafeBufferPointer<UInt8>) -> LanguageTag? {
        guard let script = WritingSystem(of: utf8) else { return nil }
        let candidates = [self[script.kind], western, eastAsian, complex]
        guard let found = candidates.lazy.compactMap({ $0 }).first(where: script.fits) else { return nil }
        // Word marks all text from right to left as Arabic until somebody chooses another language.
        if script == .arabic, found.code == "ar", Self.hasLettersOutsideArabic(utf8) { return nil }
        return found
    }

    /// Whether a text has letters that Persian, Urdu and others use but Arabic does not: p, ch, zh, g.
    private static func hasLettersOutsideArabic(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        String(decoding: utf8, as: UTF8.self).unicodeScalars.contains {
            [0x67E, 0x686, 0x698, 0x6AF, 0x679, 0x688, 0x691, 0x6D2, 0x695, 0x6B5].contains($0.value)
        }
    }
}
