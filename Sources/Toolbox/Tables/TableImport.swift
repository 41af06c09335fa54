import Catalogue
import DocumentModel
import Encodings

/// Brings back a table of metadata that somebody has edited.
package struct TableImport: Sendable {
    /// How many rows changed something, changed nothing, and were wrong.
    package struct Counts: Sendable {
        package var changed = 0
        package var same = 0
        package var wrong = 0
    }

    /// What became of rows, as it happens.
    package struct Observer {
        /// A sentence about the table.
        var warn: (String) -> Void
        /// A row has changed its document, or would; nil where it makes a new one.
        var changed: (RowChange, CatalogueDocument?) -> Void
        /// A row is wrong.
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
    /// Who does this, for the audit trail.
    let actor: String
    /// Whether nothing is changed.
    let isDryRun: Bool
    /// Whether rows whose id no document has make records.
    let creates: Bool

    package init(_ catalogue: Catalogue, by actor: String, isDryRun: Bool, creates: Bool) {
        (self.catalogue, self.actor, self.isDryRun, self.creates) = (catalogue, actor, isDryRun, creates)
    }

    /// Applies a file's rows; when it returns, the changes are in the index.
    /// - Parameter format: nil: told by the end of the file's name.
    package func run(
        _ path: String,
        _ format: MetadataTable.Format?,
        observer: Observer
    ) async throws -> Counts {
        let presence = try IngestPresence(catalogue, warn: observer.warn)  // records' new originals are on their way
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

    /// What a row has changed; nil where it says what is there already.
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
