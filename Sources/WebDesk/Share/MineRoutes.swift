import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web
import WebAPI

/// `/upload/mine`: the documents that a person has deposited, and files that could not be read.
struct MineRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/upload/mine") { request, context in try await page(request, context) }
        router.post("/upload/failed/:failed/dismiss") { request, context in try await dismiss(request, context) }
    }

    private static let pageSize = 50
    private static let mostFailed = 50

    struct Content {
        var rows: [RowContext]
        var isEmpty: Bool
        var hasFailed: Bool
        var failures: [FailedContext]
        var earlierHref: String?
        var laterHref: String?
    }

    struct RowContext {
        var rowTitle: String
        /// Nil while curators have it.
        var rowHref: String?
        var rowStatus: String
        var rowDate: String
        var rowReason: String?
        var rowNote: String?
    }

    struct FailedContext {
        var failedID: String
        var failedName: String
        var failedReason: String
        var failedRemedy: String
        var failedDate: String
    }

    private func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        let (catalogue, actor, strings) = (desk.catalogue, context.actor, desk.strings(request))
        let offset = max(0, request.uri.queryParameters["offset"].flatMap { Int($0) } ?? 0)
        var filter = QueueFilter()
        filter.stages = Set(Stage.allCases)
        filter.depositor = actor.name
        filter.newestFirst = true
        let wanted = filter
        let (queue, failures) = try await desk.pools.catalogue.run {
            (
                try catalogue.curation.queue(wanted, offset: offset, limit: Self.pageSize),
                try catalogue.failedDeposits.list(depositor: actor.name, limit: Self.mostFailed)
            )
        }
        let href = { (offset: Int) in "/upload/mine?offset=\(offset)" }
        let content = Content(
            rows: queue.entries.map { entry in
                let isOpen = entry.stage == .draft || (actor.role >= .curator && entry.stage != .published)
                let id = PercentEncoding.encode(entry.id)
                let isReadable = isOpen || entry.stage == .published || actor.role >= .curator
                return RowContext(
                    // One without a title has the name of its file.
                    rowTitle: entry.title == entry.source
                        ? entry.title.split(separator: "/").last.map(String.init) ?? entry.title : entry.title,
                    rowHref: isOpen ? "/upload/drafts/\(id)" : isReadable ? "/documents/\(id)" : nil,
                    rowStatus: strings.status(entry.stage, entry.curation),
                    rowDate: strings.date(entry.changed),
                    rowReason: entry.curation.sentBack?.reason,
                    rowNote: entry.fileReason
                )
            },
            isEmpty: queue.entries.isEmpty,
            hasFailed: !failures.entries.isEmpty,
            failures: failures.entries.map {
                FailedContext(
                    failedID: $0.id,
                    failedName: $0.name,
                    failedReason: $0.reason,
                    failedRemedy: strings.text("remedy.\($0.remedy.rawValue)"),
                    failedDate: strings.date($0.at)
                )
            },
            earlierHref: offset > 0 ? href(max(0, offset - Self.pageSize)) : nil,
            laterHref: offset + queue.entries.count < queue.total ? href(offset + Self.pageSize) : nil
        )
        return desk.page("mine", content, title: strings.myDocuments, request, context)
    }

    private func dismiss(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.member)
        let (failed, owner) = (desk.catalogue.failedDeposits, context.actor.name)
        let id = try context.parameters.require("failed")
        try await desk.pools.changes.run {
            // Somebody else's is not told apart from none.
            guard try failed.find(id, of: owner) != nil else { throw Problem.notFound("there is no such file") }
            try failed.dismiss(id)
        }
        return desk.leave(for: "/upload/mine", notice: "failedDismissed")
    }
}
