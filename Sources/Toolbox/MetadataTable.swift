import Catalogue
import DocumentModel
import Encodings
import Foundation
import Ingest
import SystemPackage
import Templates

/// The metadata of all documents as a table that people edit and import again, or as JSON Lines for programs.
///
/// It contains the effective values, wherever they came from. Values that are changed and imported become those of the
/// curator.
package enum MetadataTable {
    package enum Format: String, CaseIterable { case csv, jsonl }

    /// The members that are not in ``Metadata/Field``, by their names in JSON.
    private static let others = [
        "visibility", "stage", "translationOf", "template", "link", "text", "fields",
    ]
    /// Columns that are exported but never imported.
    private static let shownOnly = ["source", "format", "version"]
    package static let columns = ["id"] + Metadata.Field.allCases.map(\.rawValue) + others + shownOnly

    /// A document's members: all effective values.
    static func members(of document: CatalogueDocument) -> [String: JSONValue] {
        var members = document.deposit.members
        for field in Metadata.Field.allCases where document.metadata.has(field) {
            members[field.jsonName] = document.metadata.value(of: field)
        }
        members["visibility"] = .string(document.visibility.rawValue)
        members["stage"] = .string(document.stage.rawValue)
        return members
    }

    // MARK: Writing

    package static func line(_ document: CatalogueDocument, _ format: Format) throws -> String {
        var members = members(of: document)
        members["id"] = .string(document.id)
        members["source"] = .string(document.source)
        members["format"] = .string(document.format.rawValue)
        members["version"] = .integer(document.version)
        if format == .jsonl { return try jsonText(members) }
        return SpreadsheetCell.row(
            try columns.map { try cell(members[Metadata.Field(rawValue: $0)?.jsonName ?? $0] ?? .null) }
        )
    }

    /// A value as a cell: lists separated by `; `, objects as JSON.
    private static func cell(_ value: JSONValue) throws -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .integer(let number): String(number)
        case .array(let values): try values.map(cell).joined(separator: "; ")
        case .bool, .number, .object: try jsonText(value)
        }
    }

    // MARK: Reading

    /// One imported row.
    package struct Row {
        /// The row's number as in a spreadsheet or an editor.
        package var number: Int
        package var id: String
        /// The members for which the row has a cell; an empty cell is `null`.
        package var members: [String: JSONValue]
    }

    /// The rows of a file, and the problems with reading it.
    package static func read(_ path: String, _ format: Format) throws -> (rows: [Row], problems: [String]) {
        let source: ManifestText
        do throws(UnreadableFile) {
            source = try ManifestText(at: FilePath(path))
        } catch {
            throw ToolboxError("\(path) cannot be read: \(error.reason)")
        }
        var (rows, problems) = format == .csv ? try table(source.text) : lines(source.text)
        if let guessed = source.guessed {
            problems.append(
                "the file is not UTF-8 and was read as \(guessed); save it as UTF-8 if letters look wrong"
            )
        }
        var seen: [String: Int] = [:]
        rows = rows.filter { row in
            guard let first = seen[row.id] else {
                seen[row.id] = row.number
                return true
            }
            problems.append(
                "row \(row.number): '\(row.id)' is already in row \(first); that row was used, this one was ignored"
            )
            return false
        }
        return (rows, problems)
    }

    private static func table(_ text: String) throws -> ([Row], [String]) {
        let table = CSVRows(text)
        var problems = table.problems.map { "row \($0.row): \($0.message)" }
        guard let header = table.rows.first else { throw ToolboxError("the table is empty") }
        let names = header.cells.map { $0.trimmingCharacters(in: .whitespaces) }
        let columns = names.map { column($0) }
        guard columns.contains("id") else {
            throw ToolboxError("there is no column 'id', which says what document a row describes")
        }
        for (name, column) in zip(names, columns)
        where column == nil && !name.isEmpty && !shownOnly.contains(name) {
            problems.append(
                "column '\(name)': \(FieldName.complaint(about: name, as: "column", orFile: false)) (ignored)"
            )
        }
        let rows = table.rows.dropFirst().compactMap { row -> Row? in
            var members: [String: JSONValue] = [:]
            for (column, cell) in zip(columns, row.cells) {
                guard let column else { continue }
                let text = SpreadsheetCell.unguarded(cell.trimmingCharacters(in: .whitespacesAndNewlines))
                if column == "fields" {
                    guard
                        let value = text.isEmpty
                            ? .null : try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
                    else {
                        problems.append("row \(row.number), column fields: not JSON; the row was skipped")
                        return nil
                    }
                    members[column] = value
                } else {
                    members[column] = text.isEmpty ? .null : .string(text)
                }
            }
            guard case .string(let id)? = members.removeValue(forKey: "id") else {
                problems.append("row \(row.number): the row has no id; it was skipped")
                return nil
            }
            return Row(number: row.number, id: id, members: members)
        }
        return (rows, problems)
    }

    /// The member for a heading.
    private static func column(_ name: String) -> String? {
        if name == "id" || others.contains(name) { return name }
        if shownOnly.contains(name) { return nil }
        if case .field(let field)? = FieldName(name) { return field.jsonName }
        return nil
    }

    /// The maximum size of a line of JSON Lines, in bytes; a record from the service has at most a quarter of that.
    private static let longestLine = 4 << 20

    private static func lines(_ text: String) -> ([Row], [String]) {
        var problems: [String] = []
        var rows: [Row] = []
        var values = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            guard line.utf8.count <= longestLine else {
                problems.append("line \(index + 1): longer than \(longestLine >> 20) MiB; the line was skipped")
                continue
            }
            guard rows.count < CSVRows.Limit.rows, values < CSVRows.Limit.cells else {
                let most = "\(CSVRows.Limit.rows) lines and \(CSVRows.Limit.cells) values"
                problems.append(
                    "line \(index + 1): this and all following lines were skipped: the limit is \(most)"
                )
                break
            }
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)),
                case .object(var members) = value, case .string(let id)? = members.removeValue(forKey: "id")
            else {
                problems.append("line \(index + 1): not a JSON object with an 'id'; the line was skipped")
                continue
            }
            for name in shownOnly { members[name] = nil }
            values += members.values.reduce(0) { $0 + count($1) }
            rows.append(Row(number: index + 1, id: id, members: members))
        }
        return (rows, problems)
    }
}

/// The number of values in one value.
private func count(_ value: JSONValue) -> Int {
    switch value {
    case .array(let values): values.reduce(1) { $0 + count($1) }
    case .object(let members): members.values.reduce(1) { $0 + count($1) }
    case .null, .bool, .integer, .number, .string: 1
    }
}

/// The changes of one row.
package struct RowChange {
    package var row: MetadataTable.Row
    /// Changed members with their old and new values.
    package var members: [String: (old: JSONValue, new: JSONValue)]

    /// Compares a row with the current values; a cell with an equivalent text changes nothing.
    package init(_ row: MetadataTable.Row, _ document: CatalogueDocument?) throws(DepositError) {
        self.row = row
        members = [:]
        let old = document.map(MetadataTable.members(of:)) ?? [:]
        // Normalised like a deposit, so that `it;de` and ["IT", "DE"] are equal.
        var deposit = Deposit()
        try deposit.apply(row.members)
        var normalised = deposit.members
        normalised["visibility"] = .string(deposit.visibility.rawValue)
        normalised["stage"] = .string(deposit.stage.rawValue)
        for (name, value) in row.members {
            let new = value == .null ? .null : normalised[Self.jsonName(name)] ?? .null
            let before = old[Self.jsonName(name)] ?? .null
            if new != before { members[name] = (before, new) }
        }
    }

    private static func jsonName(_ name: String) -> String {
        if case .field(let field)? = FieldName(name) { return field.jsonName }
        return name
    }

    /// The changes to apply.
    package var patch: [String: JSONValue] {
        var patch = members.mapValues(\.new)
        // Fields are imported as a whole: those that are missing are removed.
        if case .object(let new)? = patch["fields"], case .object(let old)? = members["fields"]?.old {
            var merged: [String: JSONValue] = new
            for name in old.keys where new[name] == nil { merged[name] = .null }
            patch["fields"] = .object(merged)
        }
        return patch
    }
}
