import DocumentModel

/// A name of a concept in one language.
package struct ConceptLabel: Hashable, Sendable, Comparable {
    package enum Role: Int, Sendable, Comparable, CaseIterable {
        /// The name to show; at most one in each language.
        case preferred
        /// A synonym.
        case alternative
        /// A spelling that is recognised but never shown.
        case hidden

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// `und` if the file specifies no language.
    package var language: LanguageTag
    package var role: Role
    /// In NFC, with white space collapsed; never empty.
    package var text: String

    package init(language: LanguageTag, role: Role, text: String) {
        self.language = language
        self.role = role
        self.text = text
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.language, left.role, left.text) < (right.language, right.role, right.text)
    }
}

/// A concept of a thesaurus: one meaning, with its names in many languages.
package struct Concept: Equatable, Sendable {
    package var uri: String
    /// The last part of the URI: `apprenticeship` of `urn:vetsearch:vet:apprenticeship`.
    package var identifier: String
    /// Sorted by language and role, without repetition, otherwise in the order of the file. Never empty.
    package var labels: [ConceptLabel]
    /// URIs of the next wider concepts, sorted; some may be in no imported thesaurus.
    package var broader: [String]
    /// URIs of concepts in other thesauri with the same meaning, sorted.
    package var exactMatches: [String]

    package init(
        uri: String,
        labels: [ConceptLabel],
        broader: [String] = [],
        exactMatches: [String] = []
    ) {
        self.uri = uri
        self.identifier = Self.identifier(of: uri)
        self.labels = labels
        self.broader = broader
        self.exactMatches = exactMatches
    }

    /// The last non-empty part of a URI after `#`, `/` or `:`; the whole URI if there is none.
    package static func identifier(of uri: String) -> String {
        uri.split(whereSeparator: { "#/:".contains($0) }).last.map(String.init) ?? uri
    }
}

/// The content of a thesaurus file: a SKOS concept scheme with all its concepts.
package struct ConceptScheme: Equatable, Sendable {
    /// The scheme of most of the concepts; empty if the file has none.
    package var uri: String
    package var titles: [LanguageTag: String]
    /// In the order of the file, each URI once.
    package var concepts: [Concept]

    package init(uri: String, titles: [LanguageTag: String] = [:], concepts: [Concept]) {
        self.uri = uri
        self.titles = titles
        self.concepts = concepts
    }

    /// The languages of its labels, sorted.
    package var languages: [LanguageTag] { Set(concepts.lazy.flatMap { $0.labels.lazy.map(\.language) }).sorted() }
    package var labelCount: Int { concepts.reduce(0) { $0 + $1.labels.count } }

    /// Both schemes merged, for a thesaurus in several files: what both say about a concept is combined.
    package func merged(with other: ConceptScheme) -> ConceptScheme {
        var result = self
        result.titles.merge(other.titles) { first, _ in first }
        var places = Dictionary(uniqueKeysWithValues: concepts.enumerated().map { ($1.uri, $0) })
        for concept in other.concepts {
            guard let place = places[concept.uri] else {
                places[concept.uri] = result.concepts.count
                result.concepts.append(concept)
                continue
            }
            let known = result.concepts[place]
            result.concepts[place] = Concept(
                uri: concept.uri,
                labels: Self.settled(known.labels + concept.labels),
                broader: Set(known.broader + concept.broader).sorted(),
                exactMatches: Set(known.exactMatches + concept.exactMatches).sorted()
            )
        }
        return result
    }

    /// Labels in the order of ``Concept/labels``: no text twice in a language. A second preferred label becomes an
    /// alternative (`sr-Cyrl` and `sr-Latn` are both Serbian).
    static func settled(_ labels: [ConceptLabel]) -> [ConceptLabel] {
        let order = labels.enumerated().sorted {
            ($0.element.language, $0.element.role, $0.offset) < ($1.element.language, $1.element.role, $1.offset)
        }
        var result: [ConceptLabel] = []
        var named: Set<LanguageTag> = []
        var seen: Set<ConceptLabel> = []
        for var label in order.map(\.element) {
            // Labels are the same name regardless of their role.
            guard seen.insert(ConceptLabel(language: label.language, role: .hidden, text: label.text)).inserted else {
                continue
            }
            if label.role == .preferred, !named.insert(label.language).inserted { label.role = .alternative }
            result.append(label)
        }
        return result
    }
}

/// A thesaurus file that cannot be used.
package struct ThesaurusError: Error, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1; nil if the error is not in a particular line.
    package var line: Int?
    package var reason: String

    package init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var description: String { line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)" }
}
