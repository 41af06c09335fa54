import DocumentModel
import Index

/// What lists and heads of pages show of a document, as the index holds it.
package struct DocumentSummary: Sendable, Equatable {
    package var id: String
    package var title: String
    /// The path below the folder that was ingested.
    package var source: String
    /// The main one; undetermined where nobody knows.
    package var language: LanguageTag
    package var type: ResourceType
    package var format: FileFormat
    /// Codes, like sectors and topics; labels are looked up by them.
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
