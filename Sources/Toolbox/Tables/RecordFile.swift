import Encodings
import Foundation
import Templates

/// A file of JSON Lines in which each line has the fields of a record.
package struct RecordFile: Sendable {
    private let records: [[String: JSONValue]]

    /// - Throws: ``ToolboxError`` if the file cannot be read or a line is not an object.
    package init(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ToolboxError("\(path) cannot be read")
        }
        records = try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
            guard case .object(let fields)? = try? JSONDecoder().decode(JSONValue.self, from: Data(line)) else {
                throw ToolboxError("\(path), line \(number + 1): not a JSON object")
            }
            return fields
        }
    }

    /// The problems of each record; empty for a valid one.
    /// - Parameter isDraft: whether required fields may be missing.
    package func problems(by template: Template, isDraft: Bool) -> [[FieldProblem]] {
        records.map { template.problems(in: $0, isDraft: isDraft) }
    }
}
