/// What hits can be counted and limited by.
package enum Facet: String, Sendable, CaseIterable {
    case country, sector, topic, type, language, year

    /// The order in which pages show facets.
    package static let shown: [Facet] = [.country, .topic, .type, .sector, .language, .year]

    package var slot: UInt32 {
        switch self {
        case .country: IndexLayout.Slot.country
        case .sector: IndexLayout.Slot.sector
        case .topic: IndexLayout.Slot.topic
        case .type: IndexLayout.Slot.type
        case .language: IndexLayout.Slot.language
        case .year: IndexLayout.Slot.year
        }
    }

    package static func fourDigits(_ year: Int) -> String {
        let text = String(max(0, min(9999, year)))
        return String(repeating: "0", count: 4 - text.count) + text
    }
}
