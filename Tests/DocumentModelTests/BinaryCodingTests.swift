import DocumentModel
import TestSupport
import Testing

@testable import Encodings

@Suite("Documents as bytes")
struct BinaryCodingTests {
    @Test("Any document equals its decoded encoding", arguments: 0..<60)
    func roundTrip(seed: UInt64) throws {
        var random = RandomContent(seed: seed)
        let document = random.document()
        #expect(try ExtractedDocument(decoding: document.encoded()) == document)
    }

    @Test("Equal documents have equal bytes in every process, although hashing is randomised")
    func sameBytes() throws {
        var metadata = Metadata()
        (metadata.title, metadata.year, metadata.eqf, metadata.partner) = ("t", 2020, 4, "p")
        let bytes = try ExtractedDocument(format: .pdf, metadata: metadata.from("file")).encoded()
        let text = String(decoding: bytes, as: UTF8.self)
        let origins = #""origins":{"eqf":"file","partner":"file","title":"file","year":"file"}"#
        #expect(text.contains(origins + #","partner":"p","sectors":[],"title":"t","topics":[],"year":2020}"#))
    }

    @Test("Truncated bytes throw", arguments: 0..<8)
    func cut(seed: UInt64) throws {
        var random = RandomContent(seed: 1000 + seed)
        let bytes = try random.document().encoded()
        // One expectation for all, because each of thousands would take longer than what it expects.
        let accepted = try bytes.indices.filter { length in
            do {
                _ = try ExtractedDocument(decoding: Array(bytes[..<length]))
                return true
            } catch is BinaryCodingError {
                return false
            }
        }
        #expect(accepted.isEmpty, "of \(bytes.count)")
    }

    @Test("Damaged bytes throw or give a document, but never crash", arguments: 0..<20)
    func damaged(seed: UInt64) throws {
        var random = RandomContent(seed: 2000 + seed)
        let bytes = try random.document().encoded()
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random.generator) {
                let index = Int.random(in: damaged.indices, using: &random.generator)
                damaged[index] = UInt8.random(in: 0...255, using: &random.generator)
            }
            _ = try? ExtractedDocument(decoding: damaged)
        }
    }

    @Test("Numbers of any size are preserved", arguments: [0, 1, 127, 128, 16_383, 16_384, .max] as [UInt64])
    func numbers(value: UInt64) throws {
        var writer = BinaryWriter()
        writer.write(value)
        var reader = BinaryReader(writer.bytes)
        #expect(try reader.readUInt() == value)
        #expect(reader.isAtEnd)
    }

    @Test("Fractions are preserved bit by bit", arguments: [0, -0.0, 1.5, .pi, .infinity, .leastNonzeroMagnitude])
    func fractions(value: Double) throws {
        var writer = BinaryWriter()
        writer.write(value)
        var reader = BinaryReader(writer.bytes)
        #expect(try reader.readDouble().bitPattern == value.bitPattern)
    }

    @Test("An unterminated number, an excessive length and an unknown kind of locator are errors")
    func hostile() {
        let endless = [UInt8](repeating: 0xFF, count: 20)
        #expect(throws: BinaryCodingError.self) {
            var reader = BinaryReader(endless)
            return try reader.readUInt()
        }
        #expect(throws: BinaryCodingError.self) {
            var reader = BinaryReader([0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x41])
            return try reader.readString()
        }
        #expect(throws: BinaryCodingError.self) {
            var reader = BinaryReader([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
            return try reader.readInt()
        }
        #expect(throws: BinaryCodingError.self) {
            var reader = BinaryReader([9])
            return try Locator(from: &reader)
        }
    }
}

/// Documents with random content, reproducible by a seed.
private struct RandomContent {
    var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed) }

    mutating func document() -> ExtractedDocument {
        var metadata = Metadata()
        metadata.title = optional { $0.text() }
        metadata.creators = list { $0.text() }
        metadata.countries = list { Country(Country.all.randomElement(using: &$0.generator) ?? "") }.compactMap(\.self)
        metadata.topics = list { Topic(Topic.all.randomElement(using: &$0.generator) ?? "") }.compactMap(\.self)
        metadata.language = optional { _ in .undetermined }
        metadata.type = optional { _ in .epub }
        metadata.year = optional { .random(in: 1000...3000, using: &$0.generator) }
        metadata = metadata.from(text())
        return ExtractedDocument(
            format: FileFormat.allCases.randomElement(using: &generator) ?? .pdf,
            metadata: metadata,
            sections: list { random in
                Section(
                    locator: random.locator(),
                    heading: random.optional { $0.text() },
                    text: random.text(),
                    declaredLanguage: random.optional { _ in LanguageTag("mt") }.flatMap(\.self)
                )
            },
            outline: list { random in
                OutlineEntry(
                    level: random.number(9),
                    title: random.text(),
                    page: random.optional { 1 + $0.number(999) }
                )
            },
            warnings: list { $0.text() }
        )
    }

    private mutating func locator() -> Locator {
        switch number(6) {
        case 0: .page(number: number(70_000), label: optional { $0.text() })
        case 1: .slide(number: number(300))
        case 2: .chapter(number: number(300), label: optional { $0.text() }, href: text())
        case 3: .cue(start: .random(in: 0...9999, using: &generator), end: .random(in: 0...9999, using: &generator))
        case 4: .heading(path: list { $0.text() }, anchor: optional { $0.text() })
        default: .text(line: number(1 << 40))
        }
    }

    private mutating func text() -> String {
        let pieces = ["a", "é", "ß", "\r\n", "\0", "\u{301}", "東", "🎓", "\u{AD}", "ﬁ", "\"", "\u{FEFF}", "كتاب", " "]
        return list(300) { pieces.randomElement(using: &$0.generator) ?? "" }.joined()
    }

    private mutating func number(_ limit: Int) -> Int { .random(in: 0..<limit, using: &generator) }

    private mutating func optional<Value>(_ make: (inout RandomContent) -> Value) -> Value? {
        number(2) == 0 ? nil : make(&self)
    }

    private mutating func list<Value>(_ limit: Int = 5, _ make: (inout RandomContent) -> Value) -> [Value] {
        var result: [Value] = []
        for _ in 0..<number(limit) { result.append(make(&self)) }
        return result
    }
}
