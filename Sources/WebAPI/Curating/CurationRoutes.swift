import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Web

/// The queue of documents to be reviewed, comments, assignees, and sending back.
package struct CurationRoutes: Sendable {
    let catalogue: Catalogue
    let services: DepositServices
    let pools: WorkPools

    package init(catalogue: Catalogue, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.services, self.pools) = (catalogue, services, pools)
    }

    struct Entry: Encodable {
        var id: String
        var title: String
        var source: String
        var format: String
        var stage: Stage
        var visibility: Visibility
        var added: Date
        var changed: Date
        var revision: Int64
        var depositor: String?
        var assignee: String?
        var submitted: Date?
        var sentBack: CurationState.SentBack?
        var comments: Int
        var fileStatus: String?
        var reason: String?
        var remedy: Remedy?

        init(_ entry: QueueEntry) {
            (id, title, source, format) = (entry.id, entry.title, entry.source, entry.format.rawValue)
            (stage, visibility, added, changed) = (entry.stage, entry.visibility, entry.added, entry.changed)
            (revision, comments) = (entry.sequence, entry.comments)
            (depositor, assignee) = (entry.curation.depositor, entry.curation.assignee)
            (submitted, sentBack) = (entry.curation.submitted, entry.curation.sentBack)
            (fileStatus, reason) = (entry.fileStatus?.rawValue, entry.fileReason)
            remedy = entry.fileStatus.flatMap { Remedy($0, reason: entry.fileReason) }
        }
    }

    /// The name that stands for the one who asks, as assignee or depositor.
    static let me = "me"

    /// `GET /v1/queue`: documents by age. Members get only the documents that they deposited.
    package func queue(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        let values = try CuratingJSON.parameters(
            request,
            ["stage", "assignee", "depositor", "failed", "sentBack", "newestFirst", "offset", "limit"]
        )
        var filter = QueueFilter()
        let name = { (text: String) in text == Self.me ? context.actor.name : text }
        filter.depositor = values["depositor"].map(name)
        if !DepositPermission(context.actor).mayCurate {
            guard filter.depositor == nil || filter.depositor == context.actor.name else { throw Problem.forbidden }
            filter.depositor = context.actor.name
        }
        if filter.depositor != nil { filter.stages = Set(Stage.allCases) }
        if let stage = values["stage"] {
            filter.stages = try Set(
                stage.split(separator: ",").map { text in
                    guard let stage = Stage(rawValue: String(text)) else {
                        let detail = "'\(text.prefix(80))' is not a stage; expected draft, reviewed or published"
                        throw Problem.badParameter("stage", detail)
                    }
                    return stage
                }
            )
        }
        switch values["assignee"] {
        case nil: break
        case "nobody": filter.assignee = .nobody
        case let text?: filter.assignee = .person(name(text))
        }
        filter.isFailed = try CuratingJSON.flag("failed", in: values) ?? false
        filter.isSentBack = try CuratingJSON.flag("sentBack", in: values)
        filter.newestFirst = try CuratingJSON.flag("newestFirst", in: values) ?? false
        let offset = try CuratingJSON.number("offset", in: values, 0...1_000_000) ?? 0
        let limit = try CuratingJSON.number("limit", in: values, 1...Curation.mostListed) ?? 50
        let found = try await pools.catalogue.run { [filter] in
            try catalogue.curation.queue(filter, offset: offset, limit: limit)
        }
        return try Response.dated(ListResponse(total: found.total, entries: found.entries.map(Entry.init)))
    }

    /// The document's id, if the actor is a curator or deposited it.
    private func ownOrCurated(_ context: ServiceContext) async throws -> String {
        try context.need(.member)
        let (id, actor) = (try context.parameters.require("id"), context.actor)
        let found = try await pools.catalogue.run { () -> (isVisible: Bool, isOwn: Bool) in
            let audience = try catalogue.audience(of: id, for: actor)
            return (try catalogue.document(id, seenBy: audience) != nil, audience == .curators)
        }
        guard found.isVisible else { throw Problem.unknownDocument(id) }
        guard found.isOwn else { throw Problem.forbidden }
        return id
    }

    /// `GET /v1/documents/{id}/comments`: for curators and the depositor.
    package func comments(_ context: ServiceContext) async throws -> Response {
        let id = try await ownOrCurated(context)
        return try Response.dated(try await pools.catalogue.run { try catalogue.curation.comments(on: id) })
    }

    /// `POST /v1/documents/{id}/comments`
    package func comment(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let id = try await ownOrCurated(context)
        let text = try CuratingJSON.text("text", in: try await CuratingJSON.object(request, ["text"]))
        let who = context.actor.name
        let comment = try await CuratingJSON.change(pools.changes) {
            try catalogue.curation.comment(on: id, text, by: who)
        }
        return try Response.dated(comment, status: .created)
    }

    /// `PUT /v1/documents/{id}/assignee`
    package func assign(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, who) = (try context.parameters.require("id"), context.actor.name)
        let members = try await CuratingJSON.object(request, ["assignee"])
        let assignee: String?
        switch members["assignee"] {
        case .string(let text): assignee = text == Self.me ? who : text
        case .null: assignee = nil
        default: throw Problem.badBody("'assignee' is neither a name nor null")
        }
        let state = try await CuratingJSON.change(pools.changes) {
            try catalogue.curation.assign(id, to: assignee, by: who)
            return try catalogue.curation.state(of: id)
        }
        return try Response.dated(state)
    }

    /// `POST /v1/documents/{id}/send-back`
    package func sendBack(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, who) = (try context.parameters.require("id"), context.actor.name)
        let reason = try CuratingJSON.text("reason", in: try await CuratingJSON.object(request, ["reason"]))
        let state = try await CuratingJSON.change(pools.changes) {
            _ = try catalogue.curation.sendBack(id, because: reason, by: who)
            return try catalogue.curation.state(of: id)
        }
        services.changed()
        return try Response.dated(state)
    }

    /// `POST /v1/documents/{id}/submission`: the depositor, or a curator, submits a draft for review.
    package func submit(_ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        let (id, actor) = (try context.parameters.require("id"), context.actor)
        let state = try await CuratingJSON.change(pools.changes) {
            try catalogue.curation.submit(id, if: DepositPermission(actor).guarding(.present), by: actor.name)
            return try catalogue.curation.state(of: id)
        }
        return try Response.dated(state)
    }
}
