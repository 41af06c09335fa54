import Languages

/// Finds the character set of a text that does not name it: decodes a sample of it in each set, and takes the one that
/// gives the likeliest text of any language.
struct CharacterSetGuess {
    private struct Reading {
        var name: String
        /// ln of the likelihood of the text and of the set.
        var score: Float
        var characters: Int
    }

    private let sample: TextSample
    private let likelihood: TextLikelihood
    private var readings: [Reading] = []
    /// The share of bytes beyond ASCII in the whole text.
    private let share: Double

    /// - Parameter names: the sets to try; all by default.
    init(
        _ bytes: [UInt8],
        tagged: Bool,
        among names: [(name: String, rarity: Float)] = Self.all,
        model: LanguageModel? = Self.model
    ) {
        share = Double(bytes.count { $0 >= 0x80 }) / Double(max(bytes.count, 1))
        let text = TextSample(bytes, tagged: tagged)
        // Perhaps only values of attributes have other characters.
        sample = text.bytes.isEmpty && tagged ? TextSample(bytes, tagged: false) : text
        likelihood = TextLikelihood(model: model, plainWords: sample.plainWords)
        // Without the model, only the letters of each language are known; so more is left to how common a set is.
        let weight: Float = model == nil ? 2 : 1
        // Many sets have the same characters at the bytes of a text; the most common one is meant.
        var seen: Set<[UInt8]> = []
        for (name, rarity) in names {
            guard let utf8 = decoded(name), seen.insert(utf8).inserted, let found = likelihood.score(of: utf8) else {
                continue
            }
            let score = found.score - rarity * weight
            readings.append(Reading(name: name, score: score, characters: found.characters))
        }
        readings.sort { $0.score > $1.score }
    }

    /// The name of the likeliest set; `UTF-8` means UTF-8 that is damaged.
    var best: String? { readings.first?.name }

    /// Whether the likeliest reading is like a text in any language. Tells binary files with few control characters; a few
    /// odd signs in an ASCII text do not matter.
    var isText: Bool {
        guard let best = readings.first else { return false }
        return share < 0.2 || best.characters < 16 || best.score / Float(best.characters) > -11
    }

    /// ln of the likelihood of the text in the set `name`, without the rarity of the set; nil if there is no such set or
    /// the sample is ASCII.
    func score(of name: String) -> Float? {
        decoded(name).flatMap { likelihood.score(of: MisreadControls.replaced(in: $0) ?? $0)?.score }
    }

    /// Whether the text is so much likelier in another set that the declaration of `name` must be wrong.
    func contradicts(_ name: String) -> Bool {
        guard let best = readings.first, let declared = score(of: name) else { return false }
        return best.score - declared > max(25, Float(best.characters) * 1.5)
    }

    private func decoded(_ name: String) -> [UInt8]? {
        guard !sample.bytes.isEmpty else { return nil }
        if name == "UTF-8" || name == "utf-8" {
            let condition = UTF8Condition(of: sample.bytes)
            return condition.sequences == 0 ? nil : condition.repaired(sample.bytes).utf8
        }
        return CharacterSet.convert(sample.bytes, from: name)
    }

    /// The language model; nil if the language data was not made. It is mapped into memory, so it costs nothing before it
    /// is used; a worker opens it before it confines itself.
    static let model = LanguageFolder.path().flatMap(LanguageFolder.model).flatMap { try? LanguageModel(path: $0) }

    /// All sets that texts in our languages are found in, the more common of two equal ones first, and how much rarer
    /// than windows-1252 each is, as the logarithm.
    static let all: [(name: String, rarity: Float)] = [
        ("UTF-8", 1), ("windows-1252", 0),
        ("windows-1250", 1), ("windows-1251", 1), ("windows-1253", 1), ("windows-1254", 1), ("windows-1255", 1),
        ("windows-1256", 1), ("windows-1257", 1), ("windows-874", 1), ("koi8-r", 1.5), ("koi8-u", 1.5),
        ("iso-8859-2", 2), ("iso-8859-15", 2), ("iso-8859-7", 1.5), ("iso-8859-13", 2), ("iso-8859-5", 2.5),
        ("iso-8859-4", 2.5), ("iso-8859-3", 2.5), ("iso-8859-16", 2.5), ("iso-8859-6", 2.5), ("iso-8859-8", 2.5),
        ("iso-8859_10-1998", 3), ("iso-8859_14-1998", 3),
        ("ibm-850", 2.5), ("ibm-858", 2.6), ("ibm-437", 2.6), ("ibm-852", 2.5), ("ibm-866", 2), ("ibm-1125", 3),
        ("ibm-855", 3.5), ("ibm-775", 3), ("ibm-737", 3), ("ibm-857", 3), ("ibm-865", 3), ("ibm-861", 3.5),
        ("ibm-860", 3.5), ("ibm-863", 3.5), ("ibm-869", 3.5), ("ibm-862", 3),
        ("macintosh", 3), ("x-mac-centraleurroman", 3), ("x-mac-cyrillic", 3), ("x-mac-greek", 3.5),
        ("x-mac-turkish", 3.5), ("x-mac-croatian", 3.5), ("x-mac-romanian", 3.8), ("x-mac-icelandic", 3.8),
        ("windows-1258", 3),
        ("windows-31j", 1), ("gb18030", 1), ("windows-949", 1.2), ("big5-hkscs", 1.3), ("euc-jp", 1.5), ("euc-tw", 3),
    ]
}
