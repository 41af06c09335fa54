import DocumentModel
import Foundation
import GRDB

/// Whether the catalogue's file is whole.
extension Catalogue {
    /// What SQLite finds wrong with the catalogue, each in a line; nothing where it is whole.
    package func integrityProblems() throws -> [String] {
        do {
            return try database.read(Self.integrityProblems)
        } catch let error as DatabaseError {
            // Where it cannot even be looked at, that is what is wrong with it.
            guard case .damagedCatalogue(let reason) = StorageTrouble(error) else { throw error }
            return [reason]
        }
    }

    /// The most problems that SQLite is asked for.
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
