import DocumentModel
import Index
import TextAnalysis

extension SearchContext {
    /// A query with fewer documents that have all of its words may have been mistyped.
    private static let few = 3
    /// How many times more documents another spelling must find than a word that is in a dictionary, or in none.
    private static let moreThanKnown = 10
    private static let moreThanUnknown = 3
    /// The maximum number of languages that are tried in addition if nothing is found.
    private static let mostOthers = 8
    /// The maximum number of words that are tried one by one.
    private static let mostChoices = 3
    /// The fewest letters of a word for which another one is suggested.
    private static let shortestSuggested = 4

    /// The text with a likelier spelling of its rare words, if documents have all of its words and there are clearly more of
    /// them than with the words as typed; nil if there is none. It is offered, never searched.
    func suggestion(
        for request: SearchRequest,
        _ found: Attempt,
        _ filters: [Facet: IndexQuery]
    ) throws -> String? {
        guard !request.isVerbatim, found.corrected == nil, found.complete < Self.few, !found.matches.isPartial,
            !deadline.cutsShort()
        else { return nil }
        let syntax = QuerySyntax(request.text)
        var languages = try languages(of: request)
        if found.matches.total == 0, request.queryLanguages.isEmpty {
            // A mistyped word does not tell its language.
            let others = try heldLanguages(preferred: request.preferredLanguages).filter { language in
                !language.isUndetermined && !languages.contains { $0.language == language }
            }
            languages += others.prefix(Self.mostOthers).map { QueryLanguage(language: $0, weight: 1) }
        }
        let spelling = Spelling(analyser: analyser, expander: expander, languages: languages)
        let rare = try spelling.rare(syntax).subtracting(found.plan.naming).filter {
            $0.count >= Self.shortestSuggested && !SuggestionText.isSpaceless($0)
        }
        let candidates = try spelling.likelier(syntax, rare).compactMap { word, candidates in
            let typed = analyser.folded(word)
            return candidates.first { beginsAlike(analyser.folded($0), typed) }.map { (word: word, other: $0) }
        }
        // One word if possible, else all.
        let choices =
            candidates.count == 1 ? [candidates] : candidates.prefix(Self.mostChoices).map { [$0] } + [candidates]
        for choice in choices where !choice.isEmpty {
            let text = spelling.text(request.text, syntax) { word in choice.first { $0.word == word }?.other }
            let isKnown = try choice.contains { try !spelling.isUnknown($0.word) }
            let wanted = max(1, found.complete * (isKnown ? Self.moreThanKnown : Self.moreThanUnknown))
            guard try count(text, like: request, [:], upTo: wanted) == wanted else { continue }
            return try filters.isEmpty || count(text, like: request, filters, upTo: 1) == 1 ? text : nil
        }
        return nil
    }

    /// The number of documents that have all of a text's words, in any form, or other names of the concepts that they name;
    /// at most `most`. 0 if the time is up.
    /// - Parameter request: says everything but the text.
    func count(
        _ text: String,
        like request: SearchRequest,
        _ filters: [Facet: IndexQuery],
        upTo most: Int
    ) throws -> Int {
        var request = request
        request.text = text
        let plan = try plan(reduced(request).0)
        guard let words = plan.all, !deadline.cutsShort() else { return 0 }
        var options = IndexSearchOptions()
        (options.limit, options.countsAll, options.groupsVersions) = (most, false, true)
        options.isOver = { [deadline] in deadline.cutsShort() }
        return try reader.search(complete(words, plan, filters, except: nil), options).hits.count
    }
}

/// Whether two words have the same first letter, or the first two exchanged: hardly anybody mistypes the first letter.
func beginsAlike(_ left: String, _ right: String) -> Bool {
    let (one, other) = (left.unicodeScalars.prefix(2), right.unicodeScalars.prefix(2))
    return one.first == other.first || (one.count == 2 && one.elementsEqual(other.reversed()))
}
