import DocumentModel
import Encodings
import Foundation
import GRDB
import Synchronization
import SystemPackage
import Templates

/// An error of the catalogue itself, with a message for the user at the terminal.
package struct CatalogueError: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// The permanent contents of a toolbox: SQLite and the original files. The index is derived from it.
///
/// A change is one transaction and gets the next number of a sequence. When a call returns, the change is on disk.
package final class Catalogue: Sendable {
    package let toolbox: Toolbox
    package let originals: Originals
    /// Whether other users could read the toolbox when it was opened.
    package let exposure: ToolboxExposure
    let templateFolder: TemplateFolder
    /// Whether the toolbox cannot be written to. It can be read all the same.
    package let isReadOnly: Bool
    let database: DatabasePool
    /// The originals added by the current transaction.
    let fresh = Mutex<[String]>([])

    /// Opens the toolbox's catalogue.
    /// - Parameter creating: whether to create the toolbox if it does not exist.
    /// - Throws: ``CatalogueError`` if there is no toolbox, or if its catalogue is missing, empty, damaged, that of
    ///   another toolbox, or written by a newer version. Nothing is changed then.
    package init(_ toolbox: Toolbox, creating: Bool) throws {
        try Self.checkPresence(in: toolbox, creating: creating)
        self.toolbox = toolbox
        isReadOnly = toolbox.exists && !toolbox.isWritable
        templateFolder = TemplateFolder(toolbox.templates)
        let isNew = !FileManager.default.fileExists(atPath: toolbox.folder.string)
        if !isReadOnly {
            try FileManager.default.createDirectory(atPath: toolbox.folder.string, withIntermediateDirectories: true)
        }
        let found = toolbox.makePrivate()
        exposure = isNew ? .none : found
        // One process at a time: several may create the same toolbox at once.
        let folder = try FileDescriptor.open(toolbox.folder, .readOnly, options: [.directory, .closeOnExec])
        defer { try? folder.close() }  // also releases the lock
        guard flock(folder.rawValue, LOCK_EX) == 0 else { throw Errno(rawValue: errno) }
        try Self.checkPresence(in: toolbox, creating: creating)
        originals = try Originals(folder: toolbox.originals, creating: !isReadOnly)
        do {
            database = try isReadOnly ? Self.openReadOnly(toolbox) : Self.open(toolbox)
            if isReadOnly { try Self.checkVersion(of: database, in: toolbox) }
            if !isReadOnly {
                try Self.migrate(database)
                try database.writeWithoutTransaction(Self.addSealTriggers)
            } else if try !database.read(Self.migrator.hasCompletedMigrations) {
                throw CatalogueError(
                    description: """
                        the toolbox in \(toolbox.folder) was made by an earlier version and is read-only; open it once where it \
                        is writable
                        """
                )
            }
            try checkMark()
        } catch let error as DatabaseError {
            guard let trouble = StorageTrouble(error) else { throw error }
            throw CatalogueError(description: "\(toolbox.folder): \(trouble)")
        }
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: documents, files, changes") { database in
            try database.execute(
                sql: """
                    CREATE TABLE documents (
                        id TEXT PRIMARY KEY,
                        source TEXT NOT NULL,
                        root TEXT NOT NULL,
                        hash TEXT NOT NULL,
                        size INTEGER NOT NULL,
                        format TEXT NOT NULL,
                        metadata TEXT NOT NULL,      -- JSON, see Metadata
                        version INTEGER NOT NULL,
                        added REAL NOT NULL,         -- seconds since 1970
                        changed REAL NOT NULL
                    ) WITHOUT ROWID;
                    CREATE UNIQUE INDEX documents_by_hash ON documents (hash);
                    CREATE TABLE versions (          -- every content that a document ever had
                        document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                        version INTEGER NOT NULL,
                        hash TEXT NOT NULL,
                        size INTEGER NOT NULL,
                        format TEXT NOT NULL,
                        added REAL NOT NULL,
                        PRIMARY KEY (document, version)
                    ) WITHOUT ROWID;
                    CREATE TABLE extractions (       -- what extraction found in the newest version
                        document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
                        content BLOB NOT NULL        -- zstd of ExtractedDocument.encoded()
                    );
                    CREATE TABLE files (             -- every file ever met, and what became of it
                        root TEXT NOT NULL,
                        source TEXT NOT NULL,
                        size INTEGER NOT NULL,
                        modified INTEGER NOT NULL,   -- nanoseconds since 1970
                        hash TEXT,
                        document TEXT REFERENCES documents (id) ON DELETE SET NULL,
                        status TEXT NOT NULL,
                        reason TEXT,
                        description TEXT NOT NULL,   -- JSON of what curators said
                        extractor INTEGER NOT NULL,
                        PRIMARY KEY (root, source)
                    ) WITHOUT ROWID;
                    CREATE INDEX files_by_hash ON files (hash);
                    CREATE INDEX files_by_document ON files (document);
                    CREATE TABLE changes (           -- the last change to each document, removed ones too
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        document TEXT NOT NULL UNIQUE
                    );
                    """
            )
        }
        migrator.registerMigration("2: vocabularies") { try $0.execute(sql: Thesauri.tables) }
        migrator.registerMigration("3: records, access, audit") { try $0.execute(sql: depositTables) }
        migrator.registerMigration("4: videos with transcripts") { try $0.execute(sql: mediaBundleTables) }
        migrator.registerMigration("5: what kept documents from the index") { try $0.execute(sql: IndexTroubles.table) }
        migrator.registerMigration("6: searches that found nothing, by day") {
            try $0.execute(sql: zeroResultsByDayIndex)
        }
        migrator.registerMigration("7: the toolbox's id") { try $0.execute(sql: toolboxTable) }
        migrator.registerMigration("8: seals") { try $0.execute(sql: sealTable) }
        migrator.registerMigration("9: originals in use, harvests in order") { try $0.execute(sql: lookUps) }
        migrator.registerMigration("10: accounts, curating, fingerprints, uploads") { database in
            for tables in [accountTables, curatingTables, Fingerprints.tables, Uploads.tables] {
                try database.execute(sql: tables)
            }
        }
        return migrator
    }

    // MARK: What else the toolbox stores

    package var files: FileLedger { FileLedger(catalogue: self) }
    package var thesauri: Thesauri { Thesauri(database: database) }
    package var tokens: TokenStore { TokenStore(database: database) }
    package var accounts: AccountStore { AccountStore(database: database) }
    package var sessions: SessionStore { SessionStore(database: database) }
    package var audit: AuditTrail { AuditTrail(database: database) }
    package var queryLog: QueryLog { QueryLog(database: database) }
    package var indexTroubles: IndexTroubles { IndexTroubles(database: database) }
    package var harvest: HarvestLog { HarvestLog(database: database) }

    // MARK: Documents

    /// The document with this id.
    package func document(_ id: String) throws -> CatalogueDocument? {
        try database.read { try Self.document(id, in: $0) }
    }

    /// The document with this id, if this audience may see it.
    package func document(_ id: String, seenBy audience: Visibility) throws -> CatalogueDocument? {
        try document(id).flatMap { $0.audience <= audience ? $0 : nil }
    }

    /// What extraction returned for a document's newest version.
    package func extraction(of id: String, using compression: Compression) throws -> ExtractedDocument? {
        let content = try database.read {
            try Data.fetchOne($0, sql: "SELECT content FROM extractions WHERE document = ?", arguments: [id])
        }
        return try content.map { try ExtractedDocument(decoding: compression.decompress([UInt8]($0))) }
    }

    /// The complete searchable text of a document: first that of its record, then that of its file. Nil if the latter is
    /// lost.
    package func content(of document: CatalogueDocument, using compression: Compression) throws -> ExtractedDocument? {
        guard var content = try extraction(of: document.id, using: compression) else { return nil }
        content.sections = recordSections(of: document) + content.sections
        return content
    }

    private func recordSections(of document: CatalogueDocument) -> [Section] {
        let record = document.record
        var sections: [Section] = []
        if let text = record.text, !text.isEmpty { sections.append(Section(locator: .text(line: 1), text: text)) }
        if let template = template(of: record) {
            sections += template.passages(of: record.fields).map {
                Section(locator: .heading(path: [$0.heading], anchor: nil), text: $0.text)
            }
        }
        return sections
    }

    /// The template of a record.
    func template(of record: DepositRecord) -> Template? {
        (record.template ?? record.description.type?.code).flatMap { templates[$0] }
    }

    /// The number of the newest change; 0 in an empty toolbox.
    package func lastSequence() throws -> Int64 {
        try database.read {
            try Int64.fetchOne($0, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'changes'") ?? 0
        }
    }

    /// Up to `limit` changes after a number, oldest first.
    package func changes(after sequence: Int64, limit: Int) throws -> [Change] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT sequence, document FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit]
            ).map { Change(sequence: $0["sequence"], document: $0["document"]) }
        }
    }

    /// The number of documents that have changed after a number, without those that were removed.
    package func changedDocuments(after sequence: Int64) throws -> Int {
        try database.read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT changes.document) FROM changes JOIN documents ON documents.id = changes.document
                    WHERE changes.sequence > ?
                    """,
                arguments: [sequence]
            ) ?? 0
        }
    }

    /// Every document's id, sorted.
    package func documentIDs() throws -> [String] {
        try database.read { try String.fetchAll($0, sql: "SELECT id FROM documents ORDER BY id") }
    }

    /// The hashes of all originals of current and older versions of documents.
    package func referencedHashes() throws -> Set<String> {
        try database.read(Self.referencedHashes)
    }

    static func referencedHashes(_ database: Database) throws -> Set<String> {
        try Set(
            String.fetchAll(
                database,
                sql: """
                    SELECT hash FROM versions
                    UNION SELECT parts.hash FROM parts JOIN versions ON versions.hash = parts.whole
                    """
            )
        )
    }

    /// The sources of the documents that have an original in their current or an earlier version.
    package func sources(ofOriginal hash: String) throws -> [String] {
        try database.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT documents.source FROM documents JOIN versions ON versions.document = documents.id
                    WHERE versions.hash = :hash OR versions.hash IN (SELECT whole FROM parts WHERE hash = :hash)
                    ORDER BY documents.source
                    """,
                arguments: ["hash": hash]
            )
        }
    }

    package func documentCount() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM documents") ?? 0 }
    }

    // MARK: Rows

    static func document(_ id: String, in database: Database) throws -> CatalogueDocument? {
        try CatalogueDocument.fetchOne(
            database,
            sql: """
                SELECT documents.*, changes.sequence,
                    EXISTS (SELECT 1 FROM documents AS other WHERE other.translation_of = documents.id) AS is_translated
                FROM documents JOIN changes ON changes.document = documents.id
                WHERE documents.id = ?
                """,
            arguments: [id]
        )
    }
}
