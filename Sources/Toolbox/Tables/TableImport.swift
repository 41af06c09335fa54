import Catalogue
import DocumentModel
import Encodings

/// Imports an edited table of metadata.
package struct TableImport: Sendable {
    /// The number of rows that changed something, changed nothing, and were invalid.
    package struct Counts: Sendable {
        package var changed = 0
        package var same = 0
        package var wrong = 0
    }

    /// Observes the import row by row.
    package struct Observer {
        /// Called with a message about the table.
        var warn: (String) -> Void
        /// Called when a row has changed its document, or would change it; the document is nil if it is new.
        var changed: (RowChange, CatalogueDocument?) -> Void
        /// Called when a row is invalid.
        var refused: (MetadataTable.Row, DepositError) -> Void

        package init(
            warn: @escaping (String) -> Void,
            changed: @escaping (RowChange, CatalogueDocument?) -> Void,
            refused: @escaping (MetadataTable.Row, DepositError) -> Void
        ) {
            (self.warn, self.changed, self.refused) = (warn, changed, refused)
        }
    }

    let catalogue: Catalogue
    /// The actor for the audit trail.
    let actor: String
    /// Whether this is a dry run.
    let isDryRun: Bool
    /// Whether rows with an unknown id create records.
    let creates: Bool

    package init(_ catalogue: Catalogue, by actor: String, isDryRun: Bool, creates: Bool) {
        (self.catalogue, self.actor, self.isDryRun, self.creates) = (catalogue, actor, isDryRun, creates)
    }

    /// Applies a file's rows; when it returns, the changes are in the index.
    /// - Parameter format: nil: detected from the file's extension.
    package func run(
        _ path: String,
        _ format: MetadataTable.Format?,
        observer: Observer
    ) async throws -> Counts {
        let presence = try IngestPresence(catalogue, warn: observer.warn)  // protects the new originals of records
        defer { withExtendedLifetime(presence) {} }
        let (rows, problems) = try MetadataTable.read(
            path,
            format ?? (path.lowercased().hasSuffix("l") ? .jsonl : .csv)
        )
        for problem in problems { observer.warn("warning: \(problem)") }
        var counts = Counts(wrong: problems.count)
        for row in rows {
            do {
                let document = try catalogue.document(row.id)
                if let change = try apply(row, to: document) {
                    counts.changed += 1
                    observer.changed(change, document)
                } else {
                    counts.same += 1
                }
            } catch let error as DepositError {
                counts.wrong += 1
                observer.refused(row, error)
            }
        }
        if !isDryRun, counts.changed > 0 { try await IndexFollower.catchUp(with: catalogue) }
        return counts
    }

    /// Applies a row. Returns its changes; nil if there are none.
    private func apply(_ row: MetadataTable.Row, to document: CatalogueDocument?) throws -> RowChange? {
        guard document != nil || creates else { throw DepositError.unknown(row.id) }
        let change = try RowChange(row, document)
        guard !change.members.isEmpty || document == nil else { return nil }
        if isDryRun {
            try catalogue.rehearse(row.id) { try $0.apply(change.patch) }
        } else if document == nil {
            var deposit = Deposit()
            try deposit.apply(change.patch)
            _ = try catalogue.put(row.id, deposit, if: .absent, by: actor)
        } else {
            _ = try catalogue.describe(row.id, by: actor) { try $0.apply(change.patch) }
        }
        return change
    }
}
