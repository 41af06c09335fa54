import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import SearchService
import Web

/// Edits of many documents, for curators.
package struct BulkEditRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let services: DepositServices
    let pools: WorkPools

    package init(catalogue: Catalogue, engines: Engines, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.engines, self.services, self.pools) = (catalogue, engines, services, pools)
    }

    /// The maximum number of changes in a preview.
    static let mostItems = 1_000

    struct Trouble: Encodable {
        var document: String
        var errors: [DepositError.FieldComplaint]

        init(_ trouble: BulkPreview.Trouble) { (document, errors) = (trouble.document, trouble.errors) }
    }

    struct Item: Encodable {
        var document: String
        var title: String
        var changes: [String: DocumentState.Difference]
    }

    struct Preview: Encodable {
        var documents: Int
        var changing: Int
        var unchanged: Int
        var changes: [Item]
        var problems: [Trouble]
    }

    struct Edit: Encodable {
        var id: String
        var at: Date
        var who: String
        var change: JSONValue
        var search: String?
        var documents: Int
        var undone: Date?
        var undoneBy: String?
        var problems: [Trouble]?

        init(_ edit: BulkEdit, _ troubles: [BulkPreview.Trouble]? = nil) {
            (id, at, who, change, search) = (edit.id, edit.at, edit.who, edit.change, edit.search)
            (documents, undone, undoneBy) = (edit.documents, edit.undone, edit.undoneBy)
            problems = troubles?.map(Trouble.init)
        }
    }

    struct Undone: Encodable {
        var restored: Int
        var changedSince: [String]
        var invalid: [String]
        var gone: Int
    }

    // MARK: The documents

    /// The documents that a body names: by `documents`, a list of ids, or by `search`, the parameters of a search.
    private func documents(_ members: [String: JSONValue], _ context: ServiceContext) async throws -> (
        ids: [String], search: String?
    ) {
        switch (members["documents"], members["search"]) {
        case (.array(let values), nil):
            guard values.count <= BulkEdits.most else { throw Self.tooMany(values.count) }
            var seen: Set<String> = []
            let ids = try values.map { value in
                guard case .string(let id) = value else { throw Problem.badBody("'documents' is not a list of ids") }
                return id
            }.filter { seen.insert($0).inserted }
            return (ids, nil)
        case (nil, .string(let search)):
            return (try await hits(of: search, engines.engine(for: context)), search)
        default:
            throw Problem.badBody("give either 'documents', a list of ids, or 'search', such as \"q=hobel&country=IT\"")
        }
    }

    private static func tooMany(_ count: Int) -> Problem {
        .badBody("\(count) documents are too many at once; the limit is \(BulkEdits.most)")
    }

    /// The ids of all hits of a search. Of several language versions, the one that the search lists.
    private func hits(of search: String, _ engine: SearchEngine) async throws -> [String] {
        let query = search.hasPrefix("?") ? String(search.dropFirst()) : search
        var ids: [String] = []
        var seen: Set<String> = []
        var offset = 0
        while true {
            let answer = try await pools.reading.search { [offset] deadline in
                var request = try SearchParameters.request(query: query, interfaceLanguage: "en")
                (request.offset, request.limit, request.sort) = (offset, SearchRequest.maximumLimit, .title)
                return try engine.search(request, deadline: deadline)
            }
            guard !answer.partial else { throw Problem.outOfTime }
            guard answer.total <= BulkEdits.most else { throw Self.tooMany(answer.total) }
            ids += answer.hits.map(\.document.id).filter { seen.insert($0).inserted }
            offset += SearchRequest.maximumLimit
            guard !answer.hits.isEmpty, offset < answer.total else { return ids }
        }
    }

    private static func change(_ members: [String: JSONValue]) throws -> BulkChange {
        guard case .object(let change)? = members["change"] else {
            throw Problem.badBody("'change' is missing, or no object")
        }
        do {
            return try BulkChange(change)
        } catch let error as DepositError {
            throw Problem(error)
        }
    }

    // MARK: Requests

    /// `POST /v1/bulk-edits/preview`
    package func preview(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let members = try await CuratingJSON.object(request, ["documents", "search", "change", "offset", "limit"])
        let change = try Self.change(members)
        let offset = try CuratingJSON.number("offset", in: members, 0...BulkEdits.most, default: 0)
        let limit = try CuratingJSON.number("limit", in: members, 0...Self.mostItems, default: 100)
        let (ids, _) = try await documents(members, context)
        let preview = try await pools.reading.run {
            try catalogue.bulkEdits.preview(change, of: ids, offset: offset, limit: limit)
        }
        return try Response.dated(
            Preview(
                documents: ids.count,
                changing: preview.changing,
                unchanged: preview.unchanged,
                changes: preview.items.map { Item(document: $0.document, title: $0.title, changes: $0.changes) },
                problems: preview.troubles.map(Trouble.init)
            )
        )
    }

    /// `POST /v1/bulk-edits`. Documents that cannot be changed stop it before anything is changed, unless
    /// `skipProblems` is true.
    package func apply(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let members = try await CuratingJSON.object(request, ["documents", "search", "change", "skipProblems"])
        let change = try Self.change(members)
        let skips = try CuratingJSON.flag("skipProblems", in: members)
        let (ids, search) = try await documents(members, context)
        let who = context.actor.name
        let (edit, troubles) = try await CuratingJSON.change(pools.changes) {
            if !skips {
                let troubles = try catalogue.bulkEdits.preview(change, of: ids, limit: 0).troubles
                let complaints = troubles.prefix(100).flatMap { trouble in
                    trouble.errors.map {
                        DepositError.FieldComplaint(field: "\(trouble.document): \($0.field)", detail: $0.detail)
                    }
                }
                if !complaints.isEmpty { throw DepositError.invalid(complaints) }
            }
            return try catalogue.bulkEdits.apply(change, to: ids, search: search, by: who)
        }
        services.changed()
        return try Response.dated(Edit(edit, troubles), status: .created)
    }

    /// `GET /v1/bulk-edits`: newest first.
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let values = try CuratingJSON.parameters(request, ["offset", "limit"])
        let offset = try CuratingJSON.number("offset", in: values, 0...1_000_000) ?? 0
        let limit = try CuratingJSON.number("limit", in: values, 1...100) ?? 20
        let edits = try await pools.catalogue.run { try catalogue.bulkEdits.all(offset: offset, limit: limit) }
        return try Response.dated(edits.map { Edit($0) })
    }

    /// `GET /v1/bulk-edits/{edit}`
    package func edit(_ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let id = try context.parameters.require("edit")
        guard let edit = try await pools.catalogue.run({ try catalogue.bulkEdits.find(id) }) else {
            throw Self.unknown(id)
        }
        return try Response.dated(Edit(edit))
    }

    private static func unknown(_ id: String) -> Problem {
        .notFound("there is no edit '\(id.prefix(80))'; edits are kept for \(BulkEdits.days) days", parameter: "edit")
    }

    /// `POST /v1/bulk-edits/{edit}/undo`
    package func undo(_ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, who) = (try context.parameters.require("edit"), context.actor.name)
        let undone: BulkEdits.Undone
        do {
            undone = try await pools.changes.run { try catalogue.bulkEdits.undo(id, by: who) }
        } catch DepositError.unknown {
            throw Self.unknown(id)
        } catch let error as DepositError {
            throw Problem(error)
        }
        services.changed()
        return try Response.dated(
            Undone(
                restored: undone.restored,
                changedSince: undone.changedSince,
                invalid: undone.invalid,
                gone: undone.gone
            )
        )
    }
}
