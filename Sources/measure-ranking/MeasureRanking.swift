import ArgumentParser
import Catalogue
import DocumentModel
import Foundation
import Relevance
import SearchService
import SystemPackage

/// Measures and tunes the quality of searches, without HTTP; run by script/tune-ranking.
@main
struct MeasureRanking: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-ranking",
        abstract: "Measures, and with --tune tunes, the ranking on sets of queries with known answers.",
        discussion: """
            The toolbox contains the documents of the sets, each in a file named SET__ID.txt. Prints MRR@10, nDCG@10 and \
            Recall@10 of each set for each of four ways to search: with a known language and hits limited to it, and without; \
            both also with a typing error in every query.
            """
    )

    @Argument(help: "The toolbox.") var toolbox: String
    @Argument(help: "The sets: JSON files named KIND.LANGUAGE.json.") var sets: [String]
    @Flag(help: "Search for better parameters, one at a time, and print them.") var tune = false
    @Option(help: "Maximum number of queries per set.") var queries = 1000
    @Option(help: "Ways to search: known, unknown, known-typo, unknown-typo; separated by commas.")
    var ways = Way.allCases.map(\.rawValue).joined(separator: ",")
    @Option(help: "Parameters to use instead of the built-in ones, name=value, separated by commas.") var set = ""
    @Option(help: "Parameters to tune, separated by commas (default: all).") var only = ""

    func run() throws {
        let sets = try self.sets.sorted().map { path in
            var set = try RelevanceSet(json: URL(fileURLWithPath: path))
            set.queries = Array(set.queries.prefix(queries))
            return set
        }
        let ways = ways.split(separator: ",").compactMap { Way(rawValue: String($0)) }
        var parameters = try RankingParameters(Ranking())
        for pair in set.split(separator: ",") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let value = Double(parts[1]), parameters.values[String(parts[0])] != nil else {
                throw ValidationError("'\(pair)' is not name=value; expected one of the names \(parameters.names)")
            }
            parameters.values[String(parts[0])] = value
        }
        let engine = try SearchEngine(
            index: FilePath(toolbox).appending("index"),
            thesauri: Catalogue(Toolbox(folder: FilePath(toolbox)), creating: false).thesauri,
            ranking: parameters.ranking()
        )
        if tune {
            try Tuning(
                engine: engine,
                sets: sets,
                ways: ways,
                names: only.isEmpty ? parameters.names : only.split(separator: ",").map(String.init)
            )
            .run(from: parameters)
        } else {
            for way in ways { try report(engine, sets, way) }
        }
    }

    private func report(_ engine: SearchEngine, _ sets: [RelevanceSet], _ way: Way) throws {
        var kinds: [String: [RelevanceScore]] = [:]
        var times: [Double] = []
        for set in sets {
            let measured = try Measurement(engine, set, way)
            kinds[set.kind, default: []].append(measured.score)
            times += measured.milliseconds
            print(way.rawValue, set.name, describe(measured.score), separator: "\t")
        }
        times.sort()
        for (kind, scores) in kinds.sorted(by: { $0.key < $1.key }) {
            print(way.rawValue, "mean \(kind)", describe(.mean(of: scores)), separator: "\t")
        }
        print(
            String(
                format: "%@\tp50 %.2f ms\tp95 %.2f ms",
                way.rawValue,
                times[times.count / 2],
                times[times.count * 95 / 100]
            )
        )
    }

    private func describe(_ score: RelevanceScore) -> String {
        String(format: "MRR %.4f  nDCG %.4f  recall %.4f", score.reciprocalRank, score.gain, score.recall)
    }
}

/// A ranking's parameters by name.
struct RankingParameters {
    var values: [String: Double]

    init(_ ranking: Ranking) throws {
        values = try JSONDecoder().decode([String: Double].self, from: JSONEncoder().encode(ranking))
    }

    var names: [String] { values.keys.sorted() }
    func ranking() throws -> Ranking { try JSONDecoder().decode(Ranking.self, from: JSONEncoder().encode(values)) }
}

/// Coordinate ascent: each parameter in turn is increased and decreased as long as that helps, with ever smaller steps.
struct Tuning {
    let engine: SearchEngine
    let sets: [RelevanceSet]
    let ways: [Way]
    let names: [String]

    func run(from start: RankingParameters) throws {
        var best = start
        var height = try quality(of: best)
        say("start", height)
        for step in [1.5, 1.2, 1.1] {
            for name in names {
                for factor in [step, 1 / step] {
                    while true {
                        var next = best
                        next.values[name]! *= factor
                        let quality = try quality(of: next)
                        guard quality > height + 2e-5 else { break }
                        (best, height) = (next, quality)
                        say(name, next.values[name]!, quality)
                    }
                }
            }
        }
        print("best", height, separator: "\t")
        for name in best.names { print(name, best.values[name]!, separator: "\t") }
    }

    /// The mean of MRR and nDCG over kinds of sets and ways to search, so that a kind with many sets does not outweigh
    /// the others.
    private func quality(of parameters: RankingParameters) throws -> Double {
        let engine = try engine.ranked(by: parameters.ranking())
        var total = 0.0
        for way in ways {
            var kinds: [String: [Double]] = [:]
            for set in sets {
                let score = try Measurement(engine, set, way).score
                kinds[set.kind, default: []].append((score.reciprocalRank + score.gain) / 2)
            }
            total += kinds.values.map { $0.reduce(0, +) / Double($0.count) }.reduce(0, +) / Double(kinds.count)
        }
        return total / Double(ways.count)
    }
}

/// Prints fields and flushes, because tuning takes a long time.
private func say(_ fields: Any...) {
    FileHandle.standardOutput.write(Data((fields.map { "\($0)" }.joined(separator: "\t") + "\n").utf8))
}
