import DocumentModel
import Foundation
import GRDB

/// A new document. Its row is always created here.
struct NewDocument: PersistableRecord {
    static let databaseTableName = "documents"

    var id: String
    /// The path relative to `root`.
    var source: String
    var root: String
    /// The hash of its original.
    var hash: String
    /// In bytes.
    var size: Int64
    var format: FileFormat
    var metadata: Metadata
    /// Seconds since 1970.
    var added: Double
    /// Its description, apart from its file.
    var deposit = Deposit()

    func encode(to container: inout PersistenceContainer) throws {
        container["id"] = id
        container["source"] = source
        container["root"] = root
        container["hash"] = hash
        container["size"] = size
        container["format"] = format.rawValue
        container["metadata"] = try Catalogue.json(metadata)
        container["version"] = 1
        container["added"] = added
        container["changed"] = added
        container["record"] = try Catalogue.json(deposit.record)
        container["visibility"] = deposit.visibility.rawValue
        container["stage"] = deposit.stage.rawValue
        container["translation_of"] = deposit.translationOf
    }
}

/// A row of `documents` with the number of its last change, as ``Catalogue/document(_:in:)`` selects it.
extension CatalogueDocument: FetchableRecord {
    package init(row: Row) throws {
        self.init(
            id: row["id"],
            source: row["source"],
            hash: row["hash"],
            size: row["size"],
            format: FileFormat(rawValue: row["format"]) ?? .text,
            metadata: try JSONDecoder().decode(Metadata.self, from: Data((row["metadata"] as String).utf8)),
            version: row["version"],
            added: Date(timeIntervalSince1970: row["added"]),
            changed: Date(timeIntervalSince1970: row["changed"]),
            sequence: row["sequence"],
            record: try JSONDecoder().decode(DepositRecord.self, from: Data((row["record"] as String).utf8)),
            visibility: Visibility(rawValue: row["visibility"]) ?? .curators,
            stage: Stage(rawValue: row["stage"]) ?? .draft,
            translationOf: row["translation_of"],
            isTranslated: row["is_translated"]
        )
    }
}

/// A row of `files`. Inserting it replaces the earlier entry of the file.
extension LedgerEntry: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "files"
    package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

    package init(row: Row) throws {
        self.init(
            root: row["root"],
            source: row["source"],
            size: row["size"],
            modifiedNanoseconds: row["modified"],
            hash: row["hash"],
            document: row["document"],
            status: FileStatus(rawValue: row["status"]) ?? .failed,
            reason: row["reason"],
            description: try JSONDecoder().decode(Metadata.self, from: Data((row["description"] as String).utf8)),
            extractor: row["extractor"],
            isRemoved: row["removed"],
            companionOf: row["companion_of"]
        )
    }

    package func encode(to container: inout PersistenceContainer) throws {
        container["root"] = root
        container["source"] = source
        container["size"] = size
        container["modified"] = modifiedNanoseconds
        container["hash"] = hash
        container["document"] = document
        container["status"] = status.rawValue
        container["reason"] = reason
        container["description"] = try Catalogue.json(description)
        container["extractor"] = extractor
        container["removed"] = isRemoved
        container["companion_of"] = companionOf
    }
}
