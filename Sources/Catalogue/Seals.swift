import Crypto
import Foundation
import GRDB

/// Sums over the rows of the catalogue's tables.
///
/// SQLite's own check sees pages that are not put together right, but not a letter that has become another: its pages bear no
/// checksums. So a sum over the rows of each table is kept up to date by triggers, in the same transactions. They belong to
/// this program's connections, so that other tools can still write the file; what they change is told like damage.
extension Catalogue {
    /// What migration 6 adds.
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
            digest.update(data: [type])
            withUnsafeBytes(of: Int64(count).littleEndian) { digest.update(bufferPointer: $0) }
            bytes.withUnsafeBytes { digest.update(bufferPointer: $0) }
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

    /// Makes the triggers of a connection that writes.
    static func addSealTriggers(_ database: Database) throws {
        // So that rows which are replaced are seen to go.
        try database.execute(sql: "PRAGMA recursive_triggers = ON")
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

    /// Takes the tables as they are: after they were made, or changed by hand.
    static func renewSeals(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM seals")
        for (table, columns) in try sealedTables(database) {
            try database.execute(
                sql: "INSERT INTO seals (name, sum) VALUES (?, ?)",
                arguments: [table, try sum(of: table, columns, database)]
            )
        }
    }

    /// Takes the catalogue as it is, whoever changed it.
    public func acceptChanges() throws { try database.write(Self.renewSeals) }

    /// The tables whose rows are not as this program wrote them, sorted.
    public func changedTables() throws -> [String] {
        try database.read { database in
            let sums = try Row.fetchAll(database, sql: "SELECT name, sum FROM seals")
                .reduce(into: [String: Int64]()) { $0[$1["name"]] = $1["sum"] }
            return try Self.sealedTables(database).filter { table, columns in
                try sums[table] != Self.sum(of: table, columns, database)
            }.map(\.name)
        }
    }
}
