import DocumentModel
import Languages
import Synchronization
import Testing
import TextAnalysis

@testable import Concepts

/// The built-in thesaurus with the real analysis of words, in languages whose base forms are installed.
@Suite("Concepts: inflected words", .enabled(if: LanguageFolder.path() != nil))
struct WordFormTests {
    private static let analyser = try? SharedAnalyser()
    private static let index = analyser.map { analyser in
        ConceptIndex(
            schemes: [BuiltInThesaurus.scheme],
            tokenise: { analyser.words(in: $0, language: $1) },
            keys: { analyser.bases(of: $0, in: $1) }
        )
    }

    @Test(
        "A concept is found by any form of its name's words",
        arguments: [
            ("de", "Ausbildungen", "initial-vet"), ("en", "apprenticeships in crafts", "apprenticeship"),
            ("it", "apprendistati", "apprenticeship"), ("en", "call for proposal", "call-for-proposals"),
            ("pl", "nauczycieli zawodu", "vocational-teacher"), ("fr", "un prestataire de formations", "vet-provider"),
        ]
    )
    func forms(language: String, query: String, expected: String) throws {
        let (analyser, index) = (try #require(Self.analyser), try #require(Self.index))
        let words = analyser.words(in: query, language: tag(language)).map { analyser.bases(of: $0, in: tag(language)) }
        let found = index.concepts(in: words, language: tag(language)).map(\.identifier)
        #expect(found.contains(expected), "\(found)")
    }

    @Test("Every name in every language finds its own concept")
    func itself() throws {
        let (analyser, index) = (try #require(Self.analyser), try #require(Self.index))
        for language in ["de", "en", "fi", "el", "pl", "hu", "mt"].map(tag) {
            for concept in BuiltInThesaurus.scheme.concepts {
                for label in concept.labels where label.language == language {
                    let words = analyser.words(in: label.text, language: language)
                    let keys = words.map { analyser.bases(of: $0, in: language) }
                    let found = index.concepts(in: keys, language: language)
                    #expect(
                        found.contains { $0.uri == concept.uri && $0.range == 0..<words.count },
                        "\(language) \(label.text)"
                    )
                }
            }
        }
    }
}

/// An analyser that several threads can use, one after another.
private final class SharedAnalyser: Sendable {
    private let analyser: Mutex<Analyser>

    init() throws {
        let analyser = try Analyser()
        self.analyser = Mutex(analyser)
    }

    func words(in text: String, language: LanguageTag) -> [String] {
        analyser.withLock { analyser in
            analyser.words(in: analyser.clean(text), language: language).filter { !$0.isBigram }.map(\.term)
        }
    }

    func bases(of word: String, in language: LanguageTag) -> [String] {
        analyser.withLock { $0.words.keys(of: word, in: language).bases.filter { !$0.hasSuffix("~") } }
    }
}
