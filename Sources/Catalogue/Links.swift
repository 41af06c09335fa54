import DocumentModel
import Encodings
import Foundation
import GRDB

/// Links as records: pages elsewhere, described here without a file.
extension Catalogue {
    /// Adds a page elsewhere as a record; ``DepositRecord/link`` is its address, and a title is required. If a document that
    /// the depositor may see has this address already, that one gets what it lacks (`outcome`: duplicate).
    /// - Parameter id: the record's id; nil to derive it from the address.
    package func depositLink(
        _ deposit: Deposit,
        id: String? = nil,
        by who: String,
        rights: DepositRights = .curator
    ) throws -> Deposited {
        guard let link = deposit.record.link, !link.isEmpty else {
            throw DepositError.invalid([.init(field: "link", detail: "is missing; expected an address (https://…)")])
        }
        let compression = try Compression()
        return try writeKeeping { database in
            let holder = try self.documents(withLink: link, in: database)
                .first { try rights.canSee($0, as: who, in: database) }
            if let holder {
                let checked = try validate(deposit, for: id, nil, hasFile: false, in: database)
                return try settle(checked, duplicating: holder, by: who, rights, compression, in: database)
            }
            if let id, try Self.document(id, in: database) != nil {
                throw DepositError.conflict("document '\(id)' already exists")
            }
            let id = try id ?? Self.newID(sha256("link \(link)".utf8), salt: link, in: database)
            var deposit = deposit
            if !rights.scope.covers(deposit.record.description) { deposit.stage = .draft }
            return try put(id, deposit, nil, by: who, compression, in: database)
        }
    }

    /// The documents with an address, first added first.
    private func documents(withLink link: String, in database: Database) throws -> [CatalogueDocument] {
        try String.fetchAll(
            database,
            sql: """
                SELECT id FROM documents WHERE json_extract(record, '$.link') = ? ORDER BY added, id LIMIT 20
                """,
            arguments: [link]
        ).compactMap { try Self.document($0, in: database) }
    }
}
