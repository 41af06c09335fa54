import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Toolbox
import Web

/// The parameters of a request, each with a name that the call knows, and at most once.
struct QueryValues {
    private let values: [String: String]
    private let request: Request

    /// - Throws: ``Problem`` that names an unknown or repeated parameter.
    init(_ request: Request, _ names: String...) throws {
        self.request = request
        var values: [String: String] = [:]
        for parameter in SearchLink.parameters(ofQuery: request.uri.query ?? "") {
            guard names.contains(parameter.name) else {
                let known = names.isEmpty ? "this call has none" : "expected one of \(names.joined(separator: ", "))"
                throw Problem.badParameter(
                    String(parameter.name.prefix(80)),
                    "there is no parameter '\(parameter.name.prefix(80))'; \(known)"
                )
            }
            guard values.updateValue(parameter.value, forKey: parameter.name) == nil else {
                throw Problem.badParameter(parameter.name, "this parameter can be given only once")
            }
        }
        self.values = values
    }

    /// The value of a parameter; nil if it is missing or empty.
    func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func number<Number: FixedWidthInteger>(_ name: String, _ range: ClosedRange<Number>) throws -> Number? {
        guard let text = text(name) else { return nil }
        guard let value = Number(text), range.contains(value) else {
            throw Problem.badParameter(
                name,
                "'\(text.prefix(80))' is not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    func flag(_ name: String) throws -> Bool {
        guard let text = text(name) else { return false }
        guard text == "true" || text == "false" else {
            throw Problem.badParameter(name, "'\(text.prefix(80))' is neither true nor false")
        }
        return text == "true"
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        of type: Choice.Type = Choice.self
    ) throws -> Choice? where Choice.RawValue == String {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let right = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.badParameter(name, "'\(text.prefix(80))' is not valid here; expected one of \(right)")
        }
        return choice
    }

    /// - Parameter isEnd: whether a date means the end of its day instead of the beginning, in UTC.
    func time(_ name: String, isEnd: Bool) throws -> Date? {
        guard let text = text(name) else { return nil }
        guard let time = AuditTable.time(text, isEnd: isEnd) else {
            throw Problem.badParameter(
                name,
                "'\(text.prefix(80))' is not a time; expected a date (2026-11-28) or a date with a time in ISO 8601 "
                    + "(2026-11-28T08:00:00Z)"
            )
        }
        return time
    }

    /// Whether a table is asked for: by `format`, else by the header `Accept`.
    func wantsCSV() throws -> Bool {
        if let format = try choice("format", of: ListFormat.self) { return format == .csv }
        return request.headers[.accept]?.contains("text/csv") == true
    }

    /// The forms of a list.
    enum ListFormat: String, CaseIterable { case json, csv }

    // MARK: Pages of lists

    /// The maximum number of entries in one answer.
    static let mostEntries = 1000
    /// The usual number of entries.
    static let usualEntries = 100

    /// The values of `offset` and `limit`.
    func page() throws -> (offset: Int, limit: Int) {
        (
            try number("offset", 0...1_000_000) ?? 0,
            try number("limit", 1...Self.mostEntries) ?? Self.usualEntries
        )
    }

    /// The value of the header `Link` for the next page, whose address has these parameters instead.
    func linkToNext(_ changed: [String: String]) -> String {
        let all = values.merging(changed) { $1 }.sorted { $0.key < $1.key }
        let query = SearchLink.query(all.map { SearchLink.Parameter(name: $0.key, value: $0.value) })
        return "<\(request.uri.path)?\(query)>; rel=\"next\""
    }
}

extension HTTPField.Name {
    /// RFC 8288.
    static let link = HTTPField.Name("Link")!
}

extension Response {
    /// A JSON response with dates in ISO 8601, the same text as that of the command line.
    static func object(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        bytes(try jsonText(value).utf8, mediaType: "application/json", status: status)
    }

    /// A table for spreadsheets.
    /// - Parameter name: the name of the file that browsers save.
    static func csv(_ table: String, name: String) -> Response {
        var response = Response.bytes(table.utf8, mediaType: "text/csv; charset=utf-8")
        response.headers[.contentDisposition] = "attachment; filename=\"\(name).csv\""
        return response
    }
}

extension Request {
    /// The members of a JSON object in the body.
    /// - Parameter names: the members that the call knows; others are an error.
    func members(_ names: String...) async throws -> [String: JSONValue] {
        let bytes = try await jsonBody(upTo: 64 << 10)
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
            throw Problem.badBody("this is not JSON in UTF-8")
        }
        guard case .object(let members) = value else { throw Problem.badBody("the body is not a JSON object") }
        let unknown = members.keys.sorted().filter { !names.contains($0) }
        guard unknown.isEmpty else {
            let known = names.joined(separator: ", ")
            throw Problem.invalidBody(
                unknown.prefix(20).map {
                    .init(field: String($0.prefix(80)), detail: "there is no such member; the members are \(known)")
                }
            )
        }
        return members
    }

    /// The body of a request that must be JSON.
    func jsonBody(upTo most: Int) async throws -> [UInt8] {
        let type = headers[.contentType].map { ParameterizedValue($0)?.value ?? "" } ?? "application/json"
        guard type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") else {
            throw Problem.unsupportedMediaType("send application/json")
        }
        return Array(try await body(upTo: most).readableBytesView)
    }
}
