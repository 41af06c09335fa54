import Cryptography
import Foundation
import GRDB

/// Checksums over the rows of the catalogue's tables.
///
/// SQLite's own check finds pages with a wrong structure, but not a changed letter, because its pages have no checksums. So
/// triggers keep a sum over the rows of each table, in the same transactions. The triggers belong to this program's
/// connections, so other tools can still write the file; their changes are reported like damage.
extension Catalogue {
    /// The table that migration 8 adds.
    static let sealTable = "CREATE TABLE seals (name TEXT PRIMARY KEY, sum INTEGER NOT NULL) WITHOUT ROWID;"

    /// Adds the functions that the triggers call to a connection.
    static func addSealFunctions(_ database: Database) {
        database.add(
            function: DatabaseFunction("seal_change", pure: true) { values in
                // The sum before, +1 or -1, then the table and the row.
                guard values.count > 2, let sum = Int64.fromDatabaseValue(values[0]) else { return nil }
                let row = rowSeal(values[2...])
                return values[1] == 1.databaseValue ? sum &+ row : sum &- row
            }
        )
        database.add(function: DatabaseFunction("row_seal", pure: true) { rowSeal($0[...]) })
    }

    /// The first 64 bits of a SHA-256 over some values, each with its type and length.
    private static func rowSeal(_ values: ArraySlice<DatabaseValue>) -> Int64 {
        var digest = SHA256()
        func add(_ type: UInt8, _ bytes: some ContiguousBytes, _ count: Int) {
            withUnsafeBytes(of: type) { digest.update($0) }
            withUnsafeBytes(of: Int64(count).littleEndian) { digest.update($0) }
            bytes.withUnsafeBytes { digest.update($0) }
        }
        for value in values {
            switch value.storage {
            case .null: add(0, [], 0)
            case .int64(let number): add(1, withUnsafeBytes(of: number.littleEndian) { Array($0) }, 8)
            case .double(let number):
                add(2, withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }, 8)
            case .string(let text): add(3, Array(text.utf8), text.utf8.count)
            case .blob(let data): add(4, data, data.count)
            }
        }
        return digest.finalize().prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// The tables that have sums, with their columns.
    private static func sealedTables(_ database: Database) throws -> [(name: String, columns: [String])] {
        let names = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND name NOT IN ('seals', 'grdb_migrations') ORDER BY name
                """
        )
        return try names.map { ($0, try database.columns(in: $0).map(\.name)) }
    }

    private static func list(_ columns: [String], of row: String = "") -> String {
        columns.map { (row.isEmpty ? "" : row + ".") + "\"\($0)\"" }.joined(separator: ", ")
    }

    /// SQLite's own table of table definitions. It has no triggers, and changes only when the seals are renewed.
    private static let schema = "sqlite_schema"

    /// The tables whose row numbers are never reused. SQLite stores the last number of each in a table without triggers.
    private static func numberedTables(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name"
        )
    }

    /// The name under which the last number of a table is stored with the sums.
    private static func lastNumber(of table: String) -> String { "\(sequences) \(table)" }

    private static let sequences = "sqlite_sequence"

    /// Creates the triggers of a connection that writes.
    static func addSealTriggers(_ database: Database) throws {
        // Without this, SQLite does not call the delete trigger for replaced rows.
        try database.execute(sql: "PRAGMA recursive_triggers = ON")
        for table in try numberedTables(database) {
            try database.execute(
                sql: """
                    CREATE TEMP TRIGGER seal_number_\(table) AFTER INSERT ON main."\(table)"
                    BEGIN
                        UPDATE seals SET sum = max(sum, NEW.rowid) WHERE name = '\(lastNumber(of: table))';
                    END
                    """
            )
        }
        for (table, columns) in try sealedTables(database) {
            let (old, new) = (list(columns, of: "OLD"), list(columns, of: "NEW"))
            let gone = "seal_change(sum, -1, '\(table)', \(old))"
            for (event, sum) in [
                ("INSERT", "seal_change(sum, 1, '\(table)', \(new))"), ("DELETE", gone),
                ("UPDATE", "seal_change(\(gone), 1, '\(table)', \(new))"),
            ] {
                try database.execute(
                    sql: """
                        CREATE TEMP TRIGGER seal_\(event.lowercased())_\(table) AFTER \(event) ON main."\(table)"
                        BEGIN UPDATE seals SET sum = \(sum) WHERE name = '\(table)'; END
                        """
                )
            }
        }
    }

    /// The current sum over a table.
    private static func sum(of table: String, _ columns: [String], _ database: Database) throws -> Int64 {
        let rows = try Int64.fetchCursor(
            database,
            sql: "SELECT row_seal('\(table)', \(list(columns))) FROM \"\(table)\""
        )
        var sum: Int64 = 0
        while let row = try rows.next() { sum &+= row }
        return sum
    }

    /// The expected content of the table of seals.
    private static func sums(_ database: Database) throws -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for (table, columns) in try sealedTables(database) { sums[table] = try sum(of: table, columns, database) }
        sums[schema] = try sum(of: schema, ["type", "name", "tbl_name", "sql"], database)
        for table in try numberedTables(database) {
            sums[lastNumber(of: table)] =
                try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
                ?? 0
        }
        return sums
    }

    /// Computes the seals of the current tables: after they were created, or changed by hand.
    static func renewSeals(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM seals")
        for (name, sum) in try sums(database) {
            try database.execute(sql: "INSERT INTO seals (name, sum) VALUES (?, ?)", arguments: [name, sum])
        }
    }

    /// Migrates the tables to this version, and seals them. If the process is killed in between, there are no seals, and the
    /// next process that opens the catalogue creates them.
    static func migrate(_ database: DatabasePool) throws {
        if try !database.read(migrator.hasCompletedMigrations) {
            try database.write { if try $0.tableExists("seals") { try $0.execute(sql: "DELETE FROM seals") } }
            try migrator.migrate(database)
        }
        let isSealed = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM seals") ?? 0 > 0 }
        if !isSealed { try database.write(renewSeals) }
    }

    /// Accepts the current content of the catalogue.
    package func acceptChanges() throws { try database.write(Self.renewSeals) }

    /// The tables that other programs changed, or that are damaged, sorted.
    package func changedTables() throws -> [String] {
        try database.read { database in
            let expected = try Row.fetchAll(database, sql: "SELECT name, sum FROM seals")
                .reduce(into: [String: Int64]()) { $0[$1["name"]] = $1["sum"] }
            let found = try Self.sums(database)
            let changed = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }
            return Set(changed.map { $0.hasPrefix(Self.sequences) ? Self.sequences : $0 }).sorted()
        }
    }
}
