import Index

extension SearchContext {
    /// The number of hits in which similar words are looked for, and of those that are named for each word.
    private static let mostHits = 10
    private static let mostNamed = 5

    /// The words of the first hits that were found only because they are similar to a word of the query, for each such word.
    func similar(of found: Attempt, in documents: [UInt32], _ syntax: QuerySyntax) throws -> [QueryEcho.Similar] {
        var result: [QueryEcho.Similar] = []
        for word in found.plan.words where !word.similar.isEmpty {
            guard let typed = word.typed?.word, !found.correctedWords.contains(typed), !deadline.cutsShort() else {
                continue
            }
            let (own, similar) = (IndexTerms(word.own), IndexTerms(word.similar))
            var present: [String] = []
            for document in documents.prefix(Self.mostHits) where try reader.present(own, in: document).isEmpty {
                present += try reader.present(similar, in: document).map { similar.sorted[$0] }
            }
            let named = present.uniqued().prefix(Self.mostNamed)
            if !named.isEmpty, !result.contains(where: { $0.word == typed }) {
                result.append(QueryEcho.Similar(word: typed, found: Array(named)))
            }
        }
        guard !result.isEmpty else { return [] }
        let spelling = Spelling(
            analyser: analyser,
            expander: expander,
            languages: found.plan.languages.map {
                QueryLanguage(language: $0, weight: 1)
            }
        )
        return result.map { similar in
            QueryEcho.Similar(
                word: spelling.typed([similar.word], in: syntax).first ?? similar.word,
                found: similar.found
            )
        }
    }
}
