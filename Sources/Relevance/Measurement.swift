import DocumentModel
import SearchService

/// How a set's queries are searched: with the language specified and hits limited to it, or detected; as they are, or
/// with a typing error in each.
package enum Way: String, CaseIterable {
    case known, unknown
    case knownTypo = "known-typo"
    case unknownTypo = "unknown-typo"
    package var isKnown: Bool { self == .known || self == .knownTypo }
    package var isMistyped: Bool { self == .knownTypo || self == .unknownTypo }
}

/// The result of one set searched in one way.
package struct Measurement {
    package var score: RelevanceScore
    /// The results of the set's queries, in order.
    package var answers: [Answer] = []
    /// The time of each search.
    package var milliseconds: [Double] = []

    /// - Parameter set: its documents are in the engine's index, in files named SET__ID.txt.
    package init(_ engine: SearchEngine, _ set: RelevanceSet, _ way: Way) throws {
        let typed = way.isMistyped ? set.mistyped() : set
        for query in typed.queries {
            var request = SearchRequest(text: query.text)
            if way.isKnown, let language = LanguageTag(set.language) {
                request.queryLanguages = [language]
                request.filters.languages = [language]
            }
            let started = ContinuousClock.now
            let response = try engine.search(request)
            let took = ContinuousClock.now - started
            milliseconds.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1e3)
            let ranked = response.hits.map { hit in
                let name = hit.source.split(separator: "/").last?.split(separator: ".txt").first.map(String.init) ?? ""
                return name.hasPrefix(set.name + "__") ? String(name.dropFirst(set.name.count + 2)) : "other:" + name
            }
            answers.append(
                Answer(
                    query: query,
                    ranked: ranked,
                    corrected: response.query.corrected,
                    suggestion: response.query.suggestion
                )
            )
        }
        score = .mean(of: answers.map(\.score))
    }
}

/// A query and its results.
package struct Answer {
    package var query: RelevanceSet.Query
    /// The ids of the hits, best first; those of other sets begin with `other:`.
    package var ranked: [String]
    /// The text that was searched instead, if any.
    package var corrected: String?
    /// The other spelling that was offered, if any.
    package var suggestion: String?

    package var score: RelevanceScore { RelevanceScore(ranked: ranked, relevant: query.relevant) }
    /// The rank of the first relevant document, from 1; nil if none was found.
    package var rank: Int? { ranked.firstIndex { query.relevant.contains($0) }.map { $0 + 1 } }
}
