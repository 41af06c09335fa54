import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Web

/// Endpoints for administrators.
package struct AdministrationRoutes: Sendable {
    let catalogue: Catalogue
    let pools: WorkPools

    package init(catalogue: Catalogue, pools: WorkPools) {
        (self.catalogue, self.pools) = (catalogue, pools)
    }

    struct Entry: Codable {
        var number: Int64
        /// ISO 8601.
        var at: String
        var who: String
        var action: String
        var document: String?
        var details: JSONValue
    }

    /// `GET /v1/audit?document=&before=&limit=`: the audit trail, newest first.
    package func audit(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let parameters = request.uri.queryParameters
        let number = { (name: String, range: ClosedRange<Int64>) throws -> Int64? in
            guard let text = parameters[Substring(name)] else { return nil }
            guard let value = Int64(text), range.contains(value) else {
                throw Problem.badParameter(
                    name,
                    "'\(text)' is not a number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            return value
        }
        let before = try number("before", 0...Int64.max)
        let limit = try number("limit", 1...1000) ?? 100
        let document = parameters["document"].map(String.init)
        let entries = try await pools.catalogue.run {
            try catalogue.audit.entries(document: document, before: before, limit: Int(limit))
        }
        return try Response.json(
            entries.map {
                Entry(
                    number: $0.number,
                    at: $0.at.formatted(.iso8601),
                    who: $0.who,
                    action: $0.action.rawValue,
                    document: $0.document,
                    details: $0.details
                )
            }
        )
    }
}
