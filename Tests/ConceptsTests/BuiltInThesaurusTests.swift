import DocumentModel
import Testing

@testable import Concepts

@Suite("Concepts: the built-in thesaurus")
struct BuiltInThesaurusTests {
    private let scheme = BuiltInThesaurus.scheme
    private static let languages = [
        "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt",
        "nl",
        "pl",
        "pt", "ro", "sk", "sl", "sv",
    ]

    @Test("It has at least 150 concepts, each with one preferred name in each language of the pages")
    func complete() {
        #expect(scheme.concepts.count >= 150)
        #expect(scheme.languages.map(\.code) == Self.languages)
        for concept in scheme.concepts {
            let named = concept.labels.filter { $0.role == .preferred }.map(\.language.code)
            #expect(named == Self.languages, "\(concept.identifier)")
            #expect(concept.uri == BuiltInThesaurus.prefix + concept.identifier)
        }
        #expect(scheme.titles.count == Self.languages.count)
    }

    @Test("Its top concepts are the topics, and every other concept is below one of them")
    func topics() {
        let top = scheme.concepts.filter(\.broader.isEmpty)
        #expect(Set(top.map(\.identifier)) == Set(Topic.all))
        for topic in Topic.all.compactMap({ Topic($0) }) {
            #expect(top.contains { $0.uri == BuiltInThesaurus.uri(of: topic) })
        }
        let uris = Set(scheme.concepts.map(\.uri))
        #expect(scheme.concepts.allSatisfy { uris.isSuperset(of: $0.broader) })
    }

    @Test("A name means one concept only in its language")
    func unambiguous() {
        var owners: [String: String] = [:]
        for concept in scheme.concepts {
            for label in concept.labels {
                let name = "\(label.language) \(label.text.lowercased())"
                #expect(owners[name] == nil, "\(name): \(owners[name] ?? "") and \(concept.identifier)")
                owners[name] = concept.identifier
            }
        }
    }
}
