import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import SearchService
import Web

/// Bodies and parameters of requests about curators' work.
enum CuratingJSON {
    /// The maximum size of a body in bytes: 10,000 ids and a change.
    static let mostBytes = 2_000_000

    /// A JSON object from a request.
    /// - Parameter names: its members; others are errors.
    static func object(_ request: Request, _ names: Set<String>) async throws -> [String: JSONValue] {
        let type = request.headers[.contentType].map { ParameterizedValue($0)?.value ?? "" } ?? "application/json"
        guard type == "application/json" else { throw Problem.unsupportedMediaType("send application/json") }
        let bytes = try await request.body(upTo: mostBytes).readableBytesView
        guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
            throw Problem.badBody("the body is not a JSON object in UTF-8")
        }
        if let unknown = members.keys.sorted().first(where: { !names.contains($0) }) {
            let list = names.sorted().joined(separator: ", ")
            throw Problem.badBody("there is no member '\(unknown.prefix(80))'; the members are \(list)")
        }
        return members
    }

    /// A required text.
    static func text(_ name: String, in members: [String: JSONValue]) throws -> String {
        guard case .string(let text)? = members[name] else { throw Problem.badBody("'\(name)' is missing, or no text") }
        return text
    }

    static func flag(_ name: String, in members: [String: JSONValue]) throws -> Bool {
        switch members[name] {
        case .bool(let flag): return flag
        case nil, .null: return false
        default: throw Problem.badBody("'\(name)' is neither true nor false")
        }
    }

    static func number(
        _ name: String,
        in members: [String: JSONValue],
        _ range: ClosedRange<Int>,
        default usual: Int
    ) throws -> Int {
        switch members[name] {
        case .integer(let number) where range.contains(number): return number
        case nil, .null: return usual
        default: throw Problem.badBody("'\(name)' is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// The last value of each parameter; unknown parameters are errors.
    static func parameters(_ request: Request, _ names: Set<String>) throws -> [String: String] {
        var values: [String: String] = [:]
        for parameter in SearchLink.parameters(ofQuery: request.uri.query ?? "") {
            guard names.contains(parameter.name) else {
                let list = names.sorted().joined(separator: ", ")
                let detail = "there is no parameter '\(parameter.name.prefix(80))'; expected one of \(list)"
                throw Problem.badParameter(parameter.name, detail)
            }
            if !parameter.value.isEmpty { values[parameter.name] = parameter.value }
        }
        return values
    }

    static func number(_ name: String, in values: [String: String], _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let detail = "'\(text.prefix(80))' is not a number from \(range.lowerBound) to \(range.upperBound)"
            throw Problem.badParameter(name, detail)
        }
        return number
    }

    static func flag(_ name: String, in values: [String: String]) throws -> Bool? {
        switch values[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let text?: throw Problem.badParameter(name, "'\(text.prefix(80))' is neither true nor false")
        }
    }

    /// Runs a change, whose errors become problems.
    static func change<Value: Sendable>(
        _ pool: WorkPool,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.run(body)
        } catch let error as DepositError {
            throw Problem(error)
        }
    }
}

extension Response {
    /// A JSON response with times in ISO 8601.
    static func dated(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return bytes(try encoder.encode(value), mediaType: "application/json", status: status)
    }
}

/// A page of a list, and the number of all entries.
struct ListResponse<Entry: Encodable & Sendable>: Encodable, Sendable {
    var total: Int
    var entries: [Entry]
}

extension ExtractionFailure {
    /// The outcome of a file that failed in this way.
    var status: FileStatus {
        switch self {
        case .encrypted: .encrypted
        case .unsupported: .unsupported
        case .broken, .killedWorker, .extractorBroken: .failed
        }
    }
}
