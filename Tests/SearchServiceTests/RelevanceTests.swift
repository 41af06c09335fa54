import DocumentModel
import Foundation
import Relevance
import Testing

@testable import SearchService

/// The quality of searches over our own texts and queries in 32 languages (Tests/Relevance), all in one toolbox.
@Suite("Relevance")
struct RelevanceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Relevance").standardizedFileURL
    private static let golden = folder.appendingPathComponent("golden.txt")

    /// The results of each query: a line for each query and way, in a file for each language.
    private static func answers(in language: String) -> URL {
        folder.appendingPathComponent("answers/\(language).txt")
    }

    /// Queries typed without marks are not spelled correctly.
    private static let withoutMarks: Set = ["dierovana lyzica", "cipkarska sola"]

    private static let note = "UPDATE_GOLDEN=1 script/test --filter Relevance updates it"

    @Test("Every query has the results in the golden files, searched in four ways, and every language has its scores")
    func golden() async throws { try await offPool { try measure() } }

    private func measure() throws {
        let sets = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }.map { try RelevanceSet(yaml: $0) }
        #expect(sets.count == 32)
        let box = try SearchToolbox()
        try box.add(
            sets.flatMap { set in
                set.documents.sorted { $0.key < $1.key }.map { id, text in
                    ("\(set.language)/\(set.name)__\(id).txt", SearchToolbox.pages([text]), Metadata())
                }
            },
            format: .text
        )
        let engine = try box.engine()
        var lines = ["# way and language, MRR@10, nDCG@10, recall@10; \(Self.note)"]
        var answers: [String: [[String]]] = [:]
        var offers = 0
        for way in Way.allCases {
            var scores: [RelevanceScore] = []
            for set in sets {
                let measured = try Measurement(engine, set, way)
                scores.append(measured.score)
                if !way.isMistyped { offers += measured.answers.count { $0.suggestion != nil } }
                for answer in measured.answers where !way.isMistyped && !Self.withoutMarks.contains(answer.query.text) {
                    let corrected = answer.corrected ?? ""
                    #expect(corrected.isEmpty, "\(set.language): \(answer.query.text) is a correct query")
                }
                lines.append(Self.line("\(way.rawValue) \(set.language)", measured.score))
                answers[set.language, default: []].append(measured.answers.map { Self.line(way, $0) })
            }
            let mean = RelevanceScore.mean(of: scores)
            lines.append(Self.line("\(way.rawValue) mean", mean))
            #expect(mean.reciprocalRank > (way.isMistyped ? 0.8 : 0.9), "\(way.rawValue)")
        }
        #expect(offers < 15, "another spelling is hardly ever offered for a correct query")
        try Self.compare(lines, with: Self.golden)
        for (language, ways) in answers.sorted(by: { $0.key < $1.key }) {
            // The four lines of a query are adjacent.
            let lines = (ways.first ?? []).indices.flatMap { query in ways.map { $0[query] } }
            try Self.compare(
                [
                    "# query and way, rank of the first relevant document: the first hits, relevant ones with *; "
                        + Self.note
                ] + lines,
                with: Self.answers(in: language)
            )
        }
    }

    private static func compare(_ lines: [String], with file: URL) throws {
        let found = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(found.utf8).write(to: file)
        }
        let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let changed = zip(lines, expected.split(separator: "\n")).filter { $0 != $1 }
            .map { "  now \($0)\n  was \($1)" }
        #expect(
            found == expected,
            "\(file.lastPathComponent): ranking has changed; UPDATE_GOLDEN=1 accepts it:\n\(changed.joined(separator: "\n"))"
        )
    }

    private static func line(_ name: String, _ score: RelevanceScore) -> String {
        String(format: "%@ %.3f %.3f %.3f", name, score.reciprocalRank, score.gain, score.recall)
    }

    /// `Zunft · known 2: d04 d10* d01`; for a document in another language, its name as well.
    private static func line(_ way: Way, _ answer: Answer) -> String {
        let hits = answer.ranked.prefix(5).map { id in
            let name = id.replacing("other:own.", with: "").replacing("__", with: "/")
            return answer.query.relevant.contains(id) ? name + "*" : name
        }
        let rank = answer.rank.map(String.init) ?? "-"
        return "\(answer.query.text) · \(way.rawValue) \(rank): \(hits.joined(separator: " "))"
    }
}
