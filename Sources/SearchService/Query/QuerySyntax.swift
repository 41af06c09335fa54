/// The parsed text of a query: clauses that are all required, each with alternatives, and exclusions.
///
/// There are no invalid queries: a character without meaning in its place (a single quotation mark, a lone `-`, `OR` at
/// the end, brackets) is treated as white space or as an ordinary word.
struct QuerySyntax: Equatable {
    struct Item: Hashable {
        /// One word as typed (perhaps several terms: `e-learning`), or the words between quotation marks.
        var text: String
        var isPhrase = false
        /// Only in the title (`title:word`).
        var inTitle = false
    }

    /// All clauses are required; any of a clause's alternatives (`a OR b`) is sufficient.
    var clauses: [[Item]] = []
    var excluded: [Item] = []

    init(_ text: String) {
        var tokens = Self.tokens(of: text)
        // AND is the default anyway; as a word it would only exclude documents.
        tokens = tokens.enumerated().filter { index, token in
            !(token == .bare("AND") && index > 0 && index < tokens.count - 1)
        }.map(\.element)
        var joinsNext = false
        for (index, token) in tokens.enumerated() {
            switch token {
            case .bare("OR") where index > 0 && index < tokens.count - 1 && !clauses.isEmpty && !joinsNext:
                joinsNext = true
            case .bare(let word):
                add(Item(text: word), joining: joinsNext)
                joinsNext = false
            case .item(let item):
                add(item, joining: joinsNext)
                joinsNext = false
            case .exclusion(let item):
                excluded.append(item)
                joinsNext = false
            }
        }
        unite()
    }

    /// Removes repeated clauses and repeated alternatives, which would otherwise count twice.
    private mutating func unite() {
        clauses = clauses.map { Self.united($0) { [$0] } }
        clauses = Self.united(clauses) { $0 }
        excluded = Self.united(excluded) { [$0] }
    }

    private static func united<Element>(_ elements: [Element], _ items: (Element) -> [Item]) -> [Element] {
        var seen: Set<[Item]> = []
        return elements.filter { element in
            seen.insert(
                items(element).map { item in
                    var folded = item
                    folded.text = item.text.lowercased()
                    return folded
                }
            ).inserted
        }
    }

    private mutating func add(_ item: Item, joining: Bool) {
        if joining { clauses[clauses.count - 1].append(item) } else { clauses.append([item]) }
    }

    private enum Token: Equatable {
        case bare(String)
        case item(Item)
        case exclusion(Item)
    }

    private static let opening: Set<Character> = ["\"", "“", "„"]
    private static let closing: Set<Character> = ["\"", "”", "“"]
    private static let separators: Set<Character> = ["(", ")", "\"", "“", "”", "„"]

    /// Whether a character ends a word, like quotation marks and brackets.
    static func isMark(_ character: Character) -> Bool { separators.contains(character) }

    private static func tokens(of text: String) -> [Token] {
        let characters = Array(text)
        let lastClosing = characters.lastIndex { closing.contains($0) } ?? 0
        var tokens: [Token] = []
        var index = 0
        while index < characters.count {
            guard !characters[index].isWhitespace else {
                index += 1
                continue
            }
            var start = index
            var isExcluded = false
            if characters[start] == "-", start + 1 < characters.count,
                characters[start + 1].isLetter || characters[start + 1].isNumber
                    || opening.contains(characters[start + 1])
            {
                isExcluded = true
                start += 1
            }
            var item = Item(text: "")
            if let after = afterTitle(characters, start) {
                item.inTitle = true
                start = after
            }
            // If no quotation mark follows, there is no search for one, which would go through the text for each opening
            // one.
            if opening.contains(characters[start]), start < lastClosing,
                let end = characters[(start + 1)...].firstIndex(where: { closing.contains($0) })
            {
                item.text = String(characters[(start + 1)..<end])
                item.isPhrase = true
                index = end + 1
            } else {
                index = start
                while index < characters.count, !characters[index].isWhitespace, !separators.contains(characters[index])
                {
                    index += 1
                }
                item.text = String(characters[start..<index])
                if index == start { index += 1 }
            }
            guard item.text.contains(where: { !$0.isWhitespace }) else { continue }
            tokens.append(
                isExcluded ? .exclusion(item) : item.inTitle || item.isPhrase ? .item(item) : .bare(item.text)
            )
        }
        return tokens
    }

    private static let name = Array("title:")

    /// The start of the word or phrase after `title:`; nil if this is not `title:` followed by something.
    private static func afterTitle(_ characters: [Character], _ start: Int) -> Int? {
        guard start + name.count < characters.count, characters[start] == "t" || characters[start] == "T" else {
            return nil
        }
        for (offset, character) in name.enumerated() where characters[start + offset].lowercased() != String(character)
        {
            return nil
        }
        return characters[start + name.count].isWhitespace ? nil : start + name.count
    }
}
