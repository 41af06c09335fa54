import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Toolbox
import Web

/// What curators should know and work on: the report, searches without results, the state of the service.
package struct ReportRoutes: Sendable {
    let catalogue: Catalogue
    let pools: WorkPools
    private let board: StatusBoard

    package init(catalogue: Catalogue, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.pools) = (catalogue, pools)
        board = StatusBoard(catalogue: catalogue, services: services, pools: pools)
    }

    /// `GET /v1/report?offset=&limit=`: the report of `vetsearch report --json`, with a page of each list.
    package func report(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let values = try QueryValues(request, "offset", "limit")
        let (offset, limit) = try values.page()
        let report = try await pools.reading.run { try CuratorReport(of: catalogue, offset: offset, limit: limit) }
        var response = try Response.object(report)
        if report.totals.values.contains(where: { $0 > offset + limit }) {
            response.headers[.link] = values.linkToNext(["offset": String(offset + limit)])
        }
        return response
    }

    /// `GET /v1/report/lacking/{what}?offset=&limit=&format=`: the documents without a country, a licence, ….
    package func lacking(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let values = try QueryValues(request, "offset", "limit", "format")
        let name = try context.parameters.require("what")
        guard let lack = Lack(rawValue: name) else {
            let right = Lack.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.notFound(
                "'\(name.prefix(80))' is not in the report; expected one of \(right)",
                parameter: "what"
            )
        }
        let isTable = try values.wantsCSV()
        let (offset, limit) = try values.page()
        let list = try await pools.reading.run {
            try LackingDocuments(lack, of: catalogue, offset: offset, limit: limit)
        }
        var response = isTable ? Response.csv(list.csv, name: "lacking-\(name)") : try Response.object(list)
        if list.total > offset + limit {
            response.headers[.link] = values.linkToNext(["offset": String(offset + limit)])
        }
        return response
    }

    // MARK: Searches without results

    struct ZeroResultList: Codable {
        struct Day: Codable {
            /// `2026-11-28`
            var day: String
            var count: Int

            init(_ day: ZeroResults.Day) { (self.day, count) = (ReportRoutes.name(ofDay: day.day), day.count) }
        }

        struct Search: Codable {
            var text: String
            var count: Int
            var days: [Day]
        }

        var from: String
        var until: String
        var total: Int
        var searches: [Search]
        var days: [Day]
    }

    /// `GET /v1/zero-results?from=&until=&offset=&limit=&format=`: searches without results, by day.
    package func zeroResults(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let values = try QueryValues(request, "from", "until", "offset", "limit", "format")
        let isTable = try values.wantsCSV()
        let (offset, limit) = try values.page()
        let today = Self.day(of: Date())
        let first = try Self.day(values, "from") ?? today - QueryLog.keptDays
        let last = try Self.day(values, "until") ?? max(first, today)
        guard first <= last else { throw Problem.badParameter("until", "this day is before that of 'from'") }
        let found = try await pools.reading.run {
            try catalogue.queryLog.zeroResults(days: first...last, offset: offset, limit: limit)
        }
        var response: Response
        if isTable {
            let rows = found.searches.flatMap { search in
                search.days.map { [search.text, Self.name(ofDay: $0.day), String($0.count)] }
            }
            response = .csv(SpreadsheetCell.table(["text", "day", "count"], rows), name: "zero-results")
        } else {
            response = try Response.object(
                ZeroResultList(
                    from: Self.name(ofDay: first),
                    until: Self.name(ofDay: last),
                    total: found.total,
                    searches: found.searches.map {
                        .init(text: $0.text, count: $0.count, days: $0.days.map(ZeroResultList.Day.init))
                    },
                    days: found.days.map(ZeroResultList.Day.init)
                )
            )
        }
        if found.total > offset + limit {
            response.headers[.link] = values.linkToNext(["offset": String(offset + limit)])
        }
        return response
    }

    /// A day as days since 1970.
    private static func day(_ values: QueryValues, _ name: String) throws -> Int? {
        guard let text = values.text(name) else { return nil }
        guard text.utf8.count == 10, let time = AuditTable.time(text, isEnd: false) else {
            throw Problem.badParameter(name, "'\(text.prefix(80))' is not a date; expected one like 2026-11-28")
        }
        return day(of: time)
    }

    private static func day(of date: Date) -> Int { Int((date.timeIntervalSince1970 / 86_400).rounded(.down)) }

    private static func name(ofDay day: Int) -> String {
        Date(timeIntervalSince1970: Double(day) * 86_400).formatted(.iso8601.year().month().day())
    }

    // MARK: The state

    /// `GET /v1/status`: the state of the toolbox as `vetsearch status --json` shows it, and that of the service.
    package func status(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        _ = try QueryValues(request)
        return try Response.object(try await board.answer())
    }
}
