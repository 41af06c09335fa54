import DocumentModel
import Foundation
import Synchronization

/// Names of codes in a reader's language. ICU, in Foundation, knows countries and languages.
struct Labels: Sendable {
    private let locale: Locale
    /// What was asked before: a search names every language and country that it found.
    private static let known = Mutex<[Key: String]>([:])
    private static let mostKnown = 50_000

    private struct Key: Hashable {
        var locale: String
        var isCountry: Bool
        var code: String
    }

    /// - Parameter language: BCP 47, the reader's.
    init(language: String) { locale = Locale(identifier: language) }

    func label(_ value: String, of facet: Facet) -> String {
        switch facet {
        case .country: country(value)
        case .language: self.language(value)
        case .sector: Sector.labels[value] ?? value
        case .topic: Topic.labels[value] ?? value
        case .type: ResourceType.labels[value] ?? value
        case .year: value
        }
    }

    func country(_ code: String) -> String {
        code == "EU" ? "European Union" : name(code, isCountry: true) { locale.localizedString(forRegionCode: code) }
    }

    func language(_ code: String) -> String {
        code == "und" ? "Unknown" : name(code, isCountry: false) { locale.localizedString(forLanguageCode: code) }
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
