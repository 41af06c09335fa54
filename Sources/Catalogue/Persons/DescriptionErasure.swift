import DocumentModel
import Encodings
import Foundation
import GRDB

/// Replaces a person's names among the creators of documents and in templates' fields: in the current descriptions, in
/// earlier ones, and in what manifests and files said.
struct DescriptionErasure {
    let catalogue: Catalogue
    let names: PersonNames
    let compression: Compression

    /// Changes the documents, each in a transaction of its own.
    /// - Returns: the ids of the documents whose current description was changed.
    func erase(by who: String) throws -> [String] {
        let ids = try catalogue.documentIDs()
        var changed: [String] = []
        for id in ids where try erase(id, by: who) { changed.append(id) }
        return changed
    }

    private func erase(_ id: String, by who: String) throws -> Bool {
        let needsWork = try catalogue.database.read { database in
            try isNamed(in: id, database)
        }
        guard needsWork else { return false }
        var hashes: [String] = []
        let isChanged = try catalogue.writeKeeping { database -> Bool in
            guard let before = try Catalogue.document(id, in: database) else { return false }
            try eraseInFile(of: id, in: database)
            var deposit = before.deposit
            deposit.record = without(deposit.record)
            let creators = without(before.metadata.creators)
            if creators != before.metadata.creators, deposit.record.description.creators.isEmpty {
                deposit.record.description.creators = creators
                deposit.record.description.origins[.creator] = "record"
            }
            var isChanged = false
            if deposit != before.deposit {
                _ = try catalogue.put(id, deposit, before, by: who, compression, in: database)
                isChanged = true
                // A record's earlier versions are its earlier descriptions.
                if before.format == .record {
                    hashes = try Catalogue.hashes(of: id, in: database)
                    try database.execute(
                        sql: """
                            DELETE FROM versions WHERE document = :id
                                AND version < (SELECT version FROM documents WHERE id = :id)
                            """,
                        arguments: ["id": id]
                    )
                }
            }
            try eraseInHistory(of: id, in: database)
            return isChanged
        }
        try catalogue.removeUnreferenced(among: hashes)
        return isChanged
    }

    /// Whether any description of a document, current or earlier, contains a name.
    private func isNamed(in id: String, _ database: Database) throws -> Bool {
        let texts = try String.fetchAll(
            database,
            sql: """
                SELECT metadata || ' ' || record FROM documents WHERE id = :id
                UNION ALL SELECT description FROM files WHERE document = :id
                """,
            arguments: ["id": id]
        )
        if texts.contains(where: { names.replaced(in: $0) != $0 }) { return true }
        for state in try states(of: id, in: database) where try isNamed(in: state.text) { return true }
        for before in try edits(of: id, in: database) where try isNamed(in: before.text) { return true }
        return false
    }

    private func isNamed(in text: String) throws -> Bool { names.replaced(in: text) != text }

    // MARK: Parts of a description

    private func without(_ creators: [String]) -> [String] { creators.map { names.replaced(in: $0) } }

    private func without(_ record: DepositRecord) -> DepositRecord {
        var result = record
        result.description.creators = without(record.description.creators)
        result.fields = record.fields.mapValues { names.replaced(in: $0) }
        return result
    }

    /// What the file and manifests said: the erased name must not come back when the document is described again.
    private func eraseInFile(of id: String, in database: Database) throws {
        let files = try LedgerEntry.fetchAll(database, sql: "SELECT * FROM files WHERE document = ?", arguments: [id])
        for var file in files {
            let creators = without(file.description.creators)
            guard creators != file.description.creators else { continue }
            file.description.creators = creators
            try file.insert(database)
        }
        let stored = try Data.fetchOne(
            database,
            sql: "SELECT content FROM extractions WHERE document = ?",
            arguments: [id]
        )
        guard let stored else { return }
        var extraction = try ExtractedDocument(decoding: compression.decompress([UInt8](stored)))
        let creators = without(extraction.metadata.creators)
        guard creators != extraction.metadata.creators else { return }
        extraction.metadata.creators = creators
        try database.execute(
            sql: "UPDATE extractions SET content = ? WHERE document = ?",
            arguments: [Data(try compression.compress(extraction.encoded())), id]
        )
    }

    private func eraseInHistory(of id: String, in database: Database) throws {
        for (number, text) in try states(of: id, in: database) where try isNamed(in: text) {
            var state = try JSONDecoder().decode(DocumentState.self, from: Data(text.utf8))
            state.record = without(state.record)
            state.metadata.creators = without(state.metadata.creators)
            let json = Array(try Catalogue.json(state).utf8)
            try database.execute(
                sql: "UPDATE history SET state = ? WHERE number = ?",
                arguments: [Data(try compression.compress(json)), number]
            )
        }
        for (edit, text) in try edits(of: id, in: database) where try isNamed(in: text) {
            var before = try JSONDecoder().decode(Deposit.self, from: Data(text.utf8))
            before.record = without(before.record)
            let json = Array(try Catalogue.json(before).utf8)
            try database.execute(
                sql: "UPDATE bulk_edit_documents SET before = ? WHERE edit = ? AND document = ?",
                arguments: [Data(try compression.compress(json)), edit, id]
            )
        }
    }

    private func states(of id: String, in database: Database) throws -> [(number: Int64, text: String)] {
        try Row.fetchAll(database, sql: "SELECT number, state FROM history WHERE document = ?", arguments: [id]).map {
            ($0["number"], try text(of: $0["state"]))
        }
    }

    private func edits(of id: String, in database: Database) throws -> [(edit: String, text: String)] {
        try Row.fetchAll(
            database,
            sql: "SELECT edit, before FROM bulk_edit_documents WHERE document = ?",
            arguments: [id]
        ).map { ($0["edit"], try text(of: $0["before"])) }
    }

    private func text(of stored: DatabaseValue) throws -> String {
        switch stored.storage {
        case .string(let text): return text
        case .blob(let data): return String(decoding: try compression.decompress([UInt8](data)), as: UTF8.self)
        default: return ""
        }
    }
}
