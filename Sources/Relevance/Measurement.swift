import DocumentModel
import SearchService

/// How a set's queries are asked: with the language told and hits limited to it, or with nothing told; as they are, or with
/// a typing error in each.
package enum Way: String, CaseIterable {
    case known, unknown
    case knownTypo = "known-typo"
    case unknownTypo = "unknown-typo"
    package var isKnown: Bool { self == .known || self == .knownTypo }
    package var isMistyped: Bool { self == .knownTypo || self == .unknownTypo }
}

/// One set asked in one way.
package struct Measurement {
    package var score: RelevanceScore
    /// What each query of the set found, in their order.
    package var answers: [Answer] = []
    /// What each search took.
    package var milliseconds: [Double] = []

    /// - Parameter set: its documents lie in the engine's index in files named SET__ID.txt.
    package init(_ engine: SearchEngine, _ set: RelevanceSet, _ way: Way) throws {
        let asked = way.isMistyped ? set.mistyped() : set
        for query in asked.queries {
            var request = SearchRequest(text: query.text)
            if way.isKnown, let language = LanguageTag(set.language) {
                request.queryLanguages = [language]
                request.filters.languages = [language]
            }
            let started = ContinuousClock.now
            let hits = try engine.search(request).hits
            let took = ContinuousClock.now - started
            milliseconds.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1e3)
            let ranked = hits.map { hit in
                let name = hit.source.split(separator: "/").last?.split(separator: ".txt").first.map(String.init) ?? ""
                return name.hasPrefix(set.name + "__") ? String(name.dropFirst(set.name.count + 2)) : "other:" + name
            }
            answers.append(Answer(query: query, ranked: ranked))
        }
        score = .mean(of: answers.map(\.score))
    }
}

/// A query and the documents that it found.
package struct Answer {
    package var query: RelevanceSet.Query
    /// The ids of the hits, best first; those of other sets begin with `other:`.
    package var ranked: [String]

    package var score: RelevanceScore { RelevanceScore(ranked: ranked, relevant: query.relevant) }
    /// The place of the first right document, from 1; nil where none was found.
    package var rank: Int? { ranked.firstIndex { query.relevant.contains($0) }.map { $0 + 1 } }
}
