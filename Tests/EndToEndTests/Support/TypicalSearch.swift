import Foundation
import Yams

/// A search in Tests/Searches, with the documents that answer it.
struct TypicalSearch: Sendable, Decodable, CustomStringConvertible {
    var query: String
    /// The language of the words; the search is not told.
    var language: String
    /// The language chosen by the reader.
    var queryLanguage: String?
    /// Sources of documents. One that ends with a slash stands for every document below it.
    var wanted: [String]
    var reason: String
    /// Who searches: the name of the file.
    var role: String = ""

    private enum CodingKeys: String, CodingKey { case query, language, queryLanguage, wanted, reason }

    var description: String { "\(role), \(language): \(query)" }

    /// The documents that are searched together with the fixtures.
    static let documents = folder.appending(path: "documents").path
    private static let folder = Program.repository.appending(path: "Tests/Searches")

    /// Every search of every file.
    static func all() throws -> [TypicalSearch] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try files.sorted().flatMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return try YAMLDecoder().decode([TypicalSearch].self, from: text).map { search in
                var search = search
                search.role = String(file.dropLast(".yaml".count))
                return search
            }
        }
    }

    /// The search as HTTP parameters, for its first hits.
    func parameters(limit: Int) -> [(String, String)] {
        var list = [("q", query), ("limit", String(limit))]
        if let queryLanguage { list.append(("queryLanguage", queryLanguage)) }
        return list
    }

    /// Whether a document with this source answers the search.
    func wants(_ source: String) -> Bool {
        wanted.contains { $0.hasSuffix("/") ? source.hasPrefix($0) : source == $0 }
    }
}
