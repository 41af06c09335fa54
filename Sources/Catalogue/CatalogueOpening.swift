import DocumentModel
import Foundation
import GRDB
import SystemPackage

/// How SQLite opens the catalogue.
extension Catalogue {
    static func open(_ toolbox: Toolbox) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        configuration.prepareDatabase(addSealFunctions)
        // A pool that may write turns WAL on, which writes: what this program may not change is not opened that way.
        if let size = try? toolbox.catalogue.stat().size, size > 0 {
            var looking = Configuration()
            looking.readonly = true
            looking.busyMode = configuration.busyMode
            try checkVersion(of: DatabaseQueue(path: toolbox.catalogue.string, configuration: looking), in: toolbox)
        }
        let database = try DatabasePool(path: toolbox.catalogue.string, configuration: configuration)
        // WAL's usual NORMAL may lose the last transactions at a power cut; what was acknowledged must not be lost. Said
        // to the one connection that writes once it is open: GRDB sets NORMAL itself when it turns WAL on.
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL")
            // Ids and hashes are random, so each document changes pages all over the indexes. The more of them come together in
            // the log, the fewer pages are written back twice.
            try $0.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
        }
        return database
    }

    /// Opens the catalogue of a toolbox that may not be written.
    ///
    /// SQLite wants to make two files beside a catalogue that it opens. Where it cannot, the catalogue is read as a file that
    /// never changes, which is right as long as nothing stands in a log beside it.
    static func openReadOnly(_ toolbox: Toolbox) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(60)
        configuration.prepareDatabase(addSealFunctions)
        let path = toolbox.catalogue.string
        let log = (try? FilePath(path + "-wal").stat())?.size ?? 0
        do {
            let database = try DatabasePool(path: path, configuration: configuration)
            _ = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
            return database
        } catch let error as DatabaseError where log == 0 && StorageTrouble.mayBeReadOnly(error) {
            let allowed = CharacterSet.urlPathAllowed.subtracting(["?", "#", "%"])
            let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
            return try DatabasePool(path: "file:\(escaped)?immutable=1", configuration: configuration)
        } catch let error as DatabaseError where StorageTrouble.mayBeReadOnly(error) {
            throw CatalogueError(
                description: """
                    the toolbox in \(toolbox.folder) is read-only, and its last changes are still in \(path)-wal; open it once \
                    where it is writable
                    """
            )
        }
    }

    /// Throws where a newer program has changed the catalogue's tables: this one would misread it, or spoil it.
    static func checkVersion(of database: some DatabaseReader, in toolbox: Toolbox) throws {
        let unknown = try database.read { database -> [String] in
            guard try migrator.hasBeenSuperseded(database) else { return [] }
            let known = Set(migrator.migrations)
            return try migrator.appliedIdentifiers(database).filter { !known.contains($0) }.sorted()
        }
        guard !unknown.isEmpty else { return }
        throw CatalogueError(
            description: """
                \(toolbox.catalogue) was made by a newer version of vetsearch (format '\(unknown.joined(separator: "', '"))'; this \
                version knows formats up to '\(migrator.migrations.last ?? "")'); nothing was changed. Install the newer version
                """
        )
    }
}

extension StorageTrouble {
    /// Whether SQLite may have failed for want of a place to write to.
    static func mayBeReadOnly(_ error: DatabaseError) -> Bool {
        [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_PERM].contains(error.resultCode)
    }
}
