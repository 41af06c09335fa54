import DocumentModel
import Embedding
import Foundation
import SystemPackage
import TestSupport
import Testing
import Vectors

/// Random vectors of documents, always the same for a seed.
struct Sample {
    var random: SplitMix64
    init(_ seed: UInt64) { random = SplitMix64(seed) }

    mutating func vector(_ width: Int = 384) -> ByteVector {
        ByteVector((0..<width).map { _ in Float.random(in: -1...1, using: &random) })
    }

    mutating func drafts(_ count: Int, prefix: String = "d") -> [VectorSegment.Draft] {
        (0..<count).map { number in
            VectorSegment.Draft(
                id: "\(prefix)\(number)",
                sequence: Int64(number) + 1,
                isComplete: number % 5 != 0,
                passages: (0..<Int.random(in: 0...6, using: &random)).map { section in
                    VectorSegment.Passage(
                        place: PassagePlace(section: section, range: number..<number + 7, hash: random.next()),
                        language: LanguageTag(["de", "es", "ro"].randomElement(using: &random)!)!,
                        vector: vector()
                    )
                }
            )
        }
    }
}

/// A folder for vectors, deleted with the value.
final class Folder {
    let path: FilePath
    init() throws {
        path = FilePath(FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID())").path)
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path.string) }

    func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
        let file = path.appending(name)
        try Data(bytes).write(to: URL(filePath: file.string))
        return file
    }

    /// Writes segments and the head that names them.
    func write(_ segments: [(audience: Visibility, drafts: [VectorSegment.Draft])], dead: [Set<Int>] = []) throws {
        var head = VectorHead(model: "m", texts: "t")
        for (number, segment) in segments.enumerated() {
            let name = "\(number).vectors"
            _ = try write(VectorSegment.bytes(of: segment.drafts, width: 384), to: name)
            head.segments.append(
                .init(
                    name: name,
                    audience: segment.audience,
                    documents: segment.drafts.count,
                    passages: segment.drafts.reduce(0) { $0 + $1.passages.count }
                )
            )
            if number < dead.count { head.segments[number].dead = dead[number] }
        }
        _ = try write(head.bytes, to: "head.json")
    }
}

@Suite("Files of vectors")
struct VectorSegmentTests {
    @Test("A file has what was written")
    func roundTrip() throws {
        var sample = Sample(1)
        for count in [0, 1, 7, 40] {
            let drafts = sample.drafts(count)
            let folder = try Folder()
            let segment = try VectorSegment(path: folder.write(VectorSegment.bytes(of: drafts, width: 384), to: "a"))
            #expect(segment.isIntact)
            #expect(segment.documents.map(\.id) == drafts.map(\.id))
            #expect(segment.documents.map(\.sequence) == drafts.map(\.sequence))
            #expect(segment.documents.map(\.isComplete) == drafts.map(\.isComplete))
            #expect(segment.documents.map { $0.passages.map(segment.passage) } == drafts.map(\.passages))
        }
    }

    @Test("More languages than fit into a byte are no error")
    func languages() throws {
        var sample = Sample(8)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let tags = (0..<300).compactMap { LanguageTag("q\(letters[$0 / 26])\(letters[$0 % 26])") }
        let passages = tags.map { tag in
            VectorSegment.Passage(
                place: .init(section: 0, range: 0..<1, hash: 0),
                language: tag,
                vector: sample.vector(64)
            )
        }
        let draft = VectorSegment.Draft(id: "d", sequence: 1, isComplete: true, passages: passages)
        let folder = try Folder()
        let segment = try VectorSegment(path: folder.write(VectorSegment.bytes(of: [draft], width: 64), to: "a"))
        let read = (0..<segment.count).map(segment.language)
        #expect(tags.count == 300 && read.count { $0.isUndetermined } == 45)
        #expect(zip(tags, read).allSatisfy { $0 == $1 || $1.isUndetermined })
    }

    @Test("A file that is cut off or changed is recognised, and never read beyond its end")
    func damage() throws {
        var sample = Sample(2)
        let bytes = VectorSegment.bytes(of: sample.drafts(12), width: 384)
        let folder = try Folder()
        for length in [0, 1, 63, 64, 65, bytes.count / 2, bytes.count - 1] {
            let path = try folder.write(Array(bytes.prefix(length)), to: "cut")
            #expect(throws: VectorFileError.self) { try VectorSegment(path: path) }
        }
        #expect(throws: VectorFileError.self) { try VectorSegment(path: folder.path.appending("nothing")) }
        var random = SplitMix64(3)
        let question = sample.vector()
        for number in 0..<400 {
            var damaged = bytes
            // The header and the list of documents, where damage could lead astray, more often than the numbers.
            let place =
                number % 2 == 0
                ? Int.random(in: 0..<64, using: &random)
                : Int.random(in: bytes.count - 300..<bytes.count, using: &random)
            damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            guard let segment = try? VectorSegment(path: folder.write(damaged, to: "damaged")) else { continue }
            _ = segment.table.nearest(to: question, allowed: [true, true, true])
            for document in segment.documents { for passage in document.passages { _ = segment.passage(passage) } }
            if place >= 64 { #expect(!segment.isIntact, "byte \(place)") }
        }
        // A passage of a document that does not exist: the numbers of the documents come behind three other arrays.
        var stray = bytes
        let passages = try VectorSegment(path: folder.write(bytes, to: "whole")).count
        let owners = [384, 48, 4].reduce(64) { ($0 + passages * $1 + 63) / 64 * 64 }
        for place in owners..<owners + 4 { stray[place] = 0xFF }
        let segment = try VectorSegment(path: folder.write(stray, to: "stray"))
        #expect(!segment.isIntact)
        _ = segment.table.nearest(to: question, allowed: [true, true, true])
    }
}

@Suite("Scanning vectors")
struct VectorScanTests {
    private static let present: [EmbeddingModel.Kernels] = {
        // Kernels that this processor does not have cannot be tried.
        guard let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
            return [.plain, .fastest]
        }
        return [.plain, .fastest] + (info.contains("avx2") ? [.avx2] : [])
            + (info.contains("avx512_vnni") ? [.avx512] : [])
    }()

    @Test("All kernels find the same, and what one comparison after the other finds", arguments: present)
    func kernels(_ kernels: EmbeddingModel.Kernels) throws {
        var sample = Sample(4)
        let drafts = sample.drafts(300)
        let folder = try Folder()
        let segment = try VectorSegment(path: folder.write(VectorSegment.bytes(of: drafts, width: 384), to: "a"))
        for allowed in [
            [false, true, true, true], [false, false, true, false], [false, false, false], [true, true],
        ] {
            let question = sample.vector()
            let found = segment.table.nearest(to: question, allowed: allowed, kernels: kernels)
            for (number, draft) in drafts.enumerated() {
                let kinds = Dictionary(uniqueKeysWithValues: segment.languages.enumerated().map { ($1, $0) })
                let own = draft.passages.enumerated().filter {
                    kinds[$0.element.language]! < allowed.count && allowed[kinds[$0.element.language]!]
                }
                let best = own.max { $0.element.vector.cosine(question) < $1.element.vector.cosine(question) }
                #expect(
                    abs((best?.element.vector.cosine(question) ?? -.infinity) - found.cosines[number]) < 1e-5
                        || best == nil && found.cosines[number] == -.infinity
                )
                guard let best else { continue }
                #expect(Int(found.places[number]) == segment.documents[number].passages.lowerBound + best.offset)
            }
        }
        let question = sample.vector()
        let signs = segment.table.differences(from: question, kernels: kernels)
        for number in 0..<segment.count {
            let other = segment.passage(number).vector.signs
            #expect(Int(signs[number]) == zip(question.signs, other).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount })
        }
    }

    @Test("The nearest documents come first; dead ones, other languages and other audiences are left out")
    func snapshot() throws {
        var sample = Sample(5)
        let (first, second, hidden) = (
            sample.drafts(60, prefix: "a"), sample.drafts(60, prefix: "b"), sample.drafts(9, prefix: "h")
        )
        let folder = try Folder()
        try folder.write([(.public, first), (.public, second), (.members, hidden)], dead: [[3, 4], []])
        let question = sample.vector()
        for audience in Visibility.allCases {
            let snapshot = try #require(try VectorSnapshot(folder: folder.path, seenBy: audience))
            let german = LanguageTag("de")!
            let found = snapshot.nearest(to: question, limit: 20) { $0 != german }
            var all = first.enumerated().filter { ![3, 4].contains($0.offset) }.map(\.element) + second
            if audience >= .members { all += hidden }
            let wanted = all.compactMap { draft in
                draft.passages.filter { $0.language != german }.map { $0.vector.cosine(question) }.max().map {
                    (draft.id, $0)
                }
            }.sorted { $0.1 > $1.1 }.prefix(20)
            #expect(found.map(\.document) == wanted.map(\.0))
            #expect(!found.contains { $0.language == german })
            #expect(audience >= .members || snapshot.passages(of: "h1").isEmpty)
            #expect(snapshot.passages(of: "a3").isEmpty && snapshot.passages(of: "b7") == second[7].passages)
        }
        #expect(try VectorSnapshot(folder: folder.path.appending("none"), seenBy: .public) == nil)
    }

    @Test("With many vectors, a choice by their signs finds the nearest ones")
    func chosen() throws {
        var sample = Sample(6)
        // Near each question there is one vector; the others are anywhere.
        let drafts = (0..<30_000).map { number in
            VectorSegment.Draft(
                id: "d\(number)",
                sequence: 1,
                isComplete: true,
                passages: [
                    .init(
                        place: .init(section: 0, range: 0..<1, hash: 0),
                        language: LanguageTag("de")!,
                        vector: sample.vector(64)
                    )
                ]
            )
        }
        let folder = try Folder()
        _ = try folder.write(VectorSegment.bytes(of: drafts, width: 64), to: "0.vectors")
        var head = VectorHead(model: "m", texts: "t")
        head.segments = [.init(name: "0.vectors", audience: .public, documents: drafts.count, passages: drafts.count)]
        _ = try folder.write(head.bytes, to: "head.json")
        let snapshot = try #require(try VectorSnapshot(folder: folder.path, seenBy: .public))
        for number in stride(from: 0, to: drafts.count, by: 3001) {
            let vector = drafts[number].passages[0].vector
            let near = ByteVector(vector.numbers.map { Float($0) + Float.random(in: -30...30, using: &sample.random) })
            let exact = snapshot.nearest(to: near, limit: 5)
            let chosen = snapshot.nearest(to: near, limit: 5, mostExact: 1000)
            #expect(exact.first?.document == "d\(number)" && chosen.first?.document == "d\(number)")
            #expect(Set(chosen.map(\.document)).intersection(exact.map(\.document)).count >= 3)
        }
    }
}
