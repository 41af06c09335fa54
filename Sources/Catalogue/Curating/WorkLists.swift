import DocumentModel
import Foundation
import GRDB

/// What helps with a file that could not be read, or not completely.
package enum Remedy: String, Sendable, Codable, CaseIterable {
    /// It is encrypted: remove its password.
    case removePassword = "remove-password"
    /// It has no text, such as a scan: recognise its text.
    case recogniseText = "recognise-text"
    /// Its format cannot be read: convert it.
    case convert
    /// It is damaged, or reading it took too much memory or time: repair or simplify it.
    case repair
    /// A video or a sound without words: add a transcript.
    case addTranscript = "add-transcript"

    /// The remedy for the outcome of a file; nil if none is needed.
    package init?(_ status: FileStatus, reason: String?) {
        switch status {
        case .encrypted: self = .removePassword
        case .noText: self = .recogniseText
        case .unsupported: self = .convert
        case .failed: self = .repair
        default:
            guard reason?.hasPrefix(FileLedger.noTranscript) == true else { return nil }
            self = .addTranscript
        }
    }
}

/// A file that could not be read, or that has no text.
package struct TroubledFile: Sendable, Equatable {
    /// The path relative to the ingested folder, or `ID/NAME` for a deposited file.
    package var source: String
    package var document: String?
    package var status: FileStatus
    package var reason: String
    package var remedy: Remedy
    package var size: Int64
}

/// A document in a work list.
package struct LackingDocument: Sendable, Equatable {
    package var id: String
    package var source: String
    package var title: String?
    package var stage: Stage
}

/// Lists of what curators could work on, page by page.
package struct WorkLists: Sendable {
    let catalogue: Catalogue

    /// The maximum number of entries in one answer.
    package static let mostListed = 200
    /// The maximum number of different searches without results in the list.
    package static let mostSearches = 1_000

    /// The outcomes of files that need somebody's attention.
    package static let troubles: [FileStatus] = [.noText, .encrypted, .unsupported, .failed]

    /// Documents with a missing value, by source.
    package func documents(lacking lack: Lack, offset: Int, limit: Int) throws -> (
        entries: [LackingDocument], total: Int
    ) {
        let condition = lack.condition
        return try catalogue.database.read { database in
            let total = try Int.fetchOne(database, sql: "SELECT count(*) FROM documents WHERE \(condition)") ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, source, stage, json_extract(metadata, '$.title') AS title FROM documents
                    WHERE \(condition) ORDER BY source, id LIMIT ? OFFSET ?
                    """,
                arguments: [limit, offset]
            )
            return (
                rows.map { row in
                    LackingDocument(
                        id: row["id"],
                        source: row["source"],
                        title: row["title"],
                        stage: Stage(rawValue: row["stage"]) ?? .draft
                    )
                }, total
            )
        }
    }

    /// The number of files with each outcome that needs attention.
    package func fileCounts() throws -> [FileStatus: Int] {
        try catalogue.database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT status, count(*) AS count FROM files WHERE \(Self.isTroubled) GROUP BY status"
            ).reduce(into: [:]) { counts, row in
                if let status = FileStatus(rawValue: row["status"]) { counts[status] = row["count"] }
            }
        }
    }

    /// Files with an outcome that needs attention, by source. Uploads that failed are in ``FailedDeposits``.
    package func files(_ status: FileStatus?, offset: Int, limit: Int) throws -> (
        entries: [TroubledFile], total: Int
    ) {
        let condition = Self.isTroubled + (status.map { " AND status = '\($0.rawValue)'" } ?? "")
        return try catalogue.database.read { database in
            let total = try Int.fetchOne(database, sql: "SELECT count(*) FROM files WHERE \(condition)") ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT source, document, status, reason, size FROM files WHERE \(condition)
                    ORDER BY source, root LIMIT ? OFFSET ?
                    """,
                arguments: [limit, offset]
            )
            return (
                rows.map { row in
                    let status = FileStatus(rawValue: row["status"]) ?? .failed
                    let reason = (row["reason"] as String?) ?? ""
                    return TroubledFile(
                        source: row["source"],
                        document: row["document"],
                        status: status,
                        reason: reason,
                        remedy: Remedy(status, reason: reason) ?? .repair,
                        size: row["size"]
                    )
                }, total
            )
        }
    }

    /// Files whose document was removed on purpose need nothing.
    private static let isTroubled =
        "NOT removed AND status IN (\(troubles.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
}

extension Catalogue {
    package var curation: Curation { Curation(catalogue: self) }
    package var workLists: WorkLists { WorkLists(catalogue: self) }
}
