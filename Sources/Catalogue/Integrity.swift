import DocumentModel
import Foundation
import GRDB

/// Whether the catalogue's file is intact.
extension Catalogue {
    /// The problems that SQLite finds in the catalogue, one per line; empty if there are none.
    package func integrityProblems() throws -> [String] {
        do {
            return try database.read(Self.integrityProblems)
        } catch let error as DatabaseError {
            // If it cannot even be checked, that is the problem.
            guard case .damagedCatalogue(let reason) = StorageTrouble(error) else { throw error }
            return [reason]
        }
    }

    /// The maximum number of problems that SQLite reports.
    private static let mostProblems = 20

    static func integrityProblems(_ database: Database) throws -> [String] {
        let found = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(mostProblems))")
        var problems = found == ["ok"] ? [] : found.flatMap { $0.split(separator: "\n").map(String.init) }
        let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        let tables = Dictionary(grouping: orphans) { "\($0["table"] as String) to \($0["parent"] as String)" }
        problems += tables.sorted { $0.key < $1.key }.map {
            "\($0.value.count) rows refer to missing rows (\($0.key))"
        }
        return problems
    }
}
