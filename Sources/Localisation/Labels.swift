import DocumentModel
import Foundation
import Index
import Synchronization

/// Names of codes in a reader's language. Those of countries and languages come from ICU, through Foundation.
package struct Labels {
    private let locale: Locale
    private let strings: PageStrings
    private let reader: [LanguageTag]
    private let topicName: (String, [LanguageTag]) -> String?
    /// A cache: a search names every language and country in its results.
    private static let cache = Mutex<[Key: String]>([:])
    private static let cacheLimit = 50_000

    private struct Key: Hashable {
        var locale: String
        var isCountry: Bool
        var code: String
    }

    /// - Parameters:
    ///   - language: the reader's language, BCP 47.
    ///   - topicName: returns the name of a topic for readers of some languages; nil if it is a built-in topic or
    ///     unknown.
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
        case .texts, .formats: strings.label(of: value, in: facet)
        case .none: value
        }
    }

    /// As in thesauri, but capitalised for lists.
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
        if let name = Self.cache.withLock({ $0[key] }) { return name }
        let name = find() ?? code
        Self.cache.withLock { cache in
            if cache.count >= Self.cacheLimit { cache = [:] }
            cache[key] = name
        }
        return name
    }
}
