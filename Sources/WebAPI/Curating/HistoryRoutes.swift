import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Web

/// Earlier descriptions of documents, for curators.
package struct HistoryRoutes: Sendable {
    let catalogue: Catalogue
    let services: DepositServices
    let pools: WorkPools

    package init(catalogue: Catalogue, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.services, self.pools) = (catalogue, services, pools)
    }

    struct Entry: Encodable {
        var number: Int
        var at: Date
        var who: String
        /// The fields that differ from the state before.
        var changed: [String]
    }

    struct State: Encodable {
        var number: Int
        var at: Date
        var who: String
        var values: [String: JSONValue]
        /// The state that `differences` lead from; nil for the first state.
        var from: Int?
        var differences: [String: DocumentState.Difference]
    }

    /// `GET /v1/documents/{id}/history?from=&limit=`: the states, oldest first.
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let id = try context.parameters.require("id")
        let values = try CuratingJSON.parameters(request, ["from", "limit"])
        let first = try CuratingJSON.number("from", in: values, 1...1_000_000_000) ?? 1
        let limit = try CuratingJSON.number("limit", in: values, 1...History.mostListed) ?? 50
        let found = try await pools.catalogue.run { () -> ListResponse<Entry>? in
            // With the state before the first one, for its differences.
            let start = max(1, first - 1)
            guard let found = try catalogue.history.entries(of: id, from: start, limit: limit + first - start) else {
                return nil
            }
            var before: DocumentState?
            var entries: [Entry] = []
            for entry in found.entries {
                if entry.number >= first {
                    let changed = before.map { DocumentState.differences($0, entry.state).keys.sorted() } ?? []
                    entries.append(Entry(number: entry.number, at: entry.at, who: entry.who, changed: changed))
                }
                before = entry.state
            }
            return ListResponse(total: found.total, entries: entries)
        }
        guard let found else { throw Problem.unknownDocument(id) }
        return try Response.dated(found)
    }

    private static func number(_ context: ServiceContext) throws -> Int {
        let text = try context.parameters.require("n")
        guard let number = Int(text), number > 0 else {
            throw Problem.badParameter("n", "'\(text.prefix(80))' is not the number of a state")
        }
        return number
    }

    /// `GET /v1/documents/{id}/history/{n}?from=`: a state, and its differences to another, by default the one before.
    package func state(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, number) = (try context.parameters.require("id"), try Self.number(context))
        let values = try CuratingJSON.parameters(request, ["from"])
        let other =
            try CuratingJSON.number("from", in: values, 1...1_000_000_000) ?? (number > 1 ? number - 1 : nil)
        let found = try await pools.catalogue.run { () -> State? in
            guard let entry = try catalogue.history.entry(number, of: id) else { return nil }
            let before = try other.flatMap { try catalogue.history.entry($0, of: id) }
            return State(
                number: number,
                at: entry.at,
                who: entry.who,
                values: entry.state.values,
                from: before?.number,
                differences: before.map { DocumentState.differences($0.state, entry.state) } ?? [:]
            )
        }
        guard let found else { throw Problem.notFound("document '\(id.prefix(80))' has no state \(number)") }
        return try Response.dated(found)
    }

    /// `POST /v1/documents/{id}/history/{n}/restore`
    package func restore(_ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, number) = (try context.parameters.require("id"), try Self.number(context))
        let who = context.actor.name
        let done = try await CuratingJSON.change(pools.changes) {
            try catalogue.history.restore(number, of: id, by: who)
        }
        services.changed()
        return try Response.json(
            DepositRoutes.Answer(
                id: id,
                outcome: done.outcome.rawValue,
                version: done.version,
                warnings: done.warnings,
                url: "/v1/documents/\(PercentEncoding.encode(id))"
            )
        )
    }
}
