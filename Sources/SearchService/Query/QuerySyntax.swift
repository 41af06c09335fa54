/// The parsed text of a query: clauses that are all required, each with alternatives, and exclusions.
///
/// The syntax is that of common search engines: words and phrases in any quotation marks, `title:`, `OR`, `AND`, `NOT`,
/// `-` and `!`, brackets, and `*` at the end of a word. Operators are in capitals. `a b OR c` means a and (b or c).
///
/// There are no invalid queries: what has no meaning in its place (a single quotation mark, a lone `-`, `OR` at the end, a
/// single bracket) is treated as white space or as ordinary words, and listed in ``unclear``.
struct QuerySyntax: Hashable {
    struct Item: Hashable {
        /// One word as typed (perhaps several terms: `e-learning`), or the words between quotation marks.
        var text: String
        var isPhrase = false
        /// Only in the title (`title:word`).
        var inTitle = false
        /// Any word that begins with the text (`word*`).
        var isPrefix = false

        /// Whether it is a word without any operator.
        var isWord: Bool { !isPhrase && !inTitle && !isPrefix }
    }

    enum Part: Hashable {
        case item(Item)
        /// A bracket, or an exclusion that is an alternative.
        case group(QuerySyntax)
    }

    /// All clauses are required; any of a clause's alternatives (`a OR b`) is sufficient.
    var clauses: [[Part]] = []
    var excluded: [Part] = []
    /// The clauses in the order of the text, by their index; a repeated one is in it several times.
    private(set) var sequence: [Int] = []
    /// The pieces of the text that look like syntax, but were not understood.
    private(set) var unclear: [String] = []

    /// The items that are required or alternatives, those in brackets included, in order.
    var items: [Item] { clauses.joined().flatMap(\.items) }
    /// The same with repeated clauses, as typed.
    var typedItems: [Item] { sequence.flatMap { clauses[$0].flatMap(\.items) } }
    /// The words without signs of search syntax, in the order in which they were typed.
    var plainText: String { typedItems.map(\.text).joined(separator: " ") }
    /// Whether it has neither words nor signs.
    var isEmpty: Bool { clauses.isEmpty && excluded.isEmpty }
    /// Whether there is nothing but single words, which are all required.
    var isPlain: Bool {
        excluded.isEmpty
            && clauses.allSatisfy { clause in
                guard clause.count == 1, case .item(let item) = clause[0] else { return false }
                return item.isWord
            }
    }

    /// Whether there are no alternatives or brackets.
    var isFlat: Bool {
        clauses.allSatisfy { clause in
            guard clause.count == 1, case .item = clause[0] else { return false }
            return true
        }
    }

    init(_ text: String) {
        let tokens = QueryTokens(text)
        var parser = Parser(tokens: tokens.tokens, operators: Self.hasOperators(text, tokens.tokens))
        self = parser.sequence(isInTitle: false)
        unclear = (tokens.unclear + parser.unclear).uniqued()
    }

    private init() {}

    static let operators: Set<String> = ["AND", "OR", "NOT"]
    /// The maximum number of words and signs of a query in capitals that may have operators.
    private static let mostCapitals = 5

    /// In a sentence in capitals, words such as NOT are not operators; otherwise, it would mean the opposite.
    private static func hasOperators(_ text: String, _ tokens: [QueryTokens.Token]) -> Bool {
        guard tokens.count > mostCapitals else { return true }
        let words = tokens.compactMap { token in
            if case .word(let word) = token, !operators.contains(word) { word } else { nil }
        }.joined()
        return words.contains(where: \.isLowercase) || !words.contains(where: \.isUppercase)
    }

    /// Removes repeated clauses and repeated alternatives, which would otherwise count twice.
    private mutating func unite() {
        clauses = clauses.map { $0.uniqued(by: { [$0.folded] }) }
        let keys = clauses.map { $0.map(\.folded) }
        clauses = clauses.uniqued(by: { $0.map(\.folded) })
        let unique = clauses.map { $0.map(\.folded) }
        sequence = keys.compactMap { unique.firstIndex(of: $0) }
        excluded = excluded.uniqued(by: { [$0.folded] })
    }

    /// Recursive descent over the tokens of a query.
    private struct Parser {
        let tokens: [QueryTokens.Token]
        /// Whether AND, OR and NOT are operators.
        let operators: Bool
        var index = 0
        var unclear: [String] = []

        /// Everything up to the closing bracket of this sequence, or the end.
        mutating func sequence(isInTitle: Bool) -> QuerySyntax {
            var syntax = QuerySyntax()
            var joinsNext = false
            while index < tokens.count, tokens[index] != .close {
                if isOperator("AND") || isOperator("OR") {
                    // Between two operands only; the last of several takes effect.
                    let isBetween = !(syntax.clauses.isEmpty && syntax.excluded.isEmpty) && startsOperand(index + 1)
                    let isOr = isOperator("OR")
                    if isBetween {
                        joinsNext = isOr
                        index += 1
                        continue
                    }
                }
                guard let (part, isExcluded) = operand(isInTitle: isInTitle) else { continue }
                add(part, isExcluded, joining: joinsNext, to: &syntax)
                joinsNext = false
            }
            if index < tokens.count { index += 1 }
            syntax.unite()
            return syntax
        }

        private func add(_ part: Part, _ isExcluded: Bool, joining: Bool, to syntax: inout QuerySyntax) {
            var alternative = part
            if isExcluded {
                guard joining else {
                    syntax.excluded.append(part)
                    return
                }
                var group = QuerySyntax()
                group.excluded = [part]
                alternative = .group(group)
            }
            if !joining {
                syntax.clauses.append([alternative])
            } else if let last = syntax.clauses.indices.last {
                syntax.clauses[last].append(alternative)
            } else {
                // `-a OR b`
                var group = QuerySyntax()
                group.excluded = [syntax.excluded.removeLast()]
                syntax.clauses.append([.group(group), alternative])
            }
        }

        private func isOperator(_ name: String, at place: Int? = nil) -> Bool {
            let place = place ?? index
            return operators && place < tokens.count && tokens[place] == .word(name)
        }

        /// Whether an operand begins at a token, perhaps after operators.
        private func startsOperand(_ place: Int) -> Bool {
            guard place < tokens.count, tokens[place] != .close else { return false }
            if isOperator("NOT", at: place) || isOperator("AND", at: place) || isOperator("OR", at: place) {
                return startsOperand(place + 1)
            }
            return true
        }

        /// A word, a phrase or a bracket with the signs before it; nil if it has no content.
        private mutating func operand(isInTitle: Bool) -> (part: Part, isExcluded: Bool)? {
            var (inTitle, isExcluded) = (isInTitle, false)
            while index < tokens.count {
                let token = tokens[index]
                if token == .exclusion || (isOperator("NOT") && startsOperand(index + 1)) {
                    isExcluded.toggle()
                    index += 1
                    continue
                }
                index += 1
                switch token {
                case .title: inTitle = true
                case .phrase(let text): return (.item(Item(text: text, isPhrase: true, inTitle: inTitle)), isExcluded)
                case .word(let text): return (.item(item(text, inTitle)), isExcluded)
                case .open: return group(inTitle).map { ($0, isExcluded) }
                case .close:
                    index -= 1
                    return nil
                case .exclusion: break
                }
            }
            return nil
        }

        private mutating func item(_ text: String, _ inTitle: Bool) -> Item {
            if QuerySyntax.operators.contains(text) { unclear.append(text) }
            let stars = text.count { $0 == "*" }
            guard stars > 0 else { return Item(text: text, inTitle: inTitle) }
            let beginning = text.dropLast()
            if stars == 1, text.hasSuffix("*"), beginning.count >= QuerySyntax.shortestPrefix,
                beginning.allSatisfy({ $0.isLetter || $0.isNumber })
            {
                return Item(text: String(beginning), inTitle: inTitle, isPrefix: true)
            }
            // `Lehrer*innen` is a word.
            let isInside = stars == 1 && !text.hasSuffix("*") && text.prefix(while: { $0 != "*" }).count >= 3
            if !isInside { unclear.append(text) }
            return Item(text: text, inTitle: inTitle)
        }

        private mutating func group(_ inTitle: Bool) -> Part? {
            let syntax = sequence(isInTitle: inTitle)
            if syntax.clauses.isEmpty, syntax.excluded.isEmpty { return nil }
            // A bracket around a single word or phrase means nothing.
            if syntax.excluded.isEmpty, syntax.clauses.count == 1, syntax.clauses[0].count == 1 {
                return syntax.clauses[0][0]
            }
            return .group(syntax)
        }
    }

    /// The fewest characters before the `*` of a prefix.
    private static let shortestPrefix = 2
}

extension QuerySyntax.Part {
    /// The required or alternative items in it.
    var items: [QuerySyntax.Item] {
        switch self {
        case .item(let item): [item]
        case .group(let syntax): syntax.items
        }
    }

    /// The same in lower case, for finding repetitions.
    fileprivate var folded: QuerySyntax.Part {
        switch self {
        case .item(var item):
            item.text = item.text.lowercased()
            return .item(item)
        case .group(var syntax):
            syntax.clauses = syntax.clauses.map { $0.map(\.folded) }
            syntax.excluded = syntax.excluded.map(\.folded)
            return .group(syntax)
        }
    }
}

extension Array {
    /// The elements without those whose key occurred before.
    fileprivate func uniqued(by key: (Element) -> [QuerySyntax.Part]) -> [Element] {
        var seen: Set<[QuerySyntax.Part]> = []
        return filter { seen.insert(key($0)).inserted }
    }
}
