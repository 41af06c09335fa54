import Concepts
import DocumentModel
import Foundation
import GRDB

/// A document with concepts of a thesaurus as topics.
package struct TopicUse: Sendable, Equatable, Codable {
    package var id: String
    package var source: String
    /// The URIs, sorted.
    package var topics: [String]
}

extension Thesauri {
    /// The topics given by URI that are in no thesaurus, active or not.
    package func unknownTopics(among topics: [Topic]) throws -> [Topic] {
        try database.read { try Self.unknownTopics(among: topics, in: $0) }
    }

    static func unknownTopics(among topics: [Topic], in database: Database) throws -> [Topic] {
        try topics.filter { topic in
            guard topic.isConcept, !builtInURIs.contains(topic.code) else { return false }
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM concepts WHERE uri = ?)"
            return try Bool.fetchOne(database, sql: sql, arguments: [topic.code]) ?? true
        }
    }

    private static let builtInURIs = Set(BuiltInThesaurus.scheme.concepts.map(\.uri))

    /// The documents with any of these concepts, by source.
    static func documents(onConcepts uris: Set<String>, in database: Database) throws -> [TopicUse] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT documents.id, source, topic.value AS topic FROM documents, json_each(documents.metadata, '$.topics') AS topic
                WHERE topic.value LIKE '%:%' ORDER BY source, documents.id, topic.value
                """
        )
        var uses: [TopicUse] = []
        while let row = try rows.next() {
            let (id, topic) = (row["id"] as String, row["topic"] as String)
            guard uris.contains(topic) else { continue }
            if uses.last?.id == id {
                uses[uses.count - 1].topics.append(topic)
            } else {
                uses.append(TopicUse(id: id, source: row["source"], topics: [topic]))
            }
        }
        return uses
    }

    /// The documents with concepts that are in no thesaurus, by source.
    package func documentsOnUnknownTopics() throws -> [TopicUse] {
        try database.read { database in
            let used = try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT topic.value FROM documents, json_each(documents.metadata, '$.topics') AS topic
                    WHERE topic.value LIKE '%:%'
                    """
            )
            let unknown = try Self.unknownTopics(among: used.compactMap { Topic($0) }, in: database)
            return try Self.documents(onConcepts: Set(unknown.map(\.code)), in: database)
        }
    }

    /// The number of documents with topics of each thesaurus, by its name.
    package func documentCounts() throws -> [String: Int] {
        try database.read { database in
            var counts = try Dictionary(
                uniqueKeysWithValues: Row.fetchAll(
                    database,
                    sql: """
                        SELECT name, (
                            SELECT count(DISTINCT documents.id) FROM documents
                            CROSS JOIN json_each(documents.metadata, '$.topics') AS topic
                            CROSS JOIN concepts ON vocabulary = vocabularies.id AND uri = topic.value
                        ) FROM vocabularies
                        """
                ).map { ($0[0] as String, $0[1] as Int) }
            )
            let rows = try Row.fetchCursor(
                database,
                sql:
                    "SELECT documents.id, topic.value FROM documents, json_each(documents.metadata, '$.topics') AS topic"
            )
            var onBuiltIn: Set<String> = []
            while let row = try rows.next() {
                let code = row[1] as String
                if !code.contains(":") || Self.builtInURIs.contains(code) { onBuiltIn.insert(row[0]) }
            }
            counts[BuiltInThesaurus.name] = onBuiltIn.count
            return counts
        }
    }
}
