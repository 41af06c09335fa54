/// The features used to identify a language: the words of a text in lower case, and its main script.
struct LanguageText {
    /// Writing systems, distinguished only as far as it helps to identify languages.
    enum Script: Int, CaseIterable {
        case latin, cyrillic, arabic, greek, hebrew, armenian, georgian, thai, hangul, han, kana, other

        /// The weight of a letter for finding the main script: names and terms in Latin letters occur in texts of all
        /// scripts, but hardly ever the other way round, and a Chinese character counts as two letters.
        fileprivate var weight: Double {
            switch self {
            case .latin: 0.34
            case .han, .kana, .hangul: 2
            default: 1
            }
        }
    }

    struct Word {
        /// FNV-1a of its letters in UTF-8.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        /// The range of its letters in `letters`.
        var range: Range<Int>
        var script: Script
        /// Whether it is probably a name: it is capitalised inside a sentence.
        var isName = false
    }

    /// The words of all scripts; the apostrophe of an elided `l'` belongs to the word.
    private(set) var words: [Word] = []
    /// The words' letters in UTF-8, each word followed by a space.
    private(set) var letters: [UInt8] = []
    private var counts = [Int](repeating: 0, count: Script.allCases.count)
    private(set) var hasLowerCase = false
    private var signs = 0

    /// Whether it has many of the characters of code and addresses.
    var isCode: Bool { signs * 12 > counts.reduce(signs, +) }

    /// The number of letters in a script.
    func count(of script: Script) -> Int { counts[script.rawValue] }

    /// The script of most of the text, with kana as part of Chinese characters; nil if there are no letters.
    var script: Script? {
        var weights = Script.allCases.map { Double(counts[$0.rawValue]) * $0.weight }
        weights[Script.han.rawValue] += weights[Script.kana.rawValue]
        weights[Script.kana.rawValue] = 0
        guard let best = weights.indices.max(by: { weights[$0] < weights[$1] }), weights[best] > 0 else { return nil }
        return Script(rawValue: best)
    }

    /// - Parameter text: well-formed UTF-8 in NFC.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        letters.reserveCapacity(text.count + 16)
        words.reserveCapacity(text.count / 5)
        var word: Word?
        var beginsSentence = true
        var hasOnlyCapitals = true
        var decoder = UTF8.ForwardParser()
        var bytes = text.makeIterator()
        func end(_ word: inout Word?, _ letters: inout [UInt8], _ words: inout [Word]) {
            guard var ended = word else { return }
            ended.range = ended.range.lowerBound..<letters.count
            if hasOnlyCapitals, ended.range.count > 1 { ended.isName = true }
            letters.append(0x20)
            words.append(ended)
            word = nil
            beginsSentence = false
        }
        while case .valid(let encoded) = decoder.parseScalar(from: &bytes) {
            let scalar = UTF8.decode(encoded)
            guard let script = Self.script(of: scalar) else {
                // Marks and tatweel occur inside words and are not evidence.
                if (0x300...0x36F).contains(scalar.value) || (0x64B...0x65F).contains(scalar.value)
                    || scalar.value == 0x640
                {
                    continue
                }
                let isApostrophe = scalar == "'" || scalar == "’" || scalar == "ʼ"
                if isApostrophe, word != nil { Self.add("'", to: &word!, &letters) }
                end(&word, &letters, &words)
                switch scalar {
                case "{", "}", "[", "]", "<", ">", "=", "+", "*", "/", "\\", "|", "_", "#", "@", "$", "^", "&", "~",
                    "`":
                    signs += 1
                    beginsSentence = false
                case ".", "!", "?", ":", "»", "\"", "”", "\n": beginsSentence = true
                case " ", "\u{A0}", "«", "„", "“", "(": break
                default: beginsSentence = false
                }
                continue
            }
            counts[script.rawValue] += 1
            if let known = word, known.script != script { end(&word, &letters, &words) }
            let lower = Self.lower(scalar)
            let isCapital = lower != scalar
            if !isCapital { hasLowerCase = true }
            if word == nil {
                word = Word(range: letters.count..<letters.count, script: script)
                word!.isName = isCapital && !beginsSentence
                hasOnlyCapitals = isCapital
            } else if !isCapital {
                hasOnlyCapitals = false
            }
            Self.add(lower, to: &word!, &letters)
        }
        end(&word, &letters, &words)
    }

    private static func add(_ scalar: Unicode.Scalar, to word: inout Word, _ letters: inout [UInt8]) {
        for byte in UTF8.encode(scalar)! {
            letters.append(byte)
            word.hash = (word.hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x41...0x5A: Unicode.Scalar(scalar.value + 0x20)!
        case 0...0x7F: scalar
        // İ is an i with a dot.
        default: scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        }
    }

    /// Nil for characters that are not letters.
    private static func script(of scalar: Unicode.Scalar) -> Script? {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A: .latin
        case 0...0x7F, 0xD7, 0xF7, 0x300...0x36F, 0x64B...0x65F, 0x640, 0x2BC: nil
        case 0xAA, 0xBA, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: scalar.properties.isAlphabetic ? .greek : nil
        case 0x400...0x52F: scalar.properties.isAlphabetic ? .cyrillic : nil
        case 0x531...0x58F: scalar.properties.isAlphabetic ? .armenian : nil
        case 0x5D0...0x5F4: .hebrew
        case 0x620...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC:
            scalar.properties.isAlphabetic ? .arabic : nil
        case 0xE01...0xE4E: .thai
        case 0x10A0...0x10FF: .georgian
        case 0x1100...0x11FF, 0xAC00...0xD7AF: .hangul
        case 0x3041...0x30FF: .kana
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: .han
        default: scalar.properties.isAlphabetic ? .other : nil
        }
    }
}
