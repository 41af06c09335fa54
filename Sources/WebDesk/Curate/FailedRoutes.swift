import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web

/// `/desk/failed`: uploads that could not be read, and documents whose files have no text, with what helps.
struct FailedRoutes: Sendable {
    private let desk: Desk
    private let share: ShareRoutes

    init(_ desk: Desk, _ share: ShareRoutes) { (self.desk, self.share) = (desk, share) }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk/failed") { request, context in try await page(nil, request, context) }
        router.post("/desk/failed/:failed/replace") { request, context in try await replace(request, context) }
        router.post("/desk/failed/:failed/dismiss") { request, context in try await dismiss(request, context) }
    }

    private static let pageSize = 25

    struct Content {
        var nav = CurateNav(.failed)
        var problem: String?
        var isEmpty: Bool
        var hasUploads: Bool
        var uploads: [UploadContext]
        var uploadTurn: TurnContext
        var hasFiles: Bool
        var files: [FileContext]
        var fileTurn: TurnContext
    }

    struct UploadContext {
        var failedID: String
        var failedName: String
        var failedDepositor: String
        var failedFacts: String
        var failedStatus: String
        var failedReason: String
        var failedRemedy: String
        var failedFileHref: String?
    }

    struct FileContext {
        var fileName: String
        var fileStatus: String
        var fileReason: String
        var fileRemedy: String
        var fileHref: String?
        /// Where another file is sent; nil if there is no document, or the curator's role does not cover it.
        var fileReplaceHref: String?
        /// A number on the page.
        var fileNumber: Int
    }

    private func page(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (catalogue, strings, permission) = (desk.catalogue, desk.strings(request), DepositPermission(context.actor))
        let offset = request.offset
        let uploadOffset = min(max(0, request.uri.queryParameters["uploads"].flatMap { Int($0) } ?? 0), 1_000_000)
        let (failed, files, covered) = try await desk.pools.catalogue.run {
            let files = try catalogue.workLists.files(nil, offset: offset, limit: Self.pageSize)
            var covered: [String: Bool] = [:]
            for id in files.entries.compactMap(\.document) {
                covered[id] = try catalogue.document(id).map { permission.covers($0.metadata) } ?? false
            }
            return (
                try catalogue.failedDeposits.list(offset: uploadOffset, limit: Self.pageSize), files, covered
            )
        }
        let people = try await People(failed.entries.map(\.depositor), desk, strings)
        let content = Content(
            problem: problem,
            isEmpty: failed.entries.isEmpty && files.entries.isEmpty,
            hasUploads: !failed.entries.isEmpty,
            uploads: failed.entries.map { upload in
                UploadContext(
                    failedID: upload.id,
                    failedName: upload.name,
                    failedDepositor: people[upload.depositor],
                    failedFacts: [strings.age(since: upload.at), strings.size(upload.size)]
                        .joined(separator: " · "),
                    failedStatus: strings.text("troubleStatus.\(upload.status.rawValue)"),
                    failedReason: upload.reason,
                    failedRemedy: strings.text("remedy.\(upload.remedy.rawValue)"),
                    failedFileHref: upload.isKept ? "/v1/failed-deposits/\(upload.id)/file" : nil
                )
            },
            uploadTurn: Self.turn("uploads", uploadOffset, failed.total),
            hasFiles: !files.entries.isEmpty,
            files: files.entries.enumerated().map { number, file in
                let isCovered = file.document.map { covered[$0] ?? false } ?? false
                return FileContext(
                    fileName: file.source,
                    fileStatus: strings.text("troubleStatus.\(file.status.rawValue)"),
                    fileReason: file.reason,
                    fileRemedy: strings.text("remedy.\(file.remedy.rawValue)"),
                    fileHref: file.document.map { ReviewRoutes.path($0) },
                    fileReplaceHref: isCovered ? file.document.map { ReviewRoutes.path($0) + "/file" } : nil,
                    fileNumber: number
                )
            },
            fileTurn: TurnContext("/desk/failed", offset: offset, limit: Self.pageSize, total: files.total)
        )
        return desk.page(
            "failed",
            content,
            title: strings.problemFilesHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    private static func turn(_ name: String, _ offset: Int, _ total: Int) -> TurnContext {
        var turn = TurnContext("/desk/failed", offset: offset, limit: pageSize, total: total)
        turn.earlierHref = turn.earlierHref?.replacing("offset=", with: "\(name)=")
        turn.laterHref = turn.laterHref?.replacing("offset=", with: "\(name)=")
        return turn
    }

    /// The failed upload of a request.
    private func failed(_ context: ServiceContext) async throws -> FailedDeposit {
        let (id, store) = (try context.parameters.require("failed"), desk.catalogue.failedDeposits)
        guard let found = try await desk.pools.catalogue.run({ try store.find(id, of: nil) }) else {
            throw Problem.notFound("there is no failed upload '\(id.prefix(80))'", parameter: "failed")
        }
        return found
    }

    /// Another file in place of one that could not be read, with the description that came with it.
    private func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await FileForm(request, desk, confirming: &context)
        let originals = desk.catalogue.originals
        do {
            try context.need(.curator)
            let found = try await failed(context)
            guard !form.files.isEmpty else { return try await page(desk.strings(request).noFiles, request, context) }
            let response = try await share.accept(
                form.files,
                found.members,
                replacing: found.document,
                request,
                context
            )
            let store = desk.catalogue.failedDeposits
            _ = try await desk.pools.changes.runAlways { try store.dismiss(found.id) }
            return response
        } catch {
            try? await desk.pools.files.runAlways { for file in form.files { originals.discard(file.staged) } }
            throw error
        }
    }

    private func dismiss(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let (found, store) = (try await failed(context), desk.catalogue.failedDeposits)
        _ = try await desk.pools.changes.run { try store.dismiss(found.id) }
        return desk.leave(for: "/desk/failed", notice: "failedDismissed")
    }
}
