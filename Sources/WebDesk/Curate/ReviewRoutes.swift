import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web

/// `/desk/documents/{id}`: one document under review, and what a curator decides about it.
struct ReviewRoutes: Sendable {
    private let desk: Desk
    private let share: ShareRoutes

    init(_ desk: Desk, _ share: ShareRoutes) { (self.desk, self.share) = (desk, share) }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk/documents/:document") { request, context in
            try await page(ReviewState(), request, context)
        }
        router.post("/desk/documents/:document") { request, context in try await decide(request, context) }
        router.post("/desk/documents/:document/file") { request, context in try await replace(request, context) }
    }

    static func path(_ id: String) -> String { "/desk/documents/\(PercentEncoding.encode(id))" }

    /// The notices after each action.
    static let notices = [
        "publish": "publishedNow", "review": "reviewedNow", "send-back": "sentBackNow", "take": "assignedNow",
        "assign": "assignedNow", "comment": "commented", "take-back": "takenBack", "accept": "proposalAccepted",
        "decline": "proposalDeclined",
    ]

    private func page(_ state: ReviewState, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let id = try context.parameters.require("document")
        let strings = desk.strings(request)
        let content = try await ReviewContent.make(id, state, desk, strings, context.actor)
        return desk.page(
            "review",
            content,
            title: content.heading,
            request,
            context,
            status: state.problem == nil ? .ok : .unprocessableContent
        )
    }

    private func decide(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let (id, actor, strings) = (try context.parameters.require("document"), context.actor, desk.strings(request))
        let (catalogue, curation, action) = (desk.catalogue, desk.catalogue.curation, form["do"] ?? "")
        var state = ReviewState()
        state.reason = action == "send-back" ? form["reason"] ?? "" : ""
        state.comment = action == "comment" ? form["text"] ?? "" : ""
        if action == "send-back", form["reason"] == nil {
            (state.problem, state.reasonProblem) = (strings.reasonMissing, strings.reasonMissing)
            return try await page(state, request, context)
        }
        if action == "comment", form["text"] == nil {
            (state.problem, state.commentProblem) = (strings.commentMissing, strings.commentMissing)
            return try await page(state, request, context)
        }
        // Whoever decides must have seen the document as it is.
        let seen = form["sequence"].flatMap { Int64($0) }.map { Precondition.at([$0]) } ?? .present
        let rejection = try await desk.rejection(
            of: {
                let permission = DepositPermission(actor)
                let guarded = permission.guarding(seen)
                switch action {
                case "publish": _ = try curation.advance(id, to: .published, if: guarded, by: actor.name)
                case "review", "take-back":
                    _ = try curation.advance(id, to: .reviewed, if: guarded, by: actor.name)
                case "send-back":
                    _ = try curation.sendBack(id, because: form["reason"] ?? "", if: guarded, by: actor.name)
                case "remove": _ = try catalogue.remove(id, if: guarded, by: actor.name)
                case "comment": _ = try curation.comment(on: id, form["text"] ?? "", by: actor.name)
                case "take", "assign":
                    let assignee = action == "take" ? actor.name : form["assignee"]
                    try curation.assign(id, to: assignee, if: permission.guarding(.present), by: actor.name)
                case "accept", "decline":
                    try Self.settle(form, id, action == "accept", guarded, catalogue, by: actor.name)
                default: throw Problem.badBody("there is no such action")
                }
            },
            strings
        )
        if let rejection {
            state.problem = rejection
            return try await page(state, request, context)
        }
        if action == "remove" { return desk.leave(for: "/desk", notice: "documentRemoved") }
        return desk.leave(for: Self.path(id), notice: Self.notices[action] ?? "saved")
    }

    /// Accepts or declines what a second deposit said about a document.
    private static func settle(
        _ form: DeskForm,
        _ id: String,
        _ isAccepted: Bool,
        _ precondition: Precondition,
        _ catalogue: Catalogue,
        by who: String
    ) throws {
        let number = form["proposal"].flatMap { Int64($0) }
        guard let proposal = try catalogue.proposals(for: id).first(where: { $0.number == number }) else {
            throw DepositError.unknown(id)
        }
        // Also declining needs the right to change the document.
        _ = try catalogue.describe(id, if: precondition, by: who) { deposit in
            if isAccepted { try deposit.apply(proposal.members) }
        }
        try catalogue.removeProposal(proposal.number)
    }

    /// Another file in place of that of the document.
    private func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await FileForm(request, desk, confirming: &context)
        let originals = desk.catalogue.originals
        do {
            try context.need(.curator)
            let (id, catalogue) = (try context.parameters.require("document"), desk.catalogue)
            guard let document = try await desk.pools.catalogue.run({ try catalogue.document(id) }) else {
                throw Problem.unknownDocument(id)
            }
            guard DepositPermission(context.actor).covers(document.metadata) else { throw Problem.forbidden }
            guard !form.files.isEmpty else {
                var state = ReviewState()
                state.problem = desk.strings(request).noFiles
                return try await page(state, request, context)
            }
            return try await share.accept(form.files, [:], replacing: id, request, context)
        } catch {
            try? await desk.pools.files.runAlways { for file in form.files { originals.discard(file.staged) } }
            throw error
        }
    }
}

/// What a curator has typed on the page of a document, and what is wrong with it.
struct ReviewState {
    var problem: String?
    var reason = ""
    var reasonProblem: String?
    var comment = ""
    var commentProblem: String?
}
