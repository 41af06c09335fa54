import Catalogue
import DocumentModel
import Encodings
import Exchange
import Foundation
import Index
import Localisation
import SearchService
import Web

/// The facts about a document, apart from its text.
struct AboutContext {
    var facts: [NamedFact]
    var translations: [LinkContext]
    var hasTranslations: Bool
    var versions: [LinkContext]
    var hasVersions: Bool
    var citation: String
    var bibTeX: String
    var permalink: String

    struct NamedFact {
        var factName: String
        var factValue: String
    }

    init(_ about: ReadingView.About, _ document: StoredDocument, link: SearchLink, strings: PageStrings) {
        let metadata = about.metadata
        let labels = FacetLabels([:], strings: strings)
        let named =
            Metadata.Field.facts.map { field in
                let values = metadata.shown(field)
                let shown =
                    if let facet = Facet.named(field.rawValue) {
                        Set(values).sorted().map { labels[facet, $0] }
                    } else if case .integer(let number) = metadata.value(of: field) {
                        [strings.number(number)]
                    } else {
                        values
                    }
                return (strings.name(of: field), shown.joined(separator: field.entry.separator))
            } + [(strings.text("field.file"), document.source)]
        facts = named.filter { !$0.1.isEmpty }
            .map { NamedFact(factName: $0.0, factValue: PageText.shortened($0.1, to: 600)) }
        translations = about.translations.map {
            LinkContext(
                linkHref: link.reading($0.id, at: nil),
                linkText: strings.ownName(ofLanguage: $0.language),
                linkLanguage: PageText.languageAttribute(of: $0.language)
            )
        }
        hasTranslations = !translations.isEmpty
        let base = DocumentLink.file(document.id, at: nil)
        versions =
            about.versions.count < 2
            ? []
            : about.versions.reversed().map { version in
                let day = version.added.formatted(
                    .dateTime.day().month().year().locale(strings.locale)
                )
                let name = strings.message("versionNumber", ["number": .number(version.version)])
                return LinkContext(
                    linkHref: "\(base)?version=\(version.version)",
                    linkText: "\(name), \(day)",
                    linkLanguage: strings.language
                )
            }
        hasVersions = !versions.isEmpty
        let citation = Citation(
            authors: metadata.creators,
            title: document.title,
            year: document.year,
            publisher: metadata.partner,
            kind: labels[.type, document.type.code],
            language: document.languages[0].isUndetermined ? nil : document.languages[0].code,
            id: document.id,
            address: about.address.hasPrefix("/") ? nil : about.address
        )
        (self.citation, bibTeX, permalink) = (citation.line, citation.bibTeX, about.address)
    }
}
