import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import SearchService
import Web
import WebAPI

/// `/desk/work`: what descriptions lack, and searches without results.
struct WorkRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk/work") { request, context in try await overview(request, context) }
        router.get("/desk/work/:list") { request, context in try await list(request, context) }
    }

    private static let pageSize = 50
    private static let searchesShown = 20

    /// A list by its name in addresses.
    private enum List: Sendable, Equatable {
        case lacking(Lack)
        case language, searches

        init?(_ name: String) {
            switch name {
            case "language": self = .language
            case "searches": self = .searches
            default:
                guard let lack = Lack(rawValue: name) else { return nil }
                self = .lacking(lack)
            }
        }

        /// The lists of documents, in the order of the page.
        static let ofDocuments: [(name: String, list: List)] =
            Lack.allCases.map { ($0.rawValue, .lacking($0)) } + [("language", .language)]
    }

    struct OverviewContent {
        var nav = CurateNav(.work)
        var lists: [ListContext]
        var nothingMissing: Bool
        var searches: [SearchContext]
        var hasSearches: Bool
        var allSearchesHref: String?
    }

    struct ListContext {
        var listHref: String
        var listName: String
        var listCount: String
    }

    struct SearchContext {
        var searchHref: String
        var searchText: String
        var searchCount: String
    }

    private func overview(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (catalogue, strings) = (desk.catalogue, desk.strings(request))
        let engine = desk.engines.engine(for: context)
        let unknown = try await desk.pools.reading.search { deadline in
            try engine.search(try WorkListRoutes.unknownLanguage(offset: 0, limit: 1), deadline: deadline).total
        }
        let (lacks, searches) = try await desk.pools.reading.run {
            (try catalogue.lackCounts(), try catalogue.queryLog.zeroResults(limit: Self.searchesShown + 1))
        }
        let lists = List.ofDocuments.compactMap { name, list -> ListContext? in
            let count: Int
            if case .lacking(let lack) = list { count = lacks[lack] ?? 0 } else { count = unknown }
            guard count > 0 else { return nil }
            return ListContext(
                listHref: "/desk/work/\(name)",
                listName: strings.text("missing.\(name)"),
                listCount: strings.documents(count)
            )
        }
        let content = OverviewContent(
            lists: lists,
            nothingMissing: lists.isEmpty,
            searches: searches.prefix(Self.searchesShown).map { Self.row($0, strings) },
            hasSearches: !searches.isEmpty,
            allSearchesHref: searches.count > Self.searchesShown ? "/desk/work/searches" : nil
        )
        return desk.page("work", content, title: strings.workHeading, request, context)
    }

    private static func row(_ search: ZeroResultQuery, _ strings: PageStrings) -> SearchContext {
        SearchContext(
            searchHref: SearchLink(SearchRequest(text: search.text)).href,
            searchText: PageText.shortened(search.text, to: 200),
            searchCount: strings.message("searchCount", ["count": .number(search.count)])
        )
    }

    struct ListPageContent {
        var nav = CurateNav(.work)
        var heading: String
        var status: String
        var rows: [RowContext]
        var searches: [SearchContext]
        var turn: TurnContext
    }

    struct RowContext {
        var rowHref: String
        var rowTitle: String
        var rowStage: String
        var rowSource: String
        /// The form for its description; nil if the curator's role does not cover it.
        var rowEditHref: String?
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let name = try context.parameters.require("list")
        guard let list = List(name) else {
            throw Problem.notFound("there is no list '\(name.prefix(80))'", parameter: "list")
        }
        let (catalogue, strings, offset) = (desk.catalogue, desk.strings(request), request.offset)
        let permission = DepositPermission(context.actor)
        let engine = desk.engines.engine(for: context)
        let found = try await desk.pools.reading.search {
            deadline -> (rows: [RowContext], searches: [SearchContext], total: Int) in
            func row(_ id: String) throws -> RowContext? {
                guard let document = try catalogue.document(id) else { return nil }
                return RowContext(
                    rowHref: ReviewRoutes.path(id),
                    rowTitle: document.shownTitle,
                    rowStage: strings.text("status.\(document.stage.rawValue)"),
                    rowSource: document.source,
                    rowEditHref: permission.covers(document.metadata) ? DraftRoutes.path(id) : nil
                )
            }
            switch list {
            case .lacking(let lack):
                let part = try catalogue.workLists.documents(lacking: lack, offset: offset, limit: Self.pageSize)
                return (try part.entries.compactMap { try row($0.id) }, [], part.total)
            case .language:
                guard offset <= SearchRequest.maximumOffset else { return ([], [], 0) }
                let request = try WorkListRoutes.unknownLanguage(offset: offset, limit: Self.pageSize)
                let answer = try engine.search(request, deadline: deadline)
                return (try answer.hits.compactMap { try row($0.document.id) }, [], answer.total)
            case .searches:
                let all = try catalogue.queryLog.zeroResults(limit: WorkLists.mostSearches)
                let rows = all.dropFirst(offset).prefix(Self.pageSize).map { Self.row($0, strings) }
                return ([], rows, all.count)
            }
        }
        let heading = list == .searches ? strings.emptySearchesHeading : strings.text("missing.\(name)")
        let content = ListPageContent(
            heading: heading,
            status: list == .searches ? strings.number(found.total) : strings.documents(found.total),
            rows: found.rows,
            searches: found.searches,
            turn: TurnContext("/desk/work/\(name)", offset: offset, limit: Self.pageSize, total: found.total)
        )
        return desk.page("work-list", content, title: heading, request, context)
    }
}
