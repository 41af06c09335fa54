import DocumentModel
import Foundation
import GRDB

/// What may be missing from a document, for curators' reports.
package enum Lack: String, Sendable, CaseIterable, Codable {
    case country, sector, topic, licence, year, description, text, title, type

    /// The condition in SQL for a row of `documents`.
    var condition: String {
        if let field = Metadata.Field(rawValue: rawValue) {
            let value = "json_extract(metadata, '$.\(field.jsonName)')"
            return "(\(value) IS NULL OR \(value) = '[]')"
        }
        return """
            EXISTS (
                SELECT 1 FROM files WHERE files.document = documents.id
                    AND (files.status = 'no-text' OR files.reason LIKE '\(FileLedger.noTranscript)%')
            )
            """
    }
}

extension Catalogue {
    /// The number of documents at each stage.
    package func stageCounts() throws -> [String: Int] {
        try counts("SELECT stage, count(*) FROM documents GROUP BY stage")
    }

    /// The number of documents for each audience. Only curators see unpublished documents.
    package func audienceCounts() throws -> [String: Int] {
        try counts(
            "SELECT CASE stage WHEN 'published' THEN visibility ELSE 'curators' END AS audience, count(*) FROM documents GROUP BY audience"
        )
    }

    private func counts(_ sql: String) throws -> [String: Int] {
        try database.read { database in
            try Dictionary(
                uniqueKeysWithValues: Row.fetchAll(database, sql: sql).map { ($0[0] as String, $0[1] as Int) }
            )
        }
    }

    /// The number of documents for each missing field.
    package func lackCounts() throws -> [Lack: Int] {
        try database.read { database in
            try Dictionary(
                uniqueKeysWithValues: Lack.allCases.map { lack in
                    let sql = "SELECT count(*) FROM documents WHERE \(lack.condition)"
                    return (lack, try Int.fetchOne(database, sql: sql) ?? 0)
                }
            )
        }
    }

    /// The documents with a missing field, by source.
    package func documents(lacking lack: Lack) throws -> [(id: String, source: String)] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, source FROM documents WHERE \(lack.condition) ORDER BY source, id"
            ).map { ($0["id"], $0["source"]) }
        }
    }
}
