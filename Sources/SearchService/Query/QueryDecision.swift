import DocumentModel
import Index

extension SearchContext {
    /// Decides how a request is searched.
    /// - Parameter matches: runs a query without filters. Its total must be exact only up to 3.
    func decide(
        _ request: SearchRequest,
        _ matches: (IndexQuery, QueryPlan) throws -> IndexMatches
    ) throws -> Attempt {
        let languages = try languages(of: request)
        let syntax = QuerySyntax(request.text)
        var planner = try planner(request, languages, isFuzzy: false)
        let spelling = Spelling(analyser: analyser, expander: expander, languages: languages)
        if !request.isVerbatim {
            var missing = try spelling.missing(syntax)
            planner.reading.absent = missing
            // A name of a concept or value is not missing if documents have another name, or the value.
            if !missing.isEmpty { missing.subtract(try planner.plan(syntax).naming) }
            planner.corrections = try spelling.corrections(syntax, missing)
            planner.alternatives = try spelling.corrections(syntax, missing, known: true)
            planner.missing = missing.subtracting(planner.corrections.values.flatMap(\.keys))
        }
        let corrections = planner.corrections
        let plan = try planner.plan(syntax)
        let words = try plan.all ?? .all()
        var best = Attempt(plan: plan, query: words, matches: try matches(words, plan))
        if planner.missing.isEmpty, corrections.isEmpty { best.complete = best.matches.total }
        guard plan.all != nil, !best.matches.isPartial, !deadline.cutsShort() else { return best }
        // Words that name values are no sentence: few documents may be all that have these values.
        let clauses = max(1, syntax.clauses.count - plan.namingValues.count)
        let isCutSentence = !planner.missing.isEmpty && clauses >= Self.sentence
        if isCutSentence || Self.isLittle(best.matches.total, wanted: clauses), !deadline.cutsShort() {
            planner.isFuzzy = !request.isVerbatim || syntax.clauses.count > 1
            if !request.isVerbatim {
                // Rare words may be errors of others, too: those in no dictionary, and if nothing is found, any.
                let isNothing = best.matches.total == 0
                planner.corrections = try spelling.corrections(
                    syntax,
                    spelling.rare(syntax).subtracting(plan.naming),
                    known: isNothing
                )
            }
            let wide = try planner.plan(syntax)
            if let any = wide.any, let all = wide.all {
                // Documents with all of the words come first.
                let query = try any.preferring(all.scaled(ranking.completeness))
                let more = try matches(query, wide)
                // Only totals up to 3 are compared, because they may not be exact beyond that.
                if more.total > (isCutSentence ? 0 : best.matches.total) {
                    // A document with all words is what was asked for; the others are only added to it.
                    let isRelaxed = best.matches.total == 0
                    let complete = best.complete
                    best = Attempt(plan: wide, query: query, matches: more, isRelaxed: isRelaxed)
                    best.complete = complete
                }
            }
        }
        best.missing = spelling.typed(planner.missing, in: syntax)
        if best.matches.total > 0, !corrections.isEmpty, !deadline.cutsShort() {
            (best.corrected, best.correctedWords) =
                try corrected(request.text, syntax, spelling, corrections, best.matches) ?? (nil, [])
        }
        return best
    }

    /// The text with each word replaced by its most likely correction that occurs in the first hit, and these words; nil if
    /// there is none, or the words occur there as typed.
    private func corrected(
        _ text: String,
        _ syntax: QuerySyntax,
        _ spelling: Spelling,
        _ corrections: Corrections,
        _ matches: IndexMatches
    ) throws -> (String?, Set<String>)? {
        guard !corrections.isEmpty, let hit = matches.hits.first else { return nil }
        var chosen: [String: TermExpander.Correction] = [:]
        for (language, words) in corrections {
            for (word, candidates) in words {
                let own = try expander.expansion(of: word, in: language).all
                guard try reader.present(IndexTerms(own), in: hit.docid).isEmpty else { continue }
                for candidate in candidates where candidate.weight > chosen[word]?.weight ?? 0 {
                    let forms = try expander.expansion(of: candidate.word, in: language).all
                    if try !reader.present(IndexTerms(forms), in: hit.docid).isEmpty { chosen[word] = candidate }
                }
            }
        }
        return chosen.isEmpty ? nil : (spelling.text(text, syntax) { chosen[$0]?.word }, Set(chosen.keys))
    }

    /// Whether so few documents have all words that more are wanted: none, or almost none for a sentence.
    private static func isLittle(_ total: Int, wanted clauses: Int) -> Bool {
        total == 0 || (clauses >= sentence && total < 3)
    }

    /// The fewest words of a query that is probably a sentence.
    private static let sentence = 4
}
