import DocumentModel
import Encodings
import GRDB

extension Curation {
    /// Moves a document to another stage, through all stages between, in one step that succeeds or fails as a whole. Reviewed
    /// and published documents are not sent back any more.
    package func advance(
        _ id: String,
        to stage: Stage,
        if precondition: Precondition = .present,
        by who: String
    ) throws -> Deposited {
        let compression = try Compression()
        return try catalogue.change(id, if: precondition) { database, before in
            guard var document = before else { throw DepositError.unknown(id) }
            var done = Deposited(
                id: id,
                outcome: .unchanged,
                version: document.version,
                sequence: document.sequence
            )
            for step in document.stage.leads(to: stage) ? [stage] : [.reviewed, stage] {
                var deposit = document.deposit
                deposit.stage = step
                done = try catalogue.put(id, deposit, document, by: who, compression, in: database)
                document = try Catalogue.document(id, in: database) ?? document
            }
            if stage != .draft {
                try database.execute(
                    sql: """
                        UPDATE curation SET sent_back = NULL, sent_back_by = NULL, sent_back_reason = NULL
                        WHERE document = ?
                        """,
                    arguments: [id]
                )
            }
            return done
        }
    }
}
