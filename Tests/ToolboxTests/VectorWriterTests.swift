import Catalogue
import DocumentModel
import Embedding
import Foundation
import SystemPackage
import TestSupport
import Testing
import TextAnalysis
import Vectors

@testable import Toolbox

@Suite("Writing vectors")
final class VectorWriterTests {
    private let toolbox: Toolbox
    private var random = SplitMix64(7)

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vector-writer-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        toolbox = Toolbox(folder: FilePath(folder.path))
    }

    deinit { try? FileManager.default.removeItem(atPath: toolbox.folder.string) }

    private func writer(model: String = "m", texts: String = "t", last: Int64 = 1_000_000) throws -> VectorWriter? {
        try VectorWriter(toolbox, model: model, texts: texts, last: last)
    }

    private func draft(_ id: String, _ count: Int = 3, sequence: Int64 = 1) -> VectorSegment.Draft {
        VectorSegment.Draft(
            id: id,
            sequence: sequence,
            isComplete: true,
            passages: (0..<count).map { section in
                VectorSegment.Passage(
                    place: PassagePlace(section: section, range: 0..<5, hash: random.next()),
                    language: LanguageTag("de")!,
                    vector: ByteVector((0..<64).map { _ in Float.random(in: -1...1, using: &random) })
                )
            }
        )
    }

    private func snapshot(_ audience: Visibility = .curators) throws -> VectorSnapshot? {
        try VectorSnapshot(folder: toolbox.vectors, seenBy: audience)
    }

    @Test("After any changes, each document has its last vectors, for its audience only, in few files")
    func changes() throws {
        var wanted: [String: (audience: Visibility, passages: [VectorSegment.Passage])] = [:]
        var open = try writer()
        for round in 1...120 {
            if round % 40 == 0 {
                // Only one process writes at a time; the next one continues from there.
                #expect(try self.writer() == nil)
                open = nil
                open = try self.writer()
            }
            let writer = try #require(open)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let id = "d\(Int.random(in: 0..<60, using: &random))"
                if Int.random(in: 0..<5, using: &random) == 0 {
                    writer.remove(id)
                    wanted[id] = nil
                } else {
                    let draft = draft(id, Int.random(in: 0...4, using: &random))
                    let audience = Visibility.allCases.randomElement(using: &random)!
                    writer.put(draft, for: audience)
                    wanted[id] = (audience, draft.passages)
                }
            }
            try writer.commit(applied: Int64(round))
            guard round % 10 == 0 else { continue }
            for audience in Visibility.allCases {
                let snapshot = try #require(try snapshot(audience))
                #expect(snapshot.head.applied == Int64(round))
                for number in 0..<60 {
                    let own = wanted["d\(number)"].flatMap { $0.audience <= audience ? $0.passages : nil } ?? []
                    #expect(snapshot.passages(of: "d\(number)") == own, "d\(number) for \(audience) after \(round)")
                }
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: toolbox.vectors.string)
        #expect(files.count < 50, "\(files.count) files after 120 commits")
        #expect(Set(files) == Set(try #require(open).head.segments.map(\.name) + ["head.json", "lock"]))
    }

    @Test("A process that is killed before the head is replaced leaves the last commit")
    func killed() throws {
        do {
            let writer = try #require(try writer())
            writer.put(draft("a"), for: .public)
            try writer.commit(applied: 1)
            // Not committed.
            writer.put(draft("b"), for: .public)
        }
        // A file without a head that names it, and half a head.
        for name in ["public-2.vectors", "public-2.vectors.new", "head.json.new"] {
            try Data("half".utf8).write(to: URL(filePath: toolbox.vectors.appending(name).string))
        }
        #expect(try snapshot()?.passages(of: "a").count == 3)
        let writer = try #require(try writer())
        #expect(writer.head.applied == 1 && writer.vectors(of: "b").isEmpty && writer.vectors(of: "a").count == 3)
        let left = try FileManager.default.contentsOfDirectory(atPath: toolbox.vectors.string).sorted()
        #expect(left == ["head.json", "lock", "public-1.vectors"])
    }

    @Test(
        "Vectors of another model, another catalogue or damaged ones are not kept; after another format all are visited again"
    )
    func foreign() throws {
        func write() throws {
            let writer = try #require(try writer())
            writer.put(draft("a"), for: .public)
            try writer.commit(applied: 5)
        }
        try write()
        #expect(try writer(model: "other")?.head.segments == [])
        #expect(try writer(last: 4)?.head.applied == 0)
        let other = try #require(try writer(texts: "other"))
        #expect(other.head.applied == 0 && other.vectors(of: "a").count == 3, "what is the same is not computed again")
    }

    @Test("A damaged file is not kept")
    func damaged() throws {
        do {
            let writer = try #require(try writer())
            writer.put(draft("a"), for: .public)
            try writer.commit(applied: 5)
        }
        try Data("vsvector".utf8).write(to: URL(filePath: toolbox.vectors.appending("public-1.vectors").string))
        let writer = try #require(try writer())
        #expect(writer.head.applied == 0 && writer.head.segments.isEmpty)
    }
}

@Suite("Cutting texts into passages")
struct PassageCutterTests {
    private let cutter: PassageCutter?

    init() throws {
        cutter = try VectorModel.path.map {
            PassageCutter(analyser: try Analyser(), model: try EmbeddingModel(path: $0))
        }
    }

    @Test("Passages end with sentences, have at most 200 tokens or little more, and leave nothing out")
    func sentences() throws {
        let cutter = try #require(cutter, "the tests need what script/bootstrap installs")
        let sentence = "Die Lehrlinge lernen an der Hobelbank, wie man ein Werkstück einspannt und sauber hobelt. "
        for count in [1, 2, 10, 11, 35, 200] {
            let text = Array(String(repeating: sentence, count: count).utf8)
            let passages = try cutter.passages(of: text)
            for passage in passages {
                let string = String(decoding: text[passage], as: UTF8.self)
                #expect(string.hasPrefix("Die") && string.hasSuffix("hobelt."))
                #expect(try cutter.model.tokens(in: string) <= PassageCutter.tokens + PassageCutter.leastTokens)
            }
            #expect(Self.covers(passages, text))
        }
    }

    @Test(
        "Texts without sentences are cut, too, and never inside a character",
        arguments: [
            String(repeating: "Säge Hobel Zange ", count: 900), String(repeating: "ausbildung", count: 900),
            String(repeating: "木工の基礎", count: 700), String(repeating: "ช่างไม้", count: 700),
            String(repeating: "👷🏽‍♀️", count: 500), String(repeating: "a\n", count: 1500), "", " \n ", "…", "§",
        ]
    )
    func endless(_ string: String) throws {
        let cutter = try #require(cutter, "the tests need what script/bootstrap installs")
        let text = Array(string.utf8)
        let passages = try cutter.passages(of: text)
        for passage in passages {
            #expect(String(validating: text[passage], as: UTF8.self) != nil)
            #expect(
                try cutter.model.tokens(in: String(decoding: text[passage], as: UTF8.self)) <= cutter.model.mostTokens
            )
        }
        #expect(passages.isEmpty == !string.contains { $0.isLetter || $0.isNumber })
        if string.contains(where: \.isLetter) { #expect(Self.covers(passages, text)) }
    }

    /// Whether the passages follow each other, and only spaces are between them.
    private static func covers(_ passages: [Range<Int>], _ text: [UInt8]) -> Bool {
        var end = 0
        for passage in passages + [text.count..<text.count] {
            guard passage.lowerBound >= end, text[end..<passage.lowerBound].allSatisfy({ $0 <= 0x20 }) else {
                return false
            }
            end = passage.upperBound
        }
        return true
    }
}
