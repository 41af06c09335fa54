import DocumentModel
import Encodings
import Foundation
import GRDB
import SystemPackage

/// Files that people are sending. Each is a row and a file that grows, so that an upload continues after a broken
/// connection and after a restart of the service: the size of the file is how much has arrived.
package struct Uploads: Sendable {
    let catalogue: Catalogue

    /// The maximum number of files that are chosen together.
    package static let mostInBatch = 500
    /// The maximum number of files of one person that are not finished.
    package static let mostOpen = 1_000
    /// The maximum size of all files of one person that are not finished, in bytes.
    package static let mostBytes: Int64 = 32 << 30
    /// How long an unfinished file is kept after its last bytes, in seconds.
    package static let life: TimeInterval = 86_400
    /// How long the outcome of a file is kept, in seconds.
    package static let resultLife: TimeInterval = 7 * 86_400
    private static let longestFolder = 500

    /// Migration 10.
    ///
    /// SQLite stores these texts including the comments, so they must not be changed.
    static let tables = """
        CREATE TABLE uploads (               -- files that people are sending; the bytes are in the folder uploads
            id TEXT PRIMARY KEY,
            owner TEXT NOT NULL,             -- as in the audit trail
            batch TEXT NOT NULL,             -- files that were chosen together
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            folder TEXT NOT NULL,
            size INTEGER NOT NULL,           -- as announced
            modified INTEGER NOT NULL,       -- milliseconds since 1970
            changed REAL NOT NULL,           -- seconds since 1970
            media_of TEXT,                   -- the upload of the video that it belongs to
            replaces TEXT,                   -- the document whose file it replaces
            members TEXT NOT NULL,           -- JSON: the description that came with it
            result TEXT                      -- JSON of UploadResult; NULL until it was read
        ) WITHOUT ROWID;
        CREATE INDEX uploads_by_owner ON uploads (owner, batch, position);
        CREATE INDEX uploads_by_time ON uploads (changed);
        """

    private var folder: FilePath { catalogue.toolbox.uploads }

    /// The path of the bytes of an upload.
    package func path(of id: String) -> FilePath { folder.appending(id) }

    // MARK: Beginning

    /// Begins to receive files that were chosen together. A file with the same name, size and date of change that the
    /// person has begun to send before continues instead; it joins the new batch.
    /// - Parameters:
    ///   - homes: for each file the index of the video that it belongs to.
    ///   - members: the description of all of them.
    ///   - document: the draft whose file it replaces; then there must be one file only, with its transcripts.
    package func begin(
        _ files: [AnnouncedFile],
        homes: [Int?],
        members: [String: JSONValue] = [:],
        replacing document: String? = nil,
        maximumSize: Int64,
        by owner: String
    ) throws -> [FileUpload] {
        guard (1...Self.mostInBatch).contains(files.count) else { throw UploadError.count }
        if let large = files.first(where: { !(0...maximumSize).contains($0.size) }) {
            throw UploadError.tooLarge(name: large.name, limit: maximumSize)
        }
        try clean()
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let batch = NeutralID.random()
        return try catalogue.database.write { database in
            var earlier = Dictionary(
                grouping: try Self.rows("owner = ? AND result IS NULL", [owner], in: database),
                by: { AnnouncedFile(name: $0.name, folder: $0.folder, size: $0.size, modified: $0.modified) }
            )
            let ids = files.map { earlier[$0]?.popLast()?.id ?? NeutralID.random() }
            let now = Date().timeIntervalSince1970
            for (position, (file, id)) in zip(files, ids).enumerated() {
                try database.execute(sql: "DELETE FROM uploads WHERE id = ?", arguments: [id])
                try database.execute(
                    sql: "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                    arguments: [
                        id, owner, batch, position, file.name, String(file.folder.suffix(Self.longestFolder)),
                        file.size, file.modified, now, homes[position].map { ids[$0] }, document,
                        try Catalogue.json(members),
                    ]
                )
            }
            let open = try Row.fetchOne(
                database,
                sql: "SELECT count(*) AS count, total(size) AS size FROM uploads WHERE owner = ? AND result IS NULL",
                arguments: [owner]
            )
            // Thrown inside the transaction, so nothing of it stays.
            if open?["count"] ?? 0 > Self.mostOpen { throw UploadError.tooMany(limit: Self.mostOpen) }
            if open?["size"] ?? 0.0 > Double(Self.mostBytes) { throw UploadError.tooMuch(limit: Self.mostBytes) }
            return try Self.rows("owner = ? AND batch = ?", [owner, batch], in: database)
        }
    }

    // MARK: Reading

    /// The upload with this id, if it is this person's.
    package func find(_ id: String, of owner: String) throws -> FileUpload? {
        try catalogue.database.read { try Self.rows("id = ? AND owner = ?", [id, owner], in: $0).first }
    }

    /// Files that were chosen together, in their order.
    package func batch(_ batch: String, of owner: String) throws -> [FileUpload] {
        try catalogue.database.read { try Self.rows("owner = ? AND batch = ?", [owner, batch], in: $0) }
    }

    /// The files of a person that are not finished.
    package func open(of owner: String) throws -> [FileUpload] {
        try catalogue.database.read { try Self.rows("owner = ? AND result IS NULL", [owner], in: $0) }
    }

    private static func rows(_ condition: String, _ arguments: StatementArguments, in database: Database) throws
        -> [FileUpload]
    {
        try FileUpload.fetchAll(
            database,
            sql: "SELECT * FROM uploads WHERE \(condition) ORDER BY batch, position, id",
            arguments: arguments
        )
    }

    /// How many bytes of a file have arrived.
    package func offset(of id: String) -> Int64 {
        var status = stat()
        return stat(path(of: id).string, &status) == 0 ? Int64(status.st_size) : 0
    }

    // MARK: Bytes

    /// Appends bytes. One caller at a time.
    /// - Parameter offset: the number of bytes before them.
    package func append(_ bytes: some ContiguousBytes, at offset: Int64, to upload: FileUpload) throws {
        let present = self.offset(of: upload.id)
        guard present == offset else { throw UploadError.wrongOffset(present) }
        let count = bytes.withUnsafeBytes { Int64($0.count) }
        guard offset + count <= upload.size else { throw UploadError.overflow }
        do {
            let file = try FileDescriptor.open(
                path(of: upload.id),
                .writeOnly,
                options: [.create, .append, .closeOnExec],
                permissions: .ownerReadWrite
            )
            try file.closeAfter { _ = try bytes.withUnsafeBytes { try file.writeAll($0) } }
        } catch let error as Errno {
            throw StorageTrouble(writing: error) ?? .failing("\(error)")
        }
    }

    /// Makes a copy that has arrived at once the bytes of an upload.
    package func adopt(_ staged: StagedOriginal, as id: String) throws {
        try Originals.synchronise(staged.path)
        guard rename(staged.path.string, path(of: id).string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Waits until the bytes are on disk, and notes that something has happened.
    package func settle(_ id: String) throws {
        if FileManager.default.fileExists(atPath: path(of: id).string) { try Originals.synchronise(path(of: id)) }
        try catalogue.database.write { database in
            try database.execute(
                sql: "UPDATE uploads SET changed = ? WHERE id = ?",
                arguments: [Date().timeIntervalSince1970, id]
            )
        }
    }

    /// A complete file as a copy for the store; the upload keeps its bytes until ``finish(_:_:)``.
    package func stage(_ upload: FileUpload) throws -> StagedOriginal {
        if upload.size == 0 { return try catalogue.originals.stage(bytes: []) }
        let source = try FileDescriptor.open(path(of: upload.id), .readOnly, options: .closeOnExec)
        return try source.closeAfter { try catalogue.originals.stage(source) }
    }

    // MARK: Ends

    /// Records what became of a file, and deletes its bytes.
    package func finish(_ id: String, _ result: UploadResult) throws {
        let json = try Catalogue.json(result)
        try catalogue.database.write { database in
            try database.execute(
                sql: "UPDATE uploads SET result = ?, changed = ? WHERE id = ?",
                arguments: [json, Date().timeIntervalSince1970, id]
            )
        }
        try? FileManager.default.removeItem(atPath: path(of: id).string)
    }

    /// Forgets an upload and its bytes.
    package func cancel(_ id: String) throws {
        try catalogue.database.write { try $0.execute(sql: "DELETE FROM uploads WHERE id = ?", arguments: [id]) }
        try? FileManager.default.removeItem(atPath: path(of: id).string)
    }

    /// Deletes what was abandoned, and outcomes that are too old.
    package func clean(now: Date = Date()) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        let kept = try catalogue.database.write { database -> Set<String> in
            try database.execute(
                sql: "DELETE FROM uploads WHERE changed < CASE WHEN result IS NULL THEN ? ELSE ? END",
                arguments: [
                    now.timeIntervalSince1970 - Self.life, now.timeIntervalSince1970 - Self.resultLife,
                ]
            )
            return try String.fetchSet(database, sql: "SELECT id FROM uploads WHERE result IS NULL")
        }
        // The list of files comes first, so that the file of a new row is not taken for a stray.
        for name in names where !kept.contains(name) {
            try? FileManager.default.removeItem(atPath: path(of: name).string)
        }
    }
}

extension Toolbox {
    /// Files that people are sending.
    package var uploads: FilePath { folder.appending("uploads") }
}

extension Catalogue {
    package var uploads: Uploads { Uploads(catalogue: self) }
}
