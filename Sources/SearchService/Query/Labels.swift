import DocumentModel
import Foundation

/// Names of codes in a reader's language. ICU, in Foundation, knows countries and languages.
struct Labels: Sendable {
    private let locale: Locale

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
        code == "EU" ? "European Union" : locale.localizedString(forRegionCode: code) ?? code
    }

    func language(_ code: String) -> String {
        code == "und" ? "Unknown" : locale.localizedString(forLanguageCode: code) ?? code
    }
}
