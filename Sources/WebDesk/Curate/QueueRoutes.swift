import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import Web

/// `/desk`: the documents that are not published, and decisions about several of them at once.
struct QueueRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk") { request, context in try await page(Decision(), request, context) }
        router.post("/desk") { request, context in try await decide(request, context) }
    }

    private static let pageSize = 50
    /// The maximum length of a title in a list.
    private static let longestTitle = 200

    /// Parts of the queue; the raw values are those of the parameter `show`.
    enum Part: String, CaseIterable, Sendable {
        case waiting, mine, unassigned
        case sentBack = "sent-back"
        case drafts, failed, all

        func filter(_ who: String) -> QueueFilter {
            var filter = QueueFilter()
            switch self {
            case .waiting: filter.isWaiting = true
            case .mine: filter.assignee = .person(who)
            case .unassigned: (filter.assignee, filter.isWaiting) = (.nobody, true)
            case .sentBack: filter.isSentBack = true
            case .drafts: (filter.stages, filter.isWaiting, filter.isSentBack) = ([.draft], false, false)
            case .failed: filter.isFailed = true
            case .all: break
            }
            return filter
        }
    }

    /// A form with chosen documents, and what became of it.
    private struct Decision {
        var chosen: Set<String> = []
        var reason = ""
        var problem: String?
        var reasonProblem: String?
        /// What is wrong with each document.
        var troubles: [(id: String, text: String)] = []
    }

    struct Content {
        var nav = CurateNav(.queue)
        var tabs: [TabContext]
        var action: String
        var rows: [RowContext]
        var isEmpty: Bool
        var mayDecide: Bool
        var status: String
        var turn: TurnContext
        var problem: String?
        var troubles: [TroubleContext]
        var reason: String
        var reasonProblem: String?
    }

    struct TabContext {
        var tabHref: String
        var tabName: String
        var tabCount: String
        var tabCurrent: Bool
    }

    struct TroubleContext {
        var troubleTitle: String
        var troubleText: String
    }

    struct RowContext {
        var rowID: String
        var rowField: String
        var rowHref: String
        var rowTitle: String
        var rowDepositor: String
        var rowFacts: String
        var rowStage: String
        var rowBadges: [String]
        var rowAssignee: String?
        var rowReason: String?
        var rowChosen: Bool
        /// Whether the curator's role covers it.
        var rowCovered: Bool
    }

    private func page(_ decision: Decision, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (curation, actor, strings) = (desk.catalogue.curation, context.actor, desk.strings(request))
        let part = request.uri.queryParameters["show"].flatMap { Part(rawValue: String($0)) } ?? .waiting
        let offset = request.offset
        let (found, counts) = try await desk.pools.catalogue.run {
            (
                try curation.queue(part.filter(actor.name), offset: offset, limit: Self.pageSize),
                try Part.allCases.map { try curation.queue($0.filter(actor.name), limit: 0).total }
            )
        }
        let people = try await People(
            found.entries.flatMap { [$0.curation.depositor, $0.curation.assignee] },
            desk,
            strings
        )
        let permission = DepositPermission(actor)
        let rows = found.entries.enumerated().map { number, entry in
            row(entry, number, decision, permission, people, strings)
        }
        let titles = Dictionary(found.entries.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
        let path = "/desk?show=\(part.rawValue)"
        let content = Content(
            tabs: zip(Part.allCases, counts).map { other, count in
                TabContext(
                    tabHref: "/desk?show=\(other.rawValue)",
                    tabName: strings.text("queue.\(other.rawValue)"),
                    tabCount: strings.number(count),
                    tabCurrent: other == part
                )
            },
            action: offset > 0 ? "\(path)&offset=\(offset)" : path,
            rows: rows,
            isEmpty: rows.isEmpty,
            mayDecide: rows.contains(where: \.rowCovered),
            status: strings.documents(found.total),
            turn: TurnContext(path, offset: offset, limit: Self.pageSize, total: found.total),
            problem: decision.problem,
            troubles: decision.troubles.map {
                TroubleContext(troubleTitle: titles[$0.id] ?? $0.id, troubleText: $0.text)
            },
            reason: decision.reason,
            reasonProblem: decision.reasonProblem
        )
        return desk.page(
            "queue",
            content,
            title: strings.queueHeading,
            request,
            context,
            status: decision.problem == nil ? .ok : .unprocessableContent
        )
    }

    private func row(
        _ entry: QueueEntry,
        _ number: Int,
        _ decision: Decision,
        _ permission: DepositPermission,
        _ people: People,
        _ strings: PageStrings
    ) -> RowContext {
        var facts = [strings.age(since: entry.added)]
        if let type = entry.metadata.type { facts.append(strings.label(of: type.code, in: .type)) }
        if let language = entry.metadata.language { facts.append(strings.label(of: language.code, in: .language)) }
        if entry.format != .record { facts.append(strings.format(entry.format.rawValue)) }
        var badges: [String] = []
        if entry.curation.sentBack != nil {
            badges.append(strings.text("status.sentBack"))
        } else if entry.stage == .draft, entry.curation.submitted != nil {
            badges.append(strings.text("status.submitted"))
        }
        if entry.visibility != .public { badges.append(strings.text("visibility.\(entry.visibility.rawValue)")) }
        if let status = entry.fileStatus, WorkLists.troubles.contains(status) {
            badges.append(strings.text("troubleStatus.\(status.rawValue)"))
        }
        if entry.comments > 0 { badges.append(strings.message("commentCount", ["count": .number(entry.comments)])) }
        return RowContext(
            rowID: entry.id,
            rowField: "document-\(number)",
            rowHref: ReviewRoutes.path(entry.id),
            rowTitle: PageText.shortened(
                entry.metadata.title ?? CatalogueDocument.name(entry.source, of: entry.id),
                to: Self.longestTitle
            ),
            rowDepositor: entry.curation.depositor.map { people[$0] } ?? strings.fromFolder,
            rowFacts: facts.joined(separator: " · "),
            rowStage: strings.text("status.\(entry.stage.rawValue)"),
            rowBadges: badges,
            rowAssignee: entry.curation.assignee.map {
                strings.message("assignedTo", ["name": .text(people[$0])])
            },
            rowReason: entry.curation.sentBack.map { PageText.shortened($0.reason, to: Self.longestTitle) },
            rowChosen: decision.chosen.contains(entry.id),
            rowCovered: permission.covers(entry.metadata)
        )
    }

    // MARK: Decisions

    private func decide(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let strings = desk.strings(request)
        let ids = form.all("document").uniqued()
        var decision = Decision(chosen: Set(ids), reason: form["reason"] ?? "")
        guard !ids.isEmpty else {
            decision.problem = strings.chooseDocuments
            return try await page(decision, request, context)
        }
        let actor = context.actor
        let action = form["do"] ?? ""
        if action == "send-back", form["reason"] == nil {
            (decision.problem, decision.reasonProblem) = (strings.reasonMissing, strings.reasonMissing)
            return try await page(decision, request, context)
        }
        let reason = decision.reason
        for id in ids {
            let curation = desk.catalogue.curation
            let rejection = try await desk.rejection(
                of: {
                    let guarded = DepositPermission(actor).guarding(.present)
                    switch action {
                    case "publish": _ = try curation.advance(id, to: .published, if: guarded, by: actor.name)
                    case "review": _ = try curation.advance(id, to: .reviewed, if: guarded, by: actor.name)
                    case "send-back": _ = try curation.sendBack(id, because: reason, if: guarded, by: actor.name)
                    case "take": try curation.assign(id, to: actor.name, if: guarded, by: actor.name)
                    default: throw Problem.badBody("there is no such action")
                    }
                },
                strings
            )
            if let rejection { decision.troubles.append((id, rejection)) }
        }
        let part = request.uri.queryParameters["show"].flatMap { Part(rawValue: String($0)) } ?? .waiting
        guard decision.troubles.isEmpty else {
            let done = ids.count - decision.troubles.count
            decision.chosen = Set(decision.troubles.map(\.id))
            decision.problem = strings.message(
                "someRejected",
                ["done": .number(done), "rejected": .number(decision.troubles.count)]
            )
            return try await page(decision, request, context)
        }
        return desk.leave(for: "/desk?show=\(part.rawValue)", notice: ReviewRoutes.notices[action] ?? "saved")
    }
}
