/// The metadata of a document, and where each value came from.
///
/// Values from several sources are combined with ``filled(from:)``: the value of the more specific source is kept, the
/// next source provides those that are missing.
package struct Metadata: Sendable, Equatable, Codable {
    package var title: String?
    package var description: String?
    package var creators: [String] = []
    package var keywords: [String] = []
    package var countries: [Country] = []
    package var sectors: [Sector] = []
    package var topics: [Topic] = []
    package var type: ResourceType?
    /// The language that the source declares for the whole document.
    package var language: LanguageTag?
    /// European Qualifications Framework level, 1 to 8.
    package var eqf: Int?
    /// The year of issue.
    package var year: Int?
    /// An SPDX identifier, such as `CC-BY-4.0`.
    package var licence: String?
    package var partner: String?
    /// The origin of each value: `file`, `flag`, `vetsearch.yaml in FOLDER`, `FOLDER/metadata.csv row 12`.
    package var origins: [Field: String] = [:]

    /// The names of the fields, as in `metadata.csv` and `vetsearch.yaml`; ``entry`` has everything else about each.
    package enum Field: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
        case title, description, creator, keyword, country, sector, topic, type, language, eqf, year, licence, partner
    }

    package init() {}

    /// This metadata with each missing value taken from `other`, including its origin.
    package func filled(from other: Metadata) -> Metadata {
        var result = self
        for field in Field.allCases where !has(field) && other.has(field) {
            result.take(field, from: other)
        }
        return result
    }

    /// This metadata with `origin` as the origin of every value.
    package func from(_ origin: String) -> Metadata {
        var result = self
        result.origins = [:]
        for field in Field.allCases where has(field) { result.origins[field] = origin }
        return result
    }
}
