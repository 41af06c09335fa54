import Encodings
import Foundation

/// The members of a deposit, as the HTTP API takes them.
extension [String: JSONValue] {
    /// Reads a JSON object from a file.
    /// - Parameter path: `-` is standard input.
    package init(readingObjectAt path: String) throws {
        let data: Data
        do {
            data =
                try path == "-"
                ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(filePath: path))
        } catch {
            throw ToolboxError("\(path) cannot be read: \((error as NSError).localizedDescription)")
        }
        guard case .object(let object)? = try? JSONDecoder().decode(JSONValue.self, from: data) else {
            throw ToolboxError("\(path) is not a JSON object")
        }
        self = object
    }

    /// Sets a member by its path, such as `fields.problem`; an empty text removes it.
    package mutating func set(_ path: ArraySlice<String>, _ value: String) {
        guard let name = path.first else { return }
        if path.count == 1 {
            self[name] = value.isEmpty ? .null : .string(value)
        } else {
            var inner: [String: JSONValue] = [:]
            if case .object(let members)? = self[name] { inner = members }
            inner.set(path.dropFirst(), value)
            self[name] = .object(inner)
        }
    }
}
