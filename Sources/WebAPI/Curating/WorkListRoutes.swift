import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import Index
import SearchService
import Web

/// Lists of what curators could work on.
package struct WorkListRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pools: WorkPools

    package init(catalogue: Catalogue, engines: Engines, pools: WorkPools) {
        (self.catalogue, self.engines, self.pools) = (catalogue, engines, pools)
    }

    /// A list by its name.
    enum List: Sendable, Equatable {
        /// `country`, `licence` …: documents without this value.
        case lacking(Lack)
        /// `language`: documents whose language nobody knows.
        case language
        /// `files`: files that could not be read, or have no text.
        case files
        /// `searches`: searches without results.
        case searches

        static let names = Lack.allCases.map(\.rawValue) + ["language", "files", "searches"]

        init?(_ name: String) {
            switch name {
            case "language": self = .language
            case "files": self = .files
            case "searches": self = .searches
            default:
                guard let lack = Lack(rawValue: name) else { return nil }
                self = .lacking(lack)
            }
        }
    }

    struct Counts: Encodable {
        var documents: Int
        /// By field, `language` and `text` included.
        var lacking: [String: Int]
        /// By outcome.
        var files: [String: Int]
        var failedDeposits: Int
        var searches: Int
    }

    struct Entry: Encodable {
        var document: String?
        var title: String?
        var source: String?
        var stage: Stage?
        var status: String?
        var reason: String?
        var remedy: Remedy?
        var size: Int64?
        /// A search, and how often it was made.
        var text: String?
        var count: Int?
    }

    /// Documents in no language that is known. The index knows it; it is detected there.
    private static func unknownLanguage(offset: Int, limit: Int) throws -> SearchRequest {
        var request = SearchRequest(text: "")
        guard request.filters.add("und", to: .language) else { throw Problem.inside }
        (request.offset, request.limit, request.sort) = (offset, limit, .title)
        return request
    }

    /// `GET /v1/worklists`: how many entries each list has.
    package func counts(_ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let engine = engines.engine(for: context)
        let unknown = try await pools.reading.search { deadline in
            try engine.search(try Self.unknownLanguage(offset: 0, limit: 1), deadline: deadline).total
        }
        let counts = try await pools.reading.run {
            var lacking = Dictionary(
                uniqueKeysWithValues: try catalogue.lackCounts().map { ($0.key.rawValue, $0.value) }
            )
            lacking["language"] = unknown
            return Counts(
                documents: try catalogue.documentCount(),
                lacking: lacking,
                files: Dictionary(
                    uniqueKeysWithValues: try catalogue.workLists.fileCounts().map { ($0.key.rawValue, $0.value) }
                ),
                failedDeposits: try catalogue.failedDeposits.list(limit: 1).total,
                searches: try catalogue.queryLog.zeroResults(limit: WorkLists.mostSearches).count
            )
        }
        return try Response.dated(counts)
    }

    /// `GET /v1/worklists/{list}?status=&offset=&limit=`
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let name = try context.parameters.require("list")
        guard let list = List(name) else {
            let names = List.names.joined(separator: ", ")
            throw Problem.notFound("there is no list '\(name.prefix(80))'; the lists are \(names)", parameter: "list")
        }
        let values = try CuratingJSON.parameters(request, ["status", "offset", "limit"])
        let offset = try CuratingJSON.number("offset", in: values, 0...SearchRequest.maximumOffset) ?? 0
        let limit = try CuratingJSON.number("limit", in: values, 1...100) ?? 50
        let status = try values["status"].map { text in
            guard list == .files, let status = FileStatus(rawValue: text), WorkLists.troubles.contains(status) else {
                let names = WorkLists.troubles.map(\.rawValue).joined(separator: ", ")
                throw Problem.badParameter("status", "only for the list 'files'; expected one of \(names)")
            }
            return status
        }
        let engine = engines.engine(for: context)
        let found = try await pools.reading.search { deadline in
            try entries(list, status, offset: offset, limit: limit, engine, deadline)
        }
        return try Response.dated(found)
    }

    private func entries(
        _ list: List,
        _ status: FileStatus?,
        offset: Int,
        limit: Int,
        _ engine: SearchEngine,
        _ deadline: SearchDeadline
    ) throws -> ListResponse<Entry> {
        switch list {
        case .lacking(let lack):
            let found = try catalogue.workLists.documents(lacking: lack, offset: offset, limit: limit)
            let entries = found.entries.map {
                Entry(document: $0.id, title: $0.title, source: $0.source, stage: $0.stage)
            }
            return ListResponse(total: found.total, entries: entries)
        case .language:
            let request = try Self.unknownLanguage(offset: offset, limit: limit)
            let answer = try engine.search(request, deadline: deadline)
            let entries = try answer.hits.map { hit in
                let document = hit.document
                return Entry(
                    document: document.id,
                    title: document.title,
                    source: document.source,
                    stage: try catalogue.document(document.id)?.stage
                )
            }
            return ListResponse(total: answer.total, entries: entries)
        case .files:
            let found = try catalogue.workLists.files(status, offset: offset, limit: limit)
            let entries = found.entries.map {
                Entry(
                    document: $0.document,
                    source: $0.source,
                    status: $0.status.rawValue,
                    reason: $0.reason,
                    remedy: $0.remedy,
                    size: $0.size
                )
            }
            return ListResponse(total: found.total, entries: entries)
        case .searches:
            let all = try catalogue.queryLog.zeroResults(limit: WorkLists.mostSearches)
            let entries = all.dropFirst(offset).prefix(limit).map { Entry(text: $0.text, count: $0.count) }
            return ListResponse(total: all.count, entries: entries)
        }
    }
}
