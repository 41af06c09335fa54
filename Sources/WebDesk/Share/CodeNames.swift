import Concepts
import DocumentModel
import Foundation
import Index
import Localisation
import Synchronization
import Web

/// The codes of a field by their names in all languages of the interface: `Germany`, `Deutschland`, `allemagne` and `DE`
/// are one country. Case, accents and punctuation do not count.
struct CodeNames: Sendable {
    let field: Metadata.Field
    let facet: Facet
    private let codes: [String]
    private let byName: [String: String]

    static let countries = CodeNames(.country, .country, Country.all)
    static let topics = CodeNames(.topic, .topic, Topic.all)
    static let sectors = CodeNames(.sector, .sector, Sector.all)
    static let types = CodeNames(.type, .type, ResourceType.all)
    static let languages = CodeNames(
        .language,
        .language,
        Locale.LanguageCode.isoLanguageCodes.map(\.identifier).filter { $0.utf8.count == 2 }
            .compactMap { LanguageTag($0)?.code }.filter { $0 != "und" }.uniqued().sorted()
    )

    /// Of a field of codes; nil for others.
    static func of(_ field: Metadata.Field) -> CodeNames? {
        switch field {
        case .country: countries
        case .topic: topics
        case .sector: sectors
        case .type: types
        case .language: languages
        default: nil
        }
    }

    private init(_ field: Metadata.Field, _ facet: Facet, _ codes: [String]) {
        (self.field, self.facet, self.codes) = (field, facet, codes)
        var names: [String: String] = [:]
        // English names come first; of a name in two languages, the first counts.
        let languages = ["en"] + PageStrings.all.keys.sorted().filter { $0 != "en" }
        for language in languages {
            let labels = Labels(language: language)
            for code in codes {
                for name in Self.names(labels.label(code, of: facet)) where names[name] == nil { names[name] = code }
            }
        }
        if facet == .language {
            for code in codes {
                let own = PageStrings.english.ownName(ofLanguage: code)
                for name in Self.names(own) where names[name] == nil { names[name] = code }
            }
        }
        if field == .topic {
            // The preferred names first, then other ones.
            let labels = BuiltInThesaurus.scheme.concepts.flatMap { concept in
                concept.labels.compactMap { label in
                    Topic(concept.uri).map { (code: $0.code, text: label.text, isPreferred: label.role == .preferred) }
                }
            }
            for label in labels.filter(\.isPreferred) + labels.filter({ !$0.isPreferred }) {
                for name in Self.names(label.text) where names[name] == nil { names[name] = label.code }
            }
        }
        let aliases: [String: String] =
            switch field {
            case .country: Country.aliases
            case .topic: Topic.aliases
            case .type: ResourceType.aliases
            default: [:]
            }
        for (alias, code) in aliases where names[Self.folded(alias)] == nil { names[Self.folded(alias)] = code }
        byName = names
    }

    /// A label as people may write it: also without what explains it, as in `Myanmar (Burma)`.
    private static func names(_ label: String) -> [String] {
        let short = label.split(separator: "(").first.map(String.init) ?? label
        return [folded(label), folded(short)].filter { !$0.isEmpty }.uniqued()
    }

    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .precomposedStringWithCompatibilityMapping.lowercased()
            .split { !($0.isLetter || $0.isNumber || $0 == ":" || $0 == ".") }.joined(separator: " ")
    }

    /// The code that a text means: a name in the reader's language, in any other language, or the code itself.
    func code(_ text: String, for reader: String) -> String? {
        let name = Self.folded(text)
        if let own = own(reader)[name] ?? byName[name] { return own }
        switch field {
        case .country: return Country(text)?.code
        case .topic: return Topic(text)?.code
        case .sector: return Sector(text)?.written
        case .type: return ResourceType(text)?.code
        case .language:
            // A name that nobody knows is a valid tag, too, so only codes that are in use count.
            let tag = LanguageTag(text)
            let primary = tag?.code.split(separator: "-").first.map(String.init) ?? ""
            return codes.contains(primary) || Self.isThreeLetter(primary) ? tag?.code : nil
        default: return nil
        }
    }

    private static func isThreeLetter(_ code: String) -> Bool {
        code.utf8.count == 3 && Locale.LanguageCode.isoLanguageCodes.contains { $0.identifier == code }
    }

    /// The names in the reader's language.
    private func own(_ language: String) -> [String: String] {
        let labels = Labels(language: language)
        var names: [String: String] = [:]
        for code in codes {
            for name in Self.names(labels.label(code, of: facet)) where names[name] == nil { names[name] = code }
        }
        return names
    }

    /// Up to three codes whose names look most like a text.
    func nearest(to text: String, for reader: String) -> [String] {
        let name = Self.folded(String(text.prefix(100)))
        let own = DocumentModel.nearest(to: name, among: own(reader).map { ($0.key, $0.value) }, beginnings: true)
        return own.isEmpty
            ? DocumentModel.nearest(to: name, among: byName.map { ($0.key, $0.value) }, beginnings: true) : own
    }

    /// All codes with their names in a language, by name.
    func choices(in language: String) -> [(code: String, label: String)] {
        let labels = Labels(language: language)
        let locale = Locale(identifier: language)
        return codes.map { (code: $0, label: labels.label($0, of: facet)) }.filter { $0.code != $0.label }
            .sorted { $0.label.compare($1.label, locale: locale) == .orderedAscending }
    }
}

extension Sequence where Element: Hashable {
    /// Without repetitions.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
