import DocumentModel
import Foundation
import Relevance
import Testing

@testable import SearchService

/// How well searches are answered, over texts and queries of our own in 32 languages (Tests/Relevance), all in one toolbox.
@Suite("Relevance")
struct RelevanceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Relevance").standardizedFileURL
    private static let golden = folder.appendingPathComponent("golden.txt")

    @Test("Every language is answered as well as the golden file says, asked in four ways")
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
        var lines = [
            "# way and language, MRR@10, nDCG@10, recall@10; UPDATE_GOLDEN=1 script/test --filter Relevance makes it anew"
        ]
        for way in Way.allCases {
            var scores: [RelevanceScore] = []
            for set in sets {
                let score = try Measurement(engine, set, way).score
                scores.append(score)
                lines.append(Self.line("\(way.rawValue) \(set.language)", score))
            }
            let mean = RelevanceScore.mean(of: scores)
            lines.append(Self.line("\(way.rawValue) mean", mean))
            #expect(mean.reciprocalRank > (way.isMistyped ? 0.8 : 0.9), "\(way.rawValue)")
        }
        let found = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(found.utf8).write(to: Self.golden)
        }
        let expected = (try? String(contentsOf: Self.golden, encoding: .utf8)) ?? ""
        let changed = zip(found.split(separator: "\n"), expected.split(separator: "\n")).filter { $0 != $1 }
            .map { "now \($0), was \($1)" }
        #expect(
            found == expected,
            "ranking has changed; UPDATE_GOLDEN=1 accepts it: \(changed.joined(separator: "; "))"
        )
    }

    private static func line(_ name: String, _ score: RelevanceScore) -> String {
        String(format: "%@ %.3f %.3f %.3f", name, score.reciprocalRank, score.gain, score.recall)
    }
}
