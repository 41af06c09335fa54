import ArgumentParser
import Index
import SearchService

/// The filters of a search: one option for each facet.
struct FilterOptions: ParsableArguments {
    @Option(help: "Only documents in this language. May be repeated.", transform: value(.language))
    var language: [FacetOption] = []
    @Option(help: "Only documents of this country (IT, DE …, EU). May be repeated.", transform: value(.country))
    var country: [FacetOption] = []
    @Option(help: "Only documents of this NACE section. May be repeated.", transform: value(.sector))
    var sector: [FacetOption] = []
    @Option(help: "Only documents on this topic. May be repeated.", transform: value(.topic))
    var topic: [FacetOption] = []
    @Option(help: "Only documents of this type. May be repeated.", transform: value(.type))
    var type: [FacetOption] = []
    @Option(help: "Only documents of this year or range: 2023, 2019..2023. May be repeated.", transform: value(.year))
    var year: [FacetOption] = []

    @Option(
        help: "Only documents from this partner, as named in --facets. May be repeated.",
        transform: value(.partner)
    )
    var partner: [FacetOption] = []
    @Option(help: "Only documents in this file format (pdf, epub, docx …). May be repeated.", transform: value(.format))
    var format: [FacetOption] = []

    var filters: SearchFilters {
        let options = language + country + sector + topic + type + year + partner + format
        return options.reduce(into: SearchFilters()) { $0[$1.facet].append($1.code) }
    }
}

/// A value of a facet, given as an option.
struct FacetOption {
    var facet: Facet
    var code: String
}

/// Parses a value of a facet; an invalid one is a usage error that says what was expected.
private func value(_ facet: Facet) -> @Sendable (String) throws -> FacetOption {
    { text in
        guard let code = facet.code(text) else { throw ValidationError(facet.complaint(text)) }
        return FacetOption(facet: facet, code: code)
    }
}
