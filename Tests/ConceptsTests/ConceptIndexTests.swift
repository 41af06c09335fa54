import DocumentModel
import Synchronization
import Testing

@testable import Concepts

@Suite("Concepts: matching queries")
struct ConceptIndexTests {
    private static let first = ConceptScheme(
        uri: "urn:a",
        concepts: [
            concept("urn:a:training", "en:training", "de:Ausbildung", "en+education"),
            concept("urn:a:dual", "en:dual training", "de:duale Ausbildung", broader: "urn:a:training"),
            concept("urn:a:system", "en:dual training system", "und:VET+", broader: "urn:a:dual"),
            concept("urn:a:bank", "en:bank", "en-bnak"),
        ]
    )
    private static let second = ConceptScheme(
        uri: "urn:b",
        concepts: [
            concept("urn:b:1", "en:bank", "fr:banque", exactly: "urn:c:9"),
            concept("urn:b:2", "en:apprentice training", "fr:formation", "en+dual training", exactly: "urn:a:dual"),
            concept("urn:a:training", "en:instruction", "fr:formation initiale"),
        ]
    )

    /// Words that start alike are forms of the same word.
    private func index(_ schemes: ConceptScheme...) -> ConceptIndex {
        ConceptIndex(
            schemes: schemes,
            tokenise: { text, _ in text.lowercased().split(separator: " ").map(String.init) },
            keys: { word, _ in Self.keys(word) }
        )
    }

    private static func keys(_ word: String) -> [String] { [String(word.prefix(5)), "=" + word] }

    private func matches(_ query: String, _ language: String, _ index: ConceptIndex) -> [String] {
        let words = query.lowercased().split(separator: " ").map { Self.keys(String($0)) }
        return index.concepts(in: words, language: tag(language)).map { "\($0.range) \($0.uri)" }
    }

    @Test(
        "The longest name takes precedence, in any form of its words",
        arguments: [
            ("dual trainings systems", "en", ["0..<3 urn:a:system"]),
            ("dual training today", "en", ["0..<2 urn:a:dual"]),
            ("the training", "en", ["1..<2 urn:a:training"]), ("Ausbildungen", "de", ["0..<1 urn:a:training"]),
            ("training dual training", "en", ["0..<1 urn:a:training", "1..<3 urn:a:dual"]), ("dual", "en", []),
            ("apprentices training system", "en", ["0..<2 urn:a:dual"]),
            ("instructions", "en", ["0..<1 urn:a:training"]),
            ("training", "fr", []), ("vet+", "fr", ["0..<1 urn:a:system"]), ("bnak", "en", ["0..<1 urn:a:bank"]),
            ("bank", "en", ["0..<1 urn:a:bank", "0..<1 urn:b:1"]), ("", "en", []),
        ]
    )
    func matching(query: String, language: String, expected: [String]) {
        #expect(matches(query, language, index(Self.first, Self.second)) == expected)
    }

    @Test("A match that overlaps a longer one is dropped, wherever it begins")
    func overlap() {
        let scheme = ConceptScheme(
            uri: "u",
            concepts: [Self.concept("u:1", "en:a b"), Self.concept("u:2", "en:b c d"), Self.concept("u:3", "en:d e")]
        )
        #expect(matches("a b c d e", "en", index(scheme)) == ["1..<4 u:2"])
        #expect(matches("a b x d e", "en", index(scheme)) == ["0..<2 u:1", "3..<5 u:3"])
    }

    @Test("A concept in several thesauri has the names and links of all")
    func merged() throws {
        let index = index(Self.first, Self.second)
        #expect(index.count == 5)
        let dual = try #require(index.concept(uri: "urn:b:2"))
        #expect(index.uri(of: dual) == "urn:a:dual" && index.concept(uri: "urn:a:dual") == dual)
        #expect(index.labels(of: dual, in: tag("en")) == ["dual training", "apprentice training"])
        #expect(index.labels(of: dual, in: tag("fr")) == ["formation"])
        let training = try #require(index.concept(uri: "urn:a:training"))
        #expect(index.labels(of: training, in: tag("en")) == ["training", "instruction", "education"])
        #expect(index.narrower(of: training) == [dual] && index.broader(of: dual) == [training])
        #expect(index.narrower(of: dual).map(index.uri(of:)) == ["urn:a:system"])
        #expect(index.concept(uri: "urn:c:9") == nil)
        #expect(index.languages.map(\.code) == ["de", "en", "fr", "und"])
    }

    @Test("The name to show: in the reader's languages, English, none, any; never a hidden one")
    func display() throws {
        let index = index(Self.first, Self.second)
        func shown(_ uri: String, _ languages: String...) throws -> String {
            index.label(of: try #require(index.concept(uri: uri)), in: languages.map(tag))
        }
        #expect(try shown("urn:a:dual", "bg", "fr", "de") == "formation")
        #expect(try shown("urn:a:dual", "bg") == "dual training")
        #expect(try shown("urn:a:bank", "en") == "bank")
        let other = self.index(ConceptScheme(uri: "u", concepts: [Self.concept("u:x", "fr:banque", "und:B")]))
        #expect(other.label(of: try #require(other.concept(uri: "u:x")), in: [tag("de")]) == "B")
        #expect(index.labels(of: try #require(index.concept(uri: "urn:a:bank")), in: tag("en")) == ["bank"])
    }

    @Test("A language is analysed when first used, and only once, regardless of the number of threads")
    func lazy() async {
        let calls = Mutex<[String: Int]>([:])
        let index = ConceptIndex(
            schemes: [Self.first],
            tokenise: { text, language in
                calls.withLock { $0[language.code, default: 0] += 1 }
                return [text.lowercased()]
            },
            keys: { word, _ in [word] }
        )
        #expect(calls.withLock { $0.isEmpty })
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { _ = index.concepts(in: [["ausbildung"]], language: tag("de")) }
            }
        }
        #expect(calls.withLock { $0 } == ["de": 3])
        index.prepare(tag("de"))
        index.prepare(tag("fr"))
        #expect(
            calls.withLock { $0 } == ["de": 3, "und": 1],
            "no name is in French, so the names without a language are used, which are read once"
        )
        index.prepare(tag("sq"))
        #expect(calls.withLock { $0 } == ["de": 3, "und": 1])
    }

    /// Labels as `en:preferred`, `en+alternative`, `en-hidden`.
    private static func concept(_ uri: String, _ labels: String..., broader: String? = nil, exactly: String? = nil)
        -> Concept
    {
        Concept(
            uri: uri,
            labels: labels.map { text in
                let code = text.prefix(while: \.isLetter)
                let role: ConceptLabel.Role =
                    switch text[code.endIndex] {
                    case "+": .alternative
                    case "-": .hidden
                    default: .preferred
                    }
                return label(String(code), role, String(text[code.endIndex...].dropFirst()))
            },
            broader: broader.map { [$0] } ?? [],
            exactMatches: exactly.map { [$0] } ?? []
        )
    }
}
