import DocumentModel
import Encodings
import Foundation
import GRDB
import SystemPackage

/// What an erasure did.
package struct Erasure: Sendable, Codable {
    /// The id that now stands in place of the name.
    package var neutralID: String
    /// The number of replaced values, by table and column.
    package var replaced: [String: Int]
    /// Documents whose creators and fields were changed.
    package var documents: [String]
    /// Whether the index must be rebuilt, because old descriptions may be left in it.
    package var mustReindex: Bool
    /// Where the name may still be, and what to do about it; empty if nowhere in the toolbox.
    package var left: [String]
    /// What this erasure cannot reach.
    package var notes: [String]
}

extension Persons {
    /// Columns with words and numbers of the program, or ids: nothing in them is a name.
    private static let plainColumns: Set<String> = [
        "id", "hash", "document", "whole", "action", "status", "kind", "role", "format", "visibility", "stage", "edit",
        "translation_of", "language", "day", "code", "version",
    ]
    /// What documents are described with, and where files are: see `content`.
    private static let contentColumns: Set<String> = [
        "documents.source", "documents.root", "documents.metadata", "documents.record", "files.source", "files.root",
        "files.description", "files.companion_of", "history.state", "bulk_edit_documents.before",
    ]
    /// Tables without anything about persons.
    private static let plainTables: Set<String> = [
        "seals", "grdb_migrations", "vocabularies", "vocabulary_state", "concepts", "concept_labels", "concept_links",
        "changes", "extractions", "parts", "versions", "tombstones", "toolbox",
    ]

    /// Replaces a person's name and e-mail address by a neutral id: in the account, in the audit trail, wherever somebody
    /// is named as author, and in comments and reasons. Then no byte of it is left in the catalogue and its log, apart
    /// from what is returned in `left`.
    /// - Parameters:
    ///   - inDocuments: whether the name is also replaced among creators and in templates' fields. Titles and texts are
    ///     content and stay.
    ///   - who: who erases it.
    package func erase(_ person: String, inDocuments: Bool, by who: String) throws -> Erasure {
        let compression = try Compression()
        let (names, accountID, count) = try catalogue.database.read { database -> (PersonNames, String?, Int) in
            let identity = try Self.identity(person, in: database)
            let neutral = identity.accountID ?? "person-" + NeutralID.random()
            let names = PersonNames(neutral: neutral, texts: identity.texts)
            let documents = try Self.documents(naming: names, in: database)
            return (names, identity.accountID, identity.actors.count + documents.count)
        }
        let eraser = names.neutralActor(who)
        var erasure = Erasure(
            neutralID: names.neutral,
            replaced: [:],
            documents: [],
            mustReindex: false,
            left: [],
            notes: [
                "Backups that were made before still contain the name: delete them, or make new ones.",
                "The content of documents was not changed; search for the name to find documents that mention it.",
            ]
        )
        if inDocuments, count > 0 {
            let editor = DescriptionErasure(catalogue: catalogue, names: names, compression: compression)
            erasure.documents = try editor.erase(by: eraser)
            erasure.mustReindex = !erasure.documents.isEmpty
        }
        erasure.replaced = try catalogue.database.write { database in
            if let accountID { try Self.closeAccount(accountID, in: database) }
            let replaced = try Self.replaceAll(names, in: database)
            let details: [String: JSONValue] = [
                "person": .string(names.neutral), "values": .integer(replaced.values.reduce(0, +)),
            ]
            try AuditTrail.note(.erased, nil, by: eraser, details, in: database)
            return replaced
        }
        erasure.left = try rewriteFile() + leftovers(names, inDocuments: inDocuments)
        return erasure
    }

    /// Replaces the names in all tables.
    private static func replaceAll(_ names: PersonNames, in database: Database) throws -> [String: Int] {
        let function = DatabaseFunction("without_name", argumentCount: 2, pure: true) { values in
            guard let text = String.fromDatabaseValue(values[0]) else { return values[0] }
            let isActor = values[1] == 1.databaseValue
            return isActor ? names.neutralActor(text) : try names.replaced(inColumn: text)
        }
        database.add(function: function)
        defer { database.remove(function: function) }
        let tables = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY name
                """
        )
        var replaced: [String: Int] = [:]
        // A search is deleted: its words in part would be another search.
        try database.execute(sql: "DELETE FROM misses WHERE without_name(text, 0) IS NOT text")
        if database.changesCount > 0 { replaced["misses.text"] = database.changesCount }
        for table in tables where !plainTables.contains(table) {
            for column in try database.columns(in: table).map(\.name) {
                let name = "\(table).\(column)"
                guard !plainColumns.contains(column), !contentColumns.contains(name) else { continue }
                let isActor =
                    name == "tokens.name" || actorColumns.contains { $0.table == table && $0.column == column }
                let new = "without_name(\"\(column)\", \(isActor ? 1 : 0))"
                // Texts only: blobs are not names.
                try database.execute(
                    sql: """
                        UPDATE OR REPLACE "\(table)" SET "\(column)" = \(new)
                        WHERE typeof("\(column)") = 'text' AND \(new) IS NOT "\(column)"
                        """
                )
                if database.changesCount > 0 { replaced[name] = database.changesCount }
            }
        }
        return replaced
    }

    /// Ends the sessions of an account and takes its names, so that nobody can sign in with it.
    private static func closeAccount(_ id: String, in database: Database) throws {
        let columns = try Set(database.columns(in: "accounts").map(\.name))
        for (column, value) in [
            ("name", ":id"), ("email", ":id"), ("password", "NULL"), ("issuer", "NULL"), ("subject", "NULL"),
            ("language", "NULL"), ("signed_in", "NULL"), ("disabled", "1"),
        ] where columns.contains(column) {
            try database.execute(
                sql: "UPDATE accounts SET \(column) = \(value) WHERE id = :id",
                arguments: StatementArguments(["id": id])
            )
        }
        let tables = try String.fetchAll(database, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        for table in ["sessions", "account_links"] where tables.contains(table) {
            guard try database.columns(in: table).contains(where: { $0.name == "account" }) else { continue }
            try database.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [id])
        }
    }

    /// Rewrites the catalogue's file without free space, and empties its log.
    /// - Returns: what could not be done.
    private func rewriteFile() throws -> [String] {
        let name = catalogue.toolbox.catalogue.lastComponent?.string ?? "catalogue.sqlite"
        return try catalogue.database.barrierWriteWithoutTransaction { database in
            do {
                // Free pages, and free space in pages, may contain what was deleted in earlier times.
                try database.execute(sql: "VACUUM")
                try database.checkpoint(.truncate)
                return []
            } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
                return [
                    "\(name)-wal: another process is reading the catalogue, so its log could not be emptied; erase again when it has ended"
                ]
            }
        }
    }

    /// The names and addresses of a person, which an erasure replaces.
    package func names(of person: String) throws -> [String] {
        try catalogue.database.read { try Self.identity(person, in: $0).texts }
    }

    /// Where names still are, after they were erased and the index was rebuilt.
    package func remains(of names: [String], inDocuments: Bool) throws -> [String] {
        try leftovers(PersonNames(neutral: "", texts: names), inDocuments: inDocuments)
    }

    /// Where the names still are.
    private func leftovers(_ names: PersonNames, inDocuments: Bool) throws -> [String] {
        var left: [String] = []
        let documents = try catalogue.database.read { try Self.documents(naming: names, in: $0) }
        if !documents.isEmpty {
            let list = documents.prefix(20).joined(separator: ", ") + (documents.count > 20 ? ", …" : "")
            let hint = inDocuments ? "in titles and texts, which are content" : "as creator, or in titles and texts"
            left.append("descriptions of \(documents.count) documents (\(hint)): \(list)")
        }
        let paths = try catalogue.database.read { try Self.paths(naming: names, in: $0) }
        if let first = paths.first {
            left.append(
                "paths of \(paths.count) files, such as \(first): rename the folder or file and ingest it again"
            )
        }
        let patterns = names.patterns
        guard !patterns.isEmpty else { return left }
        let folder = catalogue.toolbox.folder.string
        let files = FileManager.default.enumerator(atPath: folder)
        while let path = files?.nextObject() as? String {
            if path == "originals" || path == "pictures" {
                files?.skipDescendants()
            } else if PersonNames.contains(folder + "/" + path, patterns) {
                let what = path.hasPrefix("index/") ? "; 'vetsearch reindex' rebuilds the index" : ""
                left.append("\(path): its bytes contain the name, perhaps inside another word\(what)")
            }
        }
        return left
    }
}
