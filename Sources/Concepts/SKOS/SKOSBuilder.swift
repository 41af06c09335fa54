import DocumentModel
import Foundation

/// Statements in any order → a thesaurus. Only labels and links are used, everything else is ignored.
final class SKOSBuilder {
    /// The predicates that it uses.
    static let wanted = Set(SKOSName.allCases.map(\.rawValue))
    private static let names = Dictionary(uniqueKeysWithValues: SKOSName.allCases.map { ($0.rawValue, $0) })

    /// Everything that occurs as a concept, a scheme, or a SKOS-XL label has a number; the rest is indexed by it.
    private var numbers: [String: Int] = [:]
    private var things: [Thing] = []
    private var tags: [String: LanguageTag] = [:]
    /// SKOS-XL: the label resources of each resource.
    private var labelThings: [(owner: Int32, role: ConceptLabel.Role, label: Int32)] = []

    private struct Thing {
        var uri: String
        var isConcept = false
        var isScheme = false
        var labels: [ConceptLabel] = []
        /// Titles and rdfs:labels, as long as it may be a scheme.
        var titles: [ConceptLabel] = []
        var broader: [Int32] = []
        var exactMatches: [String] = []
        var schemes: [Int32] = []
    }

    func add(_ statement: RDFStatement) {
        guard let name = Self.names[statement.predicate] else { return }
        switch statement.object {
        case .resource(let object): add(statement.subject, name, object)
        case .literal(let text, let language): add(statement.subject, name, text, language)
        }
    }

    private func add(_ subject: String, _ name: SKOSName, _ object: String) {
        switch name {
        case .type:
            if object == SKOSName.concept.rawValue { things[number(subject)].isConcept = true }
            if object == SKOSName.scheme.rawValue { things[number(subject)].isScheme = true }
        case .broader: link(subject, broader: object)
        case .narrower: link(object, broader: subject)
        case .inScheme: put(subject, in: object)
        case .topConceptOf, .hasTopConcept:
            let (concept, scheme) = name == .topConceptOf ? (subject, object) : (object, subject)
            things[number(concept)].isConcept = true
            put(concept, in: scheme)
        case .exactMatch: things[number(subject)].exactMatches.append(object)
        case .preferredThing, .alternativeThing, .hiddenThing:
            guard let role = name.role else { return }
            labelThings.append((Int32(number(subject)), role, Int32(number(object))))
        default: break
        }
    }

    private func add(_ subject: String, _ name: SKOSName, _ text: String, _ language: String?) {
        let text = Self.tidy(text)
        guard !text.isEmpty else { return }
        let tag = language.map(tag) ?? .undetermined
        let label = ConceptLabel(language: tag, role: name.role ?? .preferred, text: text)
        switch name {
        case .preferred, .alternative, .hidden, .literalForm: things[number(subject)].labels.append(label)
        case .title, .oldTitle, .label:
            let thing = number(subject)
            if !things[thing].isConcept { things[thing].titles.append(label) }
        default: break
        }
    }

    private func link(_ narrow: String, broader: String) {
        let (narrow, broader) = (number(narrow), number(broader))
        things[narrow].isConcept = true
        things[broader].isConcept = true
        if narrow != broader { things[narrow].broader.append(Int32(broader)) }
    }

    private func put(_ subject: String, in scheme: String) {
        let scheme = Int32(number(scheme))
        things[scheme.index].isScheme = true
        things[number(subject)].schemes.append(scheme)
    }

    private func number(_ uri: String) -> Int {
        if let existing = numbers[uri] { return existing }
        numbers[uri] = things.count
        things.append(Thing(uri: uri))
        return things.count - 1
    }

    private func tag(_ language: String) -> LanguageTag {
        if let existing = tags[language] { return existing }
        let tag = LanguageTag(language) ?? .undetermined
        tags[language] = tag
        return tag
    }

    /// The text in NFC, with white space collapsed.
    private static func tidy(_ text: String) -> String {
        var text = text
        if hasLooseSpace(text) { text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        // Latin and Cyrillic letters that need no composition, as in most texts.
        let isComposed = text.unicodeScalars.allSatisfy { $0.value < 0x300 || (0x400..<0x483).contains($0.value) }
        return isComposed ? text : text.precomposedStringWithCanonicalMapping
    }

    /// Whether a text contains white space other than single spaces between words.
    private static func hasLooseSpace(_ text: String) -> Bool {
        var before: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            let isSign = (0x21..<0x7F).contains(scalar.value)
            let isLoose = scalar == " " ? before == " " : !isSign && scalar.properties.isWhitespace
            if isLoose { return true }
            before = scalar
        }
        return before == " "
    }

    /// The thesaurus; without concepts if there were none with a label and a URI.
    func scheme() -> ConceptScheme {
        for (owner, role, label) in labelThings {
            things[owner.index].labels += things[label.index].labels.map {
                ConceptLabel(language: $0.language, role: role, text: $0.text)
            }
        }
        labelThings = []
        var sizes: [Int32: Int] = [:]
        var concepts: [Concept] = []
        for thing in things where thing.isConcept && !thing.isScheme && !thing.uri.hasPrefix("_:") {
            guard !thing.labels.isEmpty else { continue }
            for scheme in Set(thing.schemes) { sizes[scheme, default: 0] += 1 }
            concepts.append(
                Concept(
                    uri: thing.uri,
                    labels: ConceptScheme.settled(thing.labels),
                    broader: Set(thing.broader.map { things[$0.index].uri }).sorted(),
                    exactMatches: Set(thing.exactMatches).sorted()
                )
            )
        }
        // EuroVoc's concepts are in the whole and in one of its 127 parts: the whole is used.
        let main = sizes.max { ($0.value, things[$1.key.index].uri) < ($1.value, things[$0.key.index].uri) }?.key
        let declared = things.indices.filter { things[$0].isScheme }
        guard let scheme = main?.index ?? (declared.count == 1 ? declared[0] : nil) else {
            return ConceptScheme(uri: "", concepts: concepts)
        }
        let titles = things[scheme].labels.sorted { $0.role < $1.role } + things[scheme].titles
        return ConceptScheme(
            uri: things[scheme].uri,
            titles: Dictionary(titles.map { ($0.language, $0.text) }) { first, _ in first },
            concepts: concepts
        )
    }
}

extension Int32 {
    fileprivate var index: Int { Int(self) }
}
