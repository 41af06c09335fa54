import Catalogue
import DocumentModel
import Hummingbird
import Localisation
import Toolbox
import Web
import WebAPI

/// `/admin`: the state of the toolbox at a glance, and the way to the rooms.
struct LandingRoutes: Sendable {
    private let desk: Desk
    private let board: StatusBoard

    init(_ desk: Desk, _ board: StatusBoard) { (self.desk, self.board) = (desk, board) }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin") { request, context in try await page(request, context) }
    }

    struct Content {
        var nav: AdminNav
        var tiles: [Tile]
        /// What is wrong, in English.
        var troubles: [String]
        var rooms: [Room]
    }

    struct Tile {
        var tileLabel: String
        var tileValue: String
        var tileHint: String?
        var tileHref: String
        /// Whether somebody should look at it.
        var tileIsWrong = false
    }

    struct Room {
        var roomHref: String
        var roomName: String
        var roomLead: String
    }

    private func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let (strings, catalogue) = (desk.strings(request), desk.catalogue)
        let status = try await board.answer()
        let (failed, requests) = try await desk.pools.catalogue.run {
            (try catalogue.files.withoutText().count, try catalogue.persons.erasureRequests().count)
        }
        let content = Content(
            nav: AdminNav(.landing, strings),
            tiles: Self.tiles(status, failed: failed, requests: requests, strings),
            troubles: status.service.index.troubles + status.toolbox.workers.lacks,
            rooms: AdminRoom.allCases.dropFirst().map {
                Room(roomHref: $0.path, roomName: $0.name(strings), roomLead: strings.text("\($0.rawValue)Lead"))
            }
        )
        return desk.page("admin", content, title: strings.administrateLink, request, context)
    }

    private static func tiles(
        _ status: ServiceStatus,
        failed: Int,
        requests: Int,
        _ strings: PageStrings
    ) -> [Tile] {
        let toolbox = status.toolbox
        let state = AdminRoom.status.path
        let waiting = [Stage.draft, .reviewed].reduce(0) { $0 + (toolbox.stages[$1.rawValue] ?? 0) }
        let used = toolbox.disk.values.reduce(0, +)
        let work = status.service.work.values.reduce(0, +)
        let last = toolbox.backup.last
        var tiles = [
            Tile(
                tileLabel: strings.tileDocuments,
                tileValue: strings.number(toolbox.documents),
                tileHint: waiting > 0 ? strings.message("tileWaiting", ["count": .number(waiting)]) : nil,
                tileHref: state
            ),
            Tile(
                tileLabel: strings.tileLanguages,
                tileValue: strings.number(toolbox.languages.count),
                tileHref: state
            ),
            Tile(
                tileLabel: strings.tileIndex,
                tileValue: strings.text("indexState.\(status.service.index.state.rawValue)"),
                tileHint: status.service.index.behind > 0 ? strings.behind(status.service.index.behind) : nil,
                tileHref: state,
                tileIsWrong: status.service.index.state == .trouble || toolbox.foreignFormat != nil
            ),
            Tile(
                tileLabel: strings.tileWork,
                tileValue: strings.number(work),
                tileHint: strings.tileWorkHint,
                tileHref: state
            ),
            Tile(
                tileLabel: strings.tileDisk,
                tileValue: strings.size(used),
                tileHint: toolbox.diskFree.map { strings.message("tileFree", ["size": .text(strings.size($0))]) },
                tileHref: state,
                // Less free space than the toolbox has: a backup or a new index may not fit.
                tileIsWrong: toolbox.diskFree.map { $0 < min(used, 1 << 30) } ?? false
            ),
            Tile(
                tileLabel: strings.tileBackup,
                tileValue: last.map { strings.text("backupResult.\($0.result.rawValue)") } ?? strings.backupNever,
                tileHint: last.map { strings.date($0.finished) },
                tileHref: state,
                tileIsWrong: last.map { $0.result != .complete } ?? true
            ),
        ]
        if failed > 0 {
            tiles.append(
                Tile(
                    tileLabel: strings.tileFailed,
                    tileValue: strings.number(failed),
                    tileHref: AdminRoom.report.path,
                    tileIsWrong: true
                )
            )
        }
        if requests > 0 {
            tiles.append(
                Tile(
                    tileLabel: strings.tileRequests,
                    tileValue: strings.number(requests),
                    tileHref: AdminRoom.persons.path,
                    tileIsWrong: true
                )
            )
        }
        return tiles
    }
}

extension PageStrings {
    /// How many changes the index has not got yet.
    func behind(_ changes: Int64) -> String {
        message("indexBehind", ["count": .number(Int(clamping: changes))])
    }
}
