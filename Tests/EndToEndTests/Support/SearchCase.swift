import Foundation
import Testing
import Yams

/// A case in Tests/SearchCases: a search, and its expected results.
struct SearchCase: Sendable, Decodable, CustomTestStringConvertible, CustomStringConvertible {
    struct ExpectedPassage: Sendable, Decodable {
        /// The hit whose first passage is checked.
        var source: String
        var kind: String
        var number: Int?
        var label: String?
        /// The exact texts that must be marked in it.
        var marks: [String]
    }

    var comment: String
    var query: String
    var queryLanguage: String?
    /// By facet; the year as a range.
    var filters: [String: [String]] = [:]
    var sort: String?
    /// Whether to search the words as typed, without corrections.
    var verbatim = false
    /// Concepts whose other names are not searched.
    var withoutConcept: [String] = []
    /// The first hit's source.
    var first: String?
    /// Sources that must be among the hits.
    var contains: [String] = []
    /// Sources that must not be among the hits.
    var absent: [String] = []
    var total: Int?
    var relaxed: Bool?
    var passage: ExpectedPassage?
    /// The values of facets that the words name, such as `country:FI`.
    var metadata: [String]?
    /// A facet here must have exactly these values with these counts.
    var facets: [String: [String: Int]] = [:]
    /// The file of the case.
    var file = ""
    var number = 0

    var description: String { "\(file) \(number) (\(query)): \(comment)" }
    var testDescription: String { "\(file) \(number): \(query)" }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case comment, query, queryLanguage, filters, sort, verbatim, withoutConcept, first, contains, absent, total
        case relaxed, passage, metadata, facets
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    struct Mistake: Error, CustomStringConvertible { let description: String }

    init(from decoder: any Decoder) throws {
        let names = Set(CodingKeys.allCases.map(\.rawValue))
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !names.contains(key.stringValue) {
            throw Mistake(description: "a search case has no field '\(key.stringValue)'")
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        comment = try container.decode(String.self, forKey: .comment)
        query = try container.decode(String.self, forKey: .query)
        queryLanguage = try container.decodeIfPresent(String.self, forKey: .queryLanguage)
        if container.contains(.filters) {
            let given = try container.nestedContainer(keyedBy: AnyKey.self, forKey: .filters)
            for key in given.allKeys {
                filters[key.stringValue] =
                    try (try? given.decode([String].self, forKey: key)) ?? [given.decode(String.self, forKey: key)]
            }
        }
        sort = try container.decodeIfPresent(String.self, forKey: .sort)
        verbatim = try container.decodeIfPresent(Bool.self, forKey: .verbatim) ?? false
        withoutConcept = try container.decodeIfPresent([String].self, forKey: .withoutConcept) ?? []
        first = try container.decodeIfPresent(String.self, forKey: .first)
        contains = try container.decodeIfPresent([String].self, forKey: .contains) ?? []
        absent = try container.decodeIfPresent([String].self, forKey: .absent) ?? []
        total = try container.decodeIfPresent(Int.self, forKey: .total)
        relaxed = try container.decodeIfPresent(Bool.self, forKey: .relaxed)
        passage = try container.decodeIfPresent(ExpectedPassage.self, forKey: .passage)
        metadata = try container.decodeIfPresent([String].self, forKey: .metadata)
        facets = try container.decodeIfPresent([String: [String: Int]].self, forKey: .facets) ?? [:]
    }

    /// Every case of every file.
    static func all() throws -> [SearchCase] {
        let folder = Program.repository.appending(path: "Tests/SearchCases")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        return try files.sorted().flatMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return try YAMLDecoder().decode([SearchCase].self, from: text).enumerated().map { index, searchCase in
                var searchCase = searchCase
                (searchCase.file, searchCase.number) = (file, index + 1)
                return searchCase
            }
        }
    }

    /// The search as HTTP parameters. With a hundred hits, "absent" means nowhere.
    var parameters: [(String, String)] {
        var list = [("q", query), ("limit", "100")]
        if let queryLanguage { list.append(("queryLanguage", queryLanguage)) }
        if let sort { list.append(("sort", sort)) }
        if verbatim { list.append(("verbatim", "true")) }
        list += withoutConcept.map { ("withoutConcept", $0) }
        for (name, values) in filters.sorted(by: { $0.key < $1.key }) { list += values.map { (name, $0) } }
        return list
    }

    /// The same for the command line, except the words.
    var arguments: [String] {
        parameters.dropFirst().flatMap { name, value in
            switch name {
            case "queryLanguage": ["--query-language", value]
            case "withoutConcept": ["--without-concept", value]
            case "verbatim": ["--verbatim"]
            default: ["--" + name, value]
            }
        }
    }

    /// The differences between a response and the expectations.
    func broken(by answer: JSON) -> [String] {
        let hits = answer["hits"].array
        let sources = hits.compactMap { $0["source"].string }
        var broken: [String] = []
        func want(_ holds: Bool, _ complaint: @autoclosure () -> String) { if !holds { broken.append(complaint()) } }
        let found = "found \(answer["total"].int ?? -1): " + sources.prefix(6).joined(separator: ", ")
        if let first { want(sources.first == first, "first should be \(first); \(found)") }
        for source in contains { want(sources.contains(source), "\(source) is missing; \(found)") }
        for source in absent { want(!sources.contains(source), "\(source) should not be there; \(found)") }
        if let total { want(answer["total"].int == total, "total should be \(total); \(found)") }
        if let relaxed { want(answer["query"]["relaxed"].bool == relaxed, "relaxed should be \(relaxed); \(found)") }
        if let metadata {
            let named = answer["query"]["metadata"].array.map {
                "\($0["facet"].string ?? ""):\($0["value"].string ?? "")"
            }
            want(named == metadata, "metadata should be \(metadata), is \(named)")
        }
        for (facet, expected) in facets {
            let counts = answer["facets"][facet].array.map { ($0["value"].string ?? "", $0["count"].int ?? -1) }
            let actual = Dictionary(counts) { $1 }
            want(actual == expected, "facet \(facet) should be \(expected), is \(actual)")
        }
        if let passage { broken += self.broken(passage, hits) }
        return broken
    }

    private func broken(_ expected: ExpectedPassage, _ hits: [JSON]) -> [String] {
        guard let hit = hits.first(where: { $0["source"].string == expected.source }) else {
            return ["\(expected.source) with the passage is missing"]
        }
        let passage = hit["passages"][0]
        let locator = passage["locator"]
        let marks = passage["text"].array.filter { $0["match"].bool == true }.compactMap { $0["text"].string }
        var broken: [String] = []
        if locator["kind"].string != expected.kind || expected.number != nil && locator["number"].int != expected.number
            || expected.label != nil && locator["label"].string != expected.label
        {
            let (number, label) = (expected.number.map(String.init) ?? "", expected.label ?? "")
            broken.append("the first passage should be at \(expected.kind) \(number) \(label), is at \(locator)")
        }
        for mark in expected.marks where !marks.contains(mark) {
            broken.append("'\(mark)' should be marked; is: \(marks)")
        }
        return broken
    }
}
