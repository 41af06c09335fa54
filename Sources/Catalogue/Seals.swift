import Cryptography
import Foundation
import GRDB

/// Sums over the rows of the catalogue's tables.
///
/// SQLite's own check sees pages that are not put together right, but not a letter that has become another: its pages bear no
/// checksums. So a sum over the rows of each table is kept up to date by triggers, in the same transactions. They belong to
/// this program's connections, so that other tools can still write the file; what they change is told like damage.
extension Catalogue {
    /// What migration 8 adds.
    static let sealTable = "CREATE TABLE seals (name TEXT PRIMARY KEY, sum INTEGER NOT NULL) WITHOUT ROWID;"

    /// Makes what the triggers call known to a connection.
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

    /// SQLite's own table of how the tables are made. It has no triggers, and changes only where seals are renewed.
    private static let schema = "sqlite_schema"

    /// The tables whose row numbers are never given twice. SQLite keeps the last number of each in a table that has no triggers
    /// either.
    private static func numberedTables(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name"
        )
    }

    /// The name under which the last number of a table is kept among the sums.
    private static func lastNumber(of table: String) -> String { "\(sequences) \(table)" }

    private static let sequences = "sqlite_sequence"

    /// Makes the triggers of a connection that writes.
    static func addSealTriggers(_ database: Database) throws {
        // So that rows which are replaced are seen to go.
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

    /// The sum over a table as it is.
    private static func sum(of table: String, _ columns: [String], _ database: Database) throws -> Int64 {
        let rows = try Int64.fetchCursor(
            database,
            sql: "SELECT row_seal('\(table)', \(list(columns))) FROM \"\(table)\""
        )
        var sum: Int64 = 0
        while let row = try rows.next() { sum &+= row }
        return sum
    }

    /// What the table of seals should hold, if all is as it should be.
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

    /// Takes the tables as they are: after they were made, or changed by hand.
    static func renewSeals(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM seals")
        for (name, sum) in try sums(database) {
            try database.execute(sql: "INSERT INTO seals (name, sum) VALUES (?, ?)", arguments: [name, sum])
        }
    }

    /// Brings the tables to this program's form, and seals them. A kill between the two leaves no seals: then the next one that
    /// opens the catalogue seals it.
    static func migrate(_ database: DatabasePool) throws {
        if try !database.read(migrator.hasCompletedMigrations) {
            try database.write { if try $0.tableExists("seals") { try $0.execute(sql: "DELETE FROM seals") } }
            try migrator.migrate(database)
        }
        let isSealed = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM seals") ?? 0 > 0 }
        if !isSealed { try database.write(renewSeals) }
    }

    /// Takes the catalogue as it is, whoever changed it.
    package func acceptChanges() throws { try database.write(Self.renewSeals) }

    /// The tables that are not as this program wrote them, sorted.
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
