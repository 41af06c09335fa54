import Encodings
import Foundation
import TestSupport
import Yams

/// Queries for a collection, with the relevant documents of each, for measuring the quality of searches.
package struct RelevanceSet: Sendable {
    package struct Query: Sendable {
        package var id: String
        package var text: String
        /// The relevant documents; never empty.
        package var relevant: Set<String>

        package init(id: String, text: String, relevant: Set<String>) {
            (self.id, self.text, self.relevant) = (id, text, relevant)
        }
    }

    /// The name: its kind, a dot, its language (`ud.cs`).
    package var name: String
    /// The texts by document id.
    package var documents: [String: String]
    package var queries: [Query]

    package init(name: String, documents: [String: String], queries: [Query]) {
        (self.name, self.documents, self.queries) = (name, documents, queries)
    }

    /// The last part of the name: the language of documents and queries.
    package var language: String { String(name.split(separator: ".").last ?? "") }
    /// The name without its language.
    package var kind: String { String(name.split(separator: ".").first ?? "") }

    /// Reads a JSON file `{"docs": {id: text}, "queries": [{"id", "text", "rel": [id] or {id: grade}}]}`, named
    /// KIND.LANGUAGE.
    package init(json url: URL) throws {
        struct File: Decodable {
            struct Query: Decodable {
                var id: String
                var text: String
                var rel: Relevant
            }
            struct Relevant: Decodable {
                var ids: Set<String>
                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    if let list = try? container.decode([String].self) {
                        ids = Set(list)
                    } else {
                        ids = Set(try container.decode([String: Double].self).keys)
                    }
                }
            }
            var docs: [String: String]
            var queries: [Query]
        }
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        name = url.deletingPathExtension().lastPathComponent
        documents = file.docs
        queries = file.queries.map { Query(id: $0.id, text: $0.text, relevant: $0.rel.ids) }
    }

    /// Reads a YAML file `{language, documents: {id: text}, queries: [{text, relevant: [id]}]}`, as in Tests/Relevance.
    package init(yaml url: URL) throws {
        struct File: Decodable {
            struct Query: Decodable {
                var text: String
                var relevant: Set<String>
            }
            var language: String
            var documents: [String: String]
            var queries: [Query]
        }
        let file = try YAMLDecoder().decode(File.self, from: Data(contentsOf: url))
        name = "own.\(file.language)"
        documents = file.documents
        queries = file.queries.enumerated().map {
            Query(id: String($0.offset), text: $0.element.text, relevant: $0.element.relevant)
        }
    }

    /// The set with one random edit (a letter swapped with its neighbour, deleted, doubled or replaced) in one of the
    /// longer words of each query; always the same edits.
    package func mistyped() -> RelevanceSet {
        var result = self
        for index in result.queries.indices {
            var random = SplitMix64(FNV1a.hash((name + queries[index].id).utf8))
            result.queries[index].text = Self.oneEdit(queries[index].text, &random)
        }
        return result
    }

    private static func oneEdit(_ text: String, _ random: inout SplitMix64) -> String {
        var words = text.split(separator: " ").map(Array.init)
        let longest = words.map(\.count).max() ?? 0
        let candidates = words.indices.filter { words[$0].count >= min(5, longest) }
        guard longest >= 3, let word = candidates.randomElement(using: &random) else { return text }
        let at = Int.random(in: 1..<words[word].count - 1, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: words[word].swapAt(at, at + 1)
        case 1: words[word].remove(at: at)
        case 2: words[word].insert(words[word][at], at: at)
        default: words[word][at] = words[word].randomElement(using: &random)!
        }
        return words.map { String($0) }.joined(separator: " ")
    }
}

/// The quality of a ranking for a query, or the mean over several; each value is from 0 to 1, for the first ten hits.
package struct RelevanceScore: Sendable, Equatable {
    /// One divided by the rank of the first relevant document (mean reciprocal rank).
    package var reciprocalRank: Double
    /// Discounted cumulative gain relative to that of the best order (Järvelin & Kekäläinen 2002, grades 0 and 1).
    package var gain: Double
    /// The share of relevant documents that were found.
    package var recall: Double

    package init(reciprocalRank: Double = 0, gain: Double = 0, recall: Double = 0) {
        (self.reciprocalRank, self.gain, self.recall) = (reciprocalRank, gain, recall)
    }

    /// - Parameters:
    ///   - ranked: the ids of the hits, best first.
    ///   - relevant: the ids of the relevant documents.
    package init(ranked: [String], relevant: Set<String>) {
        let places = ranked.prefix(10).enumerated().filter { relevant.contains($0.element) }.map(\.offset)
        let discounted = { (places: [Int]) in places.reduce(0.0) { $0 + 1 / log2(Double($1) + 2) } }
        reciprocalRank = places.first.map { 1 / Double($0 + 1) } ?? 0
        gain = discounted(places) / discounted(Array(0..<min(10, relevant.count)))
        recall = Double(places.count) / Double(relevant.count)
    }

    package static func mean(of scores: [RelevanceScore]) -> RelevanceScore {
        let count = Double(max(1, scores.count))
        return RelevanceScore(
            reciprocalRank: scores.reduce(0) { $0 + $1.reciprocalRank } / count,
            gain: scores.reduce(0) { $0 + $1.gain } / count,
            recall: scores.reduce(0) { $0 + $1.recall } / count
        )
    }
}
