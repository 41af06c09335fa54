import DocumentModel

/// The data shown for a document without reading it: a value in the index (``IndexLayout/Slot/card``).
package struct HitSummary: Sendable, Equatable {
    package var id: String
    /// BCP 47; `und` if unknown.
    package var language: String
    package var title: String

    /// The maximum length of a shown title, in characters and in bytes: a character may have any number of marks.
    private static let longestTitle = 300
    private static let longestTitleBytes = 2000

    package init(_ document: StoredDocument) {
        (id, language) = (document.id, document.languages[0].code)
        title = String(document.title.prefix(Self.longestTitle)).beginning(bytes: Self.longestTitleBytes)
    }

    /// The value as stored in the index.
    package var value: String { [id, language, title].joined(separator: String(IndexLayout.joiner)) }

    init?(_ value: String) {
        let parts = value.split(separator: IndexLayout.joiner, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        (id, language, title) = (String(parts[0]), String(parts[1]), String(parts[2]))
    }
}

extension IndexReader {
    /// The summary of a document; nil if it has none.
    package func card(of docid: UInt32) throws -> HitSummary? {
        HitSummary(try value(IndexLayout.Slot.card, of: docid))
    }
}
