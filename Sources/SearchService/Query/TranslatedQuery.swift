import DocumentModel
import Index
import TextAnalysis

/// A query's words in other languages.
struct TranslatedQuery {
    /// Documents with any of the words, in any of the languages; nil if there are none.
    var query: IndexQuery?
    /// The translated words of the query, as typed, and the translations that were searched.
    var words: [(word: String, translations: [WordTranslation])] = []
    /// For each word of the query, the terms to be marked in passages.
    var terms: [QueryTerm] = []

    /// The most words that are translated: the first informative ones.
    private static let mostWords = 16
    /// The share of the weight that words have that were found through a third language, or are only written alike.
    private static let weightOfGuesses = 0.5
    /// Translations with a lower weight are not used.
    private static let leastWeight = 0.2

    /// - Parameters:
    ///   - request: with the translations that readers left out.
    ///   - source: the language of the query.
    ///   - targets: the languages to search, the most important first.
    init(
        _ request: SearchRequest,
        from source: LanguageTag,
        to targets: [LanguageTag],
        in context: SearchContext
    ) throws {
        let hidden = Set(request.hiddenTranslations)
        let queries = try context.termQueries()
        let typed = Self.words(of: request, source, context.analyser)
        words = typed.map { ($0, []) }
        var terms = [Set<String>](repeating: [], count: typed.count)
        var phrases: [QueryTerm] = []
        var all: [IndexQuery] = []
        for target in targets where !context.deadline.cutsShort() {
            var parts: [IndexQuery] = []
            for (number, word) in typed.enumerated() {
                let found = try context.translator.translations(of: word, from: source, to: target)
                    .filter { $0.weight >= Self.leastWeight && !hidden.contains($0.id) }
                // Names and loan words are the same in both languages.
                let same = try context.reader.frequency(of: word) > 0 ? [[[word]]] : []
                let sure = same + found.filter { $0.way == .dictionary }.map(\.forms)
                let guesses = found.filter { $0.way != .dictionary }.map(\.forms)
                if !sure.isEmpty { parts.append(try queries.anyOf(sure, in: target)) }
                if !guesses.isEmpty {
                    var guess = try queries.anyOf(guesses, in: target).scaled(Self.weightOfGuesses)
                    if let certain = parts.last, !sure.isEmpty { guess = try guess.without(certain) }
                    parts.append(guess)
                }
                words[number].translations += found
                for forms in (same + found.map(\.forms)) {
                    if forms.count == 1 {
                        terms[number].formUnion(forms[0])
                    } else {
                        phrases.append(.phrase(forms))
                    }
                }
            }
            guard !parts.isEmpty else { continue }
            try all.append(IndexQuery.or(parts).filtered(by: .term(IndexLayout.language(target))))
        }
        if !all.isEmpty { query = try .or(all) }
        self.terms = terms.map { .word($0.sorted()) } + phrases
        words = words.filter { !$0.translations.isEmpty }
    }

    /// The informative words of a request, normalised.
    private static func words(of request: SearchRequest, _ language: LanguageTag, _ analyser: Analyser) -> [String] {
        let all = QuerySyntax(request.text).typedItems.flatMap { item in
            analyser.words(in: analyser.clean(item.text), language: language)
                .filter { !$0.isBigram && !$0.isOptional && !$0.isSign }.map(\.term)
        }.uniqued()
        let informative = all.filter { analyser.words.isFunctionWord($0, in: language) != true }
        return Array((informative.isEmpty ? all : informative).prefix(mostWords))
    }
}
