import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import SystemPackage
import Web

/// Uploads that could not be read: members see their own, curators all.
package struct FailedDepositRoutes: Sendable {
    let catalogue: Catalogue
    let deposits: DepositRoutes
    let pools: WorkPools

    package init(catalogue: Catalogue, deposits: DepositRoutes, pools: WorkPools) {
        (self.catalogue, self.deposits, self.pools) = (catalogue, deposits, pools)
    }

    struct Entry: Encodable {
        var id: String
        var name: String
        var size: Int64
        var at: Date
        var depositor: String
        var status: String
        var reason: String
        var remedy: Remedy
        var metadata: [String: JSONValue]
        var document: String?
        /// The address of its bytes; nil if they are not kept any more.
        var url: String?
        /// When it will be forgotten.
        var until: Date

        init(_ failed: FailedDeposit) {
            (id, name, size, at) = (failed.id, failed.name, failed.size, failed.at)
            (depositor, status, reason) = (failed.depositor, failed.status.rawValue, failed.reason)
            (remedy, metadata, document) = (failed.remedy, failed.members, failed.document)
            url = failed.isKept ? "/v1/failed-deposits/\(failed.id)/file" : nil
            until = failed.at.addingTimeInterval(Double(FailedDeposits.days) * 86_400)
        }
    }

    /// Whose failed uploads the actor sees; nil: everybody's.
    private static func owner(_ context: ServiceContext) throws -> String? {
        try context.need(.member)
        return DepositPermission(context.actor).mayCurate ? nil : context.actor.name
    }

    private func failed(_ context: ServiceContext) async throws -> FailedDeposit {
        let owner = try Self.owner(context)
        let id = try context.parameters.require("failed")
        guard let found = try await pools.catalogue.run({ try catalogue.failedDeposits.find(id, of: owner) }) else {
            throw Problem.notFound("there is no failed upload '\(id.prefix(80))'", parameter: "failed")
        }
        return found
    }

    /// `GET /v1/failed-deposits`: newest first.
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let owner = try Self.owner(context)
        let values = try CuratingJSON.parameters(request, ["offset", "limit"])
        let offset = try CuratingJSON.number("offset", in: values, 0...FailedDeposits.most) ?? 0
        let limit = try CuratingJSON.number("limit", in: values, 1...FailedDeposits.mostListed) ?? 50
        let found = try await pools.catalogue.run {
            try catalogue.failedDeposits.list(depositor: owner, offset: offset, limit: limit)
        }
        return try Response.dated(ListResponse(total: found.total, entries: found.entries.map(Entry.init)))
    }

    /// `GET /v1/failed-deposits/{failed}`
    package func find(_ context: ServiceContext) async throws -> Response {
        try Response.dated(Entry(try await failed(context)))
    }

    /// `GET /v1/failed-deposits/{failed}/file`: the bytes, to be saved, never shown.
    package func file(_ context: ServiceContext) async throws -> Response {
        let found = try await failed(context)
        let path = catalogue.failedDeposits.path(of: found.id).string
        guard found.isKept, FileManager.default.fileExists(atPath: path) else {
            throw Problem.notFound("the bytes of this upload are not kept any more", parameter: "failed")
        }
        let body = try await FileIO(threadPool: pools.files.threads).loadFile(path: path, context: context)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename*=UTF-8''\(PercentEncoding.encode(found.name))",
            ],
            body: body
        )
    }

    /// `POST /v1/failed-deposits/{failed}/file`: another file in its place, deposited with the description that came with
    /// the first one.
    package func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let found = try await failed(context)
        let response: Response
        if let document = found.document {
            response = try await deposits.addVersion(of: document, request, context)
        } else {
            response = try await deposits.deposit(request, context, instead: found)
        }
        _ = try await pools.changes.runAlways { try catalogue.failedDeposits.dismiss(found.id) }
        return response
    }

    /// `DELETE /v1/failed-deposits/{failed}`
    package func dismiss(_ context: ServiceContext) async throws -> Response {
        let found = try await failed(context)
        _ = try await pools.changes.run { try catalogue.failedDeposits.dismiss(found.id) }
        return Response(status: .noContent)
    }
}
