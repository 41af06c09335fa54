/// Divides the text of a query into words, phrases, brackets and operators.
struct QueryTokens {
    enum Token: Equatable {
        /// A word as typed, which may be an operator in capitals.
        case word(String)
        case phrase(String)
        /// `-`, `!` or another sign that excludes what follows.
        case exclusion
        /// `title:` directly before a word, phrase or bracket.
        case title
        case open
        case close
    }

    private(set) var tokens: [Token] = []
    /// The pieces of the text that look like syntax, but have no meaning in their place.
    private(set) var unclear: [String] = []

    private let characters: [Character]
    private var index = 0
    /// For each closing quotation mark, where it occurs last, so that a text of many opening ones is read only once.
    private var lastClosing: [Character: Int] = [:]
    private var depth = 0
    /// The number of closing brackets that are still to come.
    private var closingBrackets = 0

    /// The marks that close what each mark opens. The same mark may open in one language and close in another.
    private static let quotes: [Character: Set<Character>] = [
        "\"": ["\""], "“": ["”", "\""], "„": ["“", "”", "\""], "”": ["”"], "«": ["»"], "»": ["«", "»"], "‹": ["›"],
        "›": ["‹"], "‘": ["’"], "‚": ["‘", "’"], "「": ["」"], "『": ["』"], "＂": ["＂"],
    ]
    private static let allClosing = quotes.values.reduce(into: Set<Character>()) { $0.formUnion($1) }
    /// Quotation marks that are also written as apostrophes.
    private static let apostrophes: Set<Character> = ["‘", "’"]
    private static let exclusions: Set<Character> = ["-", "!", "\u{2010}", "\u{2011}", "\u{2012}", "–", "−", "！"]
    private static let opening: Set<Character> = ["(", "（"]
    private static let closing: Set<Character> = [")", "）"]
    /// The maximum depth of brackets; deeper ones are ignored.
    static let deepest = 8

    init(_ text: String) {
        characters = Array(text)
        for (index, character) in characters.enumerated() {
            if Self.allClosing.contains(character) { lastClosing[character] = index }
            if Self.closing.contains(character) { closingBrackets += 1 }
        }
        while index < characters.count { readNext() }
    }

    /// Whether a character ends a word, like quotation marks and brackets.
    static func isMark(_ character: Character) -> Bool {
        (quotes[character] != nil || allClosing.contains(character)) && !apostrophes.contains(character)
            || opening.contains(character) || closing.contains(character)
    }

    private mutating func readNext() {
        let character = characters[index]
        if character.isWhitespace {
            index += 1
        } else if Self.exclusions.contains(character), startsOperand(index + 1) {
            tokens.append(.exclusion)
            index += 1
        } else if let after = afterTitle(index) {
            tokens.append(.title)
            index = after
        } else if let end = endOfPhrase(index) {
            let text = String(characters[(index + 1)..<end])
            if text.contains(where: { !$0.isWhitespace }) { tokens.append(.phrase(text)) } else { dropPrefixes() }
            index = end + 1
        } else if Self.opening.contains(character) {
            if depth < Self.deepest, closingBrackets > 0 {
                depth += 1
                tokens.append(.open)
            } else {
                unclear.append(String(character))
                dropPrefixes()
            }
            index += 1
        } else if Self.closing.contains(character) {
            closingBrackets -= 1
            if depth > 0 {
                depth -= 1
                tokens.append(.close)
            } else {
                unclear.append(String(character))
            }
            index += 1
        } else if Self.isMark(character) {
            unclear.append(String(character))
            dropPrefixes()
            index += 1
        } else {
            readWord()
        }
    }

    /// Removes signs whose operand turned out to be missing.
    private mutating func dropPrefixes() {
        while let last = tokens.last, last == .exclusion || last == .title { tokens.removeLast() }
    }

    private mutating func readWord() {
        let start = index
        while index < characters.count, !characters[index].isWhitespace {
            if Self.isMark(characters[index]) {
                // Brackets within a word belong to it: "Auszubildende(r)", "candidat(e)s".
                guard let end = endOfBracket(index) else { break }
                closingBrackets -= 1
                index = end
            }
            index += 1
        }
        tokens.append(.word(String(characters[start..<index])))
    }

    /// The closing bracket of letters in brackets that directly follow a letter; nil if there is none.
    private func endOfBracket(_ start: Int) -> Int? {
        guard Self.opening.contains(characters[start]), start > 0, characters[start - 1].isLetter else { return nil }
        var end = start + 1
        while end < characters.count, characters[end].isLetter || characters[end] == "-" { end += 1 }
        return end > start + 1 && end < characters.count && Self.closing.contains(characters[end]) ? end : nil
    }

    /// The closing mark of a phrase that begins here; nil if none does.
    private func endOfPhrase(_ start: Int) -> Int? {
        guard let closing = Self.quotes[characters[start]],
            let last = closing.compactMap({ lastClosing[$0] }).max(), start < last
        else { return nil }
        // An apostrophe is followed by a letter.
        return characters[(start + 1)...last].indices.first { index in
            closing.contains(characters[index])
                && !(Self.apostrophes.contains(characters[index]) && index + 1 < characters.count
                    && (characters[index + 1].isLetter || characters[index + 1].isNumber))
        }
    }

    /// Whether a word, a phrase or a bracket begins here, directly after a sign.
    private func startsOperand(_ start: Int) -> Bool {
        guard start < characters.count else { return false }
        // A hyphen within a word is not a sign: words are read as a whole.
        let character = characters[start]
        if character.isLetter || character.isNumber { return true }
        if character == "." || character == "§" || character == "#" {
            return start + 1 < characters.count && !characters[start + 1].isWhitespace
        }
        return endOfPhrase(start) != nil || (Self.opening.contains(character) && closingBrackets > 0)
    }

    private static let name = Array("title:")

    /// The start of what follows `title:`; nil if this is not `title:` directly followed by something.
    private func afterTitle(_ start: Int) -> Int? {
        let after = start + Self.name.count
        guard after < characters.count, !characters[after].isWhitespace,
            characters[start] == "t" || characters[start] == "T"
        else { return nil }
        for (offset, character) in Self.name.enumerated()
        where characters[start + offset].lowercased() != String(character) {
            return nil
        }
        return Self.closing.contains(characters[after]) ? nil : after
    }
}
