import DocumentModel
import Encodings
import Foundation
import GRDB

/// A complete description of a document at some time.
package struct DocumentState: Sendable, Equatable, Codable {
    /// What deposits and descriptions said.
    package var record: DepositRecord
    /// The metadata as it was shown: the record's values, with missing ones from manifests and from the file.
    package var metadata: Metadata
    package var visibility: Visibility
    package var stage: Stage
    package var translationOf: String?

    init(_ document: CatalogueDocument) {
        (record, metadata) = (document.record, document.metadata)
        (visibility, stage, translationOf) = (document.visibility, document.stage, document.translationOf)
    }

    init(record: DepositRecord, metadata: Metadata, like document: CatalogueDocument) {
        self.init(document)
        (self.record, self.metadata) = (record, metadata)
    }

    /// The values by field: the names of JSON members, `fields.NAME` for a template's fields. Without empty ones.
    package var values: [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for field in Metadata.Field.allCases where metadata.has(field) {
            values[field.jsonName] = metadata.value(of: field)
        }
        values["template"] = record.template.map { .string($0) }
        values["text"] = record.text.map { .string($0) }
        values["link"] = record.link.map { .string($0) }
        values["translationOf"] = translationOf.map { .string($0) }
        values["visibility"] = .string(visibility.rawValue)
        values["stage"] = .string(stage.rawValue)
        for (name, value) in record.fields { values["fields." + name] = value }
        return values
    }

    /// A value that differs between two states; null where there is none.
    package struct Difference: Sendable, Equatable, Codable {
        package var from: JSONValue
        package var to: JSONValue
    }

    /// The fields that differ, with their whole values.
    package static func differences(_ before: DocumentState, _ after: DocumentState) -> [String: Difference] {
        let (old, new) = (before.values, after.values)
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
            .reduce(into: [:]) { $0[$1] = Difference(from: old[$1] ?? .null, to: new[$1] ?? .null) }
    }
}

/// A state in a document's history.
package struct HistoryEntry: Sendable, Equatable {
    /// Counted from 1, the oldest known state; the last one is the current state.
    package var number: Int
    package var at: Date
    /// Who made it, as in the audit trail; empty if that is not known.
    package var who: String
    package var state: DocumentState
}

/// The descriptions that documents had. A trigger keeps the one that a change replaces, whatever makes the change; see
/// `curatingTables`.
package struct History: Sendable {
    let catalogue: Catalogue

    /// The maximum number of states in one answer.
    package static let mostListed = 100

    /// A part of a document's history, oldest first.
    /// - Returns: the states, and their total number; nil if there is no such document.
    package func entries(of id: String, from first: Int = 1, limit: Int) throws -> (
        entries: [HistoryEntry], total: Int
    )? {
        let compression = try Compression()
        return try catalogue.database.read { database in
            guard let document = try Catalogue.document(id, in: database) else { return nil }
            let earlier =
                try Int.fetchOne(database, sql: "SELECT count(*) FROM history WHERE document = ?", arguments: [id]) ?? 0
            let total = earlier + 1
            guard (1...total).contains(first) else { return ([], total) }
            // One more before, which tells when and by whom the first one was made.
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM history WHERE document = ? ORDER BY number LIMIT ? OFFSET ?",
                arguments: [id, limit + 1, max(0, first - 2)]
            )
            var (at, who) = (document.added, try Self.adder(of: id, in: database))
            var entries: [HistoryEntry] = []
            var number = max(1, first - 1)
            for row in rows {
                if number >= first, entries.count < limit {
                    let state = try Self.state(row["state"], compression)
                    entries.append(HistoryEntry(number: number, at: at, who: who, state: state))
                }
                (at, who) = (Date(timeIntervalSince1970: row["ended"]), row["ended_by"] ?? "")
                number += 1
            }
            if number == total, entries.count < limit, total >= first {
                entries.append(HistoryEntry(number: total, at: at, who: who, state: DocumentState(document)))
            }
            return (entries, total)
        }
    }

    /// One state; nil if there is none with this number.
    package func entry(_ number: Int, of id: String) throws -> HistoryEntry? {
        try entries(of: id, from: number, limit: 1)?.entries.first
    }

    /// Describes a document as it was in an earlier state. Its audience and stage stay as they are, so that nothing becomes
    /// visible by accident.
    /// - Throws: `DepositError`, also `invalid` if the state is not valid any more.
    package func restore(
        _ number: Int,
        of id: String,
        if precondition: Precondition = .present,
        by who: String
    ) throws -> Deposited {
        guard let entry = try entry(number, of: id) else {
            throw try catalogue.document(id) == nil
                ? DepositError.unknown(id)
                : DepositError.invalid([.init(field: "n", detail: "document '\(id)' has no state \(number)")])
        }
        return try catalogue.describe(id, if: precondition, by: who) { deposit in
            deposit.record = entry.state.record
            deposit.translationOf = entry.state.translationOf
        }
    }

    private static func adder(of id: String, in database: Database) throws -> String {
        try String.fetchOne(
            database,
            sql: "SELECT who FROM audit WHERE document = ? AND action = 'added' ORDER BY number DESC LIMIT 1",
            arguments: [id]
        ) ?? ""
    }

    // MARK: Rows

    static func state(_ stored: DatabaseValue, _ compression: Compression) throws -> DocumentState {
        let json: Data
        switch stored.storage {
        case .string(let text): json = Data(text.utf8)
        case .blob(let data): json = Data(try compression.decompress([UInt8](data)))
        default: throw CatalogueError(description: "a state in the history of a document is damaged")
        }
        return try JSONDecoder().decode(DocumentState.self, from: json)
    }

    /// Completes what the trigger kept of a document in this transaction: who changed it. Compresses it, too.
    static func complete(_ id: String, by who: String, in database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT number, state FROM history WHERE document = ? AND ended_by IS NULL",
            arguments: [id]
        )
        guard !rows.isEmpty else { return }
        let compression = try Compression()
        for row in rows {
            let stored: DatabaseValue = row["state"]
            guard case .string(let text) = stored.storage else { continue }
            try database.execute(
                sql: "UPDATE history SET ended_by = ?, state = ? WHERE number = ?",
                arguments: [who, Data(compression.compress(Array(text.utf8))), row["number"] as Int64]
            )
        }
    }
}

extension Catalogue {
    package var history: History { History(catalogue: self) }
}
