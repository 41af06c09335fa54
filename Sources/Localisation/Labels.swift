import DocumentModel
import Foundation
import Index
import Synchronization

/// Names of codes in a reader's language. ICU, in Foundation, knows countries and languages.
package struct Labels {
    private let locale: Locale
    private let strings: PageStrings
    private let reader: [LanguageTag]
    private let topicName: (String, [LanguageTag]) -> String?
    /// What was asked before: a search names every language and country that it found.
    private static let known = Mutex<[Key: String]>([:])
    private static let mostKnown = 50_000

    private struct Key: Hashable {
        var locale: String
        var isCountry: Bool
        var code: String
    }

    /// - Parameters:
    ///   - language: BCP 47, the reader's.
    ///   - topicName: what a topic is called for who reads some languages; nil where it is of the built-in list, or of none.
    package init(language: String, topicName: @escaping (String, [LanguageTag]) -> String? = { _, _ in nil }) {
        locale = Locale(identifier: language)
        strings = PageStrings.of(language)
        reader = LanguageTag(language).map { [$0] } ?? []
        self.topicName = topicName
    }

    package func label(_ value: String, of facet: Facet) -> String {
        switch facet.naming {
        case .countries: country(value)
        case .languages: self.language(value)
        case .thesauri: topic(value)
        case .texts: strings.label(of: value, in: facet)
        case .none: value
        }
    }

    /// As thesauri write them, but with a capital, as names in a list have one.
    private func topic(_ code: String) -> String {
        guard let name = topicName(code, reader) else {
            return strings.label(of: code, in: .topic)
        }
        return name.prefix(1).uppercased(with: locale) + name.dropFirst()
    }

    package func country(_ code: String) -> String {
        name(code, isCountry: true) { locale.localizedString(forRegionCode: code) }
    }

    package func language(_ code: String) -> String {
        code == "und"
            ? strings.unknownLanguage : name(code, isCountry: false) { locale.localizedString(forLanguageCode: code) }
    }

    private func name(_ code: String, isCountry: Bool, _ find: () -> String?) -> String {
        let key = Key(locale: locale.identifier, isCountry: isCountry, code: code)
        if let known = Self.known.withLock({ $0[key] }) { return known }
        let name = find() ?? code
        Self.known.withLock { known in
            if known.count >= Self.mostKnown { known = [:] }
            known[key] = name
        }
        return name
    }
}
