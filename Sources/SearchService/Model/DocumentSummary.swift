import DocumentModel
import Index

/// The data of a document that lists and page headers show, from the index.
package struct DocumentSummary: Sendable, Equatable {
    package var id: String
    package var title: String
    /// The path relative to the ingested folder.
    package var source: String
    /// The main language; undetermined if unknown.
    package var language: LanguageTag
    package var type: ResourceType
    package var format: FileFormat
    /// Codes, like sectors and topics; used to look up labels.
    package var countries: [String]
    package var sectors: [String]
    package var topics: [String]
    package var year: Int?
    package var partner: String?
    package var description: String?
    /// The document's own page elsewhere.
    package var link: String?

    package init(_ document: StoredDocument) {
        id = document.id
        title = document.title
        source = document.source
        language = document.languages[0]
        type = document.type
        format = document.format
        (countries, sectors, topics) = (document.countries, document.sectors, document.topics)
        (year, partner) = (document.year, document.partner)
        (description, link) = (document.description, document.link)
    }
}
