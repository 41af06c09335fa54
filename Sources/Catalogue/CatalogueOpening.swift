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
        // A writable pool turns WAL on, which writes to the file, so a read-only catalogue is opened in another way.
        if let size = try? toolbox.catalogue.stat().size, size > 0 {
            var looking = Configuration()
            looking.readonly = true
            looking.busyMode = configuration.busyMode
            try checkVersion(of: DatabaseQueue(path: toolbox.catalogue.string, configuration: looking), in: toolbox)
        }
        let database = try DatabasePool(path: toolbox.catalogue.string, configuration: configuration)
        // NORMAL, the usual setting with WAL, can lose the last transactions in a power failure, but acknowledged changes
        // must not be lost. It is set on the writer's connection after opening, because GRDB sets NORMAL itself when it
        // turns WAL on.
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL")
            // Ids and hashes are random, so each document changes pages all over the indexes. The more changes are
            // collected in the log, the fewer pages are written back twice.
            try $0.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
            // Deleted rows are overwritten, because they may contain names of persons.
            try $0.execute(sql: "PRAGMA secure_delete = ON")
        }
        return database
    }

    /// Opens the catalogue of a toolbox that cannot be written to.
    ///
    /// SQLite creates two files beside a catalogue that it opens. If it cannot, the catalogue is opened as an immutable
    /// file, which is correct as long as there is no log with content beside it.
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

    /// Throws if a newer version has changed the catalogue's tables: this version could misread or corrupt them.
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
    /// Whether SQLite may have failed because it cannot write.
    static func mayBeReadOnly(_ error: DatabaseError) -> Bool {
        [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_PERM].contains(error.resultCode)
    }
}
