import CVetTurtle
import DocumentModel
import Foundation

/// The thesaurus of vocational education and training that comes with vetsearch: `Resources/vet.ttl`, in the 24 official
/// languages of the EU and in Arabic. Its top concepts are the topics of DocumentModel.
package enum BuiltInThesaurus {
    /// Its name on the command line.
    package static let name = "vet"
    /// The common prefix of its concepts' URIs, followed by ``Concept/identifier``.
    package static let prefix = Topic.builtInPrefix

    /// Parsed from the executable when first used.
    package static let scheme: ConceptScheme = {
        do {
            return try SKOSFile.read(bytes: turtle, name: "vet.ttl")
        } catch {
            fatalError("the built-in thesaurus is broken: \(error)")  // a test checks that it is not
        }
    }()

    /// The URI of a topic's concept.
    package static func uri(of topic: Topic) -> String { topic.isConcept ? topic.code : prefix + topic.code }

    /// The name of a topic in a language, capitalised for lists; nil if it is not a built-in topic.
    package static func name(of topic: String, in language: String) -> String? {
        guard let code = Topic(topic), let tag = LanguageTag(language), let labels = labels[uri(of: code)] else {
            return nil
        }
        let name = labels[tag] ?? LanguageTag("en").flatMap { labels[$0] }
        return name.map { $0.prefix(1).uppercased(with: Locale(identifier: language)) + $0.dropFirst() }
    }

    private static let labels: [String: [LanguageTag: String]] = Dictionary(
        uniqueKeysWithValues: scheme.concepts.map { concept in
            let preferred = concept.labels.filter { $0.role == .preferred }.map { ($0.language, $0.text) }
            return (concept.uri, Dictionary(preferred, uniquingKeysWith: { first, _ in first }))
        }
    )

    /// The file itself.
    static var turtle: [UInt8] {
        var size = 0
        let bytes = cvetturtle_bytes(&size)
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }
}
