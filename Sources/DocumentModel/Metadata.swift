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

    /// The names of the values, as `metadata.csv` and `vetsearch.yaml` write them; ``entry`` has all else about each.
    package enum Field: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
        case title, description, creator, keyword, country, sector, topic, type, language, eqf, year, licence, partner
    }

    package init() {}

    /// This metadata with each value that it lacks taken from `other`, origin and all.
    package func filled(from other: Metadata) -> Metadata {
        var result = self
        for field in Field.allCases where !has(field) && other.has(field) {
            result.take(field, from: other)
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
