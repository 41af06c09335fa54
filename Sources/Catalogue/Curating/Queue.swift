import DocumentModel
import Foundation
import GRDB

/// Which documents of the queue are listed.
package struct QueueFilter: Sendable, Equatable {
    package enum Assignee: Sendable, Equatable {
        case anybody, nobody
        case person(String)
    }

    package var stages: Set<Stage> = [.draft, .reviewed]
    package var assignee = Assignee.anybody
    /// Only documents that this person deposited, as in the audit trail.
    package var depositor: String?
    /// Only documents whose file could not be read or has no text.
    package var isFailed = false
    /// Whether the document was sent back; nil: either.
    package var isSentBack: Bool?
    package var newestFirst = false

    package init() {}
}

/// A document in the queue.
package struct QueueEntry: Sendable, Equatable {
    package var id: String
    package var title: String
    package var source: String
    package var format: FileFormat
    package var stage: Stage
    package var visibility: Visibility
    package var added: Date
    package var changed: Date
    /// The number of its last change.
    package var sequence: Int64
    package var curation: CurationState
    package var comments: Int
    /// The outcome of its file, and the reason; nil for records.
    package var fileStatus: FileStatus?
    package var fileReason: String?
}

extension Curation {
    /// The maximum number of documents in one answer.
    package static let mostListed = 200

    /// A part of the queue, oldest first.
    /// - Returns: the documents, and the number of all that match.
    package func queue(_ filter: QueueFilter, offset: Int = 0, limit: Int) throws -> (
        entries: [QueueEntry], total: Int
    ) {
        var conditions = [
            filter.stages.contains(.published)
                ? "documents.stage IN (\(list(filter.stages)))"
                : "documents.stage <> 'published' AND documents.stage IN (\(list(filter.stages)))"
        ]
        var arguments: StatementArguments = []
        switch filter.assignee {
        case .anybody: break
        case .nobody: conditions.append("curation.assignee IS NULL")
        case .person(let name):
            conditions.append("curation.assignee = ?")
            arguments += [name]
        }
        if let depositor = filter.depositor {
            conditions.append("curation.depositor = ?")
            arguments += [depositor]
        }
        if filter.isFailed {
            conditions.append(
                "files.status IN (\(WorkLists.troubles.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
            )
        }
        if let isSentBack = filter.isSentBack {
            conditions.append("curation.sent_back IS \(isSentBack ? "NOT " : "")NULL")
        }
        let tables = """
            FROM documents JOIN changes ON changes.document = documents.id
                LEFT JOIN curation ON curation.document = documents.id
                LEFT JOIN files ON files.root = documents.root AND files.source = documents.source
            WHERE \(conditions.joined(separator: " AND "))
            """
        let order = filter.newestFirst ? "DESC" : "ASC"
        return try catalogue.database.read { database in
            let total = try Int.fetchOne(database, sql: "SELECT count(*) \(tables)", arguments: arguments) ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT documents.id, documents.source, documents.format, documents.stage, documents.visibility,
                        documents.added, documents.changed, json_extract(documents.metadata, '$.title') AS title,
                        changes.sequence, curation.*, files.status, files.reason,
                        (SELECT count(*) FROM comments WHERE comments.document = documents.id) AS comments
                    \(tables) ORDER BY documents.added \(order), documents.id \(order) LIMIT ? OFFSET ?
                    """,
                arguments: arguments + [limit, offset]
            )
            return (rows.map(entry), total)
        }
    }

    private func list(_ stages: Set<Stage>) -> String {
        stages.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    }

    private func entry(_ row: Row) -> QueueEntry {
        let title = (row["title"] as String?) ?? row["source"]
        return QueueEntry(
            id: row["id"],
            title: title,
            source: row["source"],
            format: FileFormat(rawValue: row["format"]) ?? .text,
            stage: Stage(rawValue: row["stage"]) ?? .draft,
            visibility: Visibility(rawValue: row["visibility"]) ?? .curators,
            added: Date(timeIntervalSince1970: row["added"]),
            changed: Date(timeIntervalSince1970: row["changed"]),
            sequence: row["sequence"],
            curation: CurationState(row: row),
            comments: row["comments"],
            fileStatus: (row["status"] as String?).flatMap { FileStatus(rawValue: $0) },
            fileReason: row["reason"]
        )
    }
}
