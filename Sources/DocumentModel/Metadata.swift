/// What is known of a document, and who said so.
///
/// Values from several sources are laid over each other with ``filled(from:)``: what the more specific source says stays,
/// the next one fills what is left.
package struct Metadata: Sendable, Equatable, Codable {
    package var title: String?
    package var description: String?
    package var creators: [String] = []
    package var keywords: [String] = []
    package var countries: [Country] = []
    package var sectors: [Sector] = []
    package var topics: [Topic] = []
    package var type: ResourceType?
    /// The language that the source claims for the whole document.
    package var language: LanguageTag?
    /// European Qualifications Framework level, 1 to 8.
    package var eqf: Int?
    /// The year of issue.
    package var year: Int?
    /// An SPDX identifier, `CC-BY-4.0`.
    package var licence: String?
    package var partner: String?
    /// Where each present value came from: `file`, `flag`, `vetsearch.yaml in FOLDER`, `FOLDER/metadata.csv row 12`.
    package var origins: [Field: String] = [:]

    /// The names of the values, as `metadata.csv` and `vetsearch.yaml` write them.
    package enum Field: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
        case title, description, creator, keyword, country, sector, topic, type, language, eqf, year, licence, partner
    }

    package init() {}

    /// Whether the value called `field` is there.
    package func has(_ field: Field) -> Bool {
        switch field {
        case .title: title != nil
        case .description: description != nil
        case .creator: !creators.isEmpty
        case .keyword: !keywords.isEmpty
        case .country: !countries.isEmpty
        case .sector: !sectors.isEmpty
        case .topic: !topics.isEmpty
        case .type: type != nil
        case .language: language != nil
        case .eqf: eqf != nil
        case .year: year != nil
        case .licence: licence != nil
        case .partner: partner != nil
        }
    }

    /// This metadata with each value that it lacks taken from `other`, origin and all.
    package func filled(from other: Metadata) -> Metadata {
        var result = self
        for field in Field.allCases where !has(field) && other.has(field) {
            switch field {
            case .title: result.title = other.title
            case .description: result.description = other.description
            case .creator: result.creators = other.creators
            case .keyword: result.keywords = other.keywords
            case .country: result.countries = other.countries
            case .sector: result.sectors = other.sectors
            case .topic: result.topics = other.topics
            case .type: result.type = other.type
            case .language: result.language = other.language
            case .eqf: result.eqf = other.eqf
            case .year: result.year = other.year
            case .licence: result.licence = other.licence
            case .partner: result.partner = other.partner
            }
            result.origins[field] = other.origins[field]
        }
        return result
    }

    /// This metadata with `origin` written on every value that is there.
    package func from(_ origin: String) -> Metadata {
        var result = self
        result.origins = [:]
        for field in Field.allCases where has(field) { result.origins[field] = origin }
        return result
    }
}
