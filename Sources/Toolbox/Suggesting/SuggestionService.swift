import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import SearchService

/// What a form for a document can offer: values for its description, and documents that it may be a copy of.
package struct DocumentSuggestions: Sendable {
    package var document: String
    /// Field by field, the most certain first; without values that the document has.
    package var suggestions: [ValueSuggestion]
    package var related: RelatedDocuments.Found
    /// What second deposits of the same file said; only for those who may change the document.
    package var proposals: [Proposal] = []
}

/// Suggestions and related documents for the documents of a toolbox. Safe for use by any thread; a call blocks its thread.
package final class SuggestionService: Sendable {
    private let catalogue: Catalogue
    private let engine: SearchEngine
    private let suggester: Suggester

    /// - Parameter engine: for the concepts of the thesauri and the languages of documents.
    package init(_ catalogue: Catalogue, _ engine: SearchEngine) throws {
        (self.catalogue, self.engine) = (catalogue, engine)
        suggester = try Suggester(concepts: engine.sharedConcepts)
    }

    /// The related documents of a toolbox, with the languages that searches know.
    package var related: RelatedDocuments {
        RelatedDocuments(catalogue) { [engine, catalogue, suggester] document in
            // The index may not have it yet.
            if let known = try? engine.document(document.id)?.languages.first, !known.isUndetermined { return known }
            return try catalogue.content(of: document, using: Compression()).flatMap {
                suggester.language(of: $0, source: document.source)
            }
        }
    }

    /// The suggestions for a document; nil if there is none with this id.
    /// - Parameter audience: related documents are only those that it may see. Whether it may see this document is for the
    ///   caller to check, because depositors may see their own drafts.
    package func suggestions(for id: String, seenBy audience: Visibility) throws -> DocumentSuggestions? {
        guard let document = try catalogue.document(id) else { return nil }
        let compression = try Compression()
        let content =
            try catalogue.content(of: document, using: compression) ?? ExtractedDocument(format: document.format)
        let all = try suggester.suggestions(
            for: content,
            source: document.source,
            language: document.metadata.language.flatMap { $0.isUndetermined ? nil : $0 }
        )
        return DocumentSuggestions(
            document: id,
            suggestions: all.filter { !document.metadata.contains($0.value, in: $0.field) },
            related: try related.related(to: document, seenBy: audience),
            proposals: audience == .curators ? try catalogue.proposals(for: id) : []
        )
    }
}

extension Catalogue {
    /// Whether somebody has deposited a document.
    /// - Parameter who: the name in the audit trail; never empty.
    package func deposited(_ id: String, by who: String) throws -> Bool {
        guard !who.isEmpty else { return false }
        // The first entry of a document is its deposit, unless it was removed and added again.
        return try audit.entries(document: id, limit: 1000).contains { $0.action == .added && $0.who == who }
    }
}

extension Metadata {
    /// Whether a value is one of the field's.
    fileprivate func contains(_ value: String, in field: Field) -> Bool { shown(field).contains(value) }
}
