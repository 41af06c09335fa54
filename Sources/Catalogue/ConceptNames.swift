import DocumentModel
import GRDB

extension Thesauri {
    /// The imported concepts with a name, in any language and in any case of letters A to Z; at most three URIs, preferred
    /// names first.
    package func topics(named name: String) throws -> [String] {
        guard !name.isEmpty, name.utf8.count <= 500 else { return [] }
        return try database.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT concepts.uri FROM concept_labels JOIN concepts ON concepts.id = concept_labels.concept
                    WHERE concept_labels.text = ? COLLATE NOCASE GROUP BY concepts.uri
                    ORDER BY min(concept_labels.role), concepts.uri LIMIT 3
                    """,
                arguments: [name]
            )
        }
    }
}
