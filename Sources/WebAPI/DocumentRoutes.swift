import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Index
import SearchService
import SystemPackage
import Web

/// Documents and their original files.
package struct DocumentRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pools: WorkPools
    let originals: VerifiedOriginals

    package init(catalogue: Catalogue, engines: Engines, pools: WorkPools, originals: VerifiedOriginals) {
        (self.catalogue, self.engines, self.pools) = (catalogue, engines, pools)
        self.originals = originals
    }

    package func document(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let (actor, engines) = (context.actor, engines)
        let page = try SectionPage(request.uri.query ?? "")
        let described = try await pools.reading.run {
            // Depositors see their own drafts, but of other documents only what they see anyway.
            let engine = try engines[catalogue.audience(of: id, for: actor)]
            return try engine.describe(id, catalogue, sections: page, relatives: actor.role.audience).map {
                (revision: $0.revision, response: try Response.json($0))
            }
        }
        guard let described else { throw Problem.unknownDocument(id) }
        let entityTag = DepositRoutes.entityTag(described.revision)
        if let tags = request.headers[.ifNoneMatch], tags == "*" || tags.contains(entityTag) {
            return Response(status: .notModified, headers: [.eTag: entityTag])
        }
        var response = described.response
        response.headers[.eTag] = entityTag
        return response
    }

    /// All versions of a document.
    package func versions(_ context: ServiceContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let actor = context.actor
        let found = try await pools.catalogue.run {
            let audience = try catalogue.audience(of: id, for: actor)
            return try catalogue.document(id, seenBy: audience).map { _ in
                try catalogue.versions(of: id, seenBy: audience)
            }
        }
        guard let found else { throw Problem.unknownDocument(id) }
        let base = "/v1/documents/\(PercentEncoding.encode(id))/file?version="
        return try Response.json(
            found.map {
                VersionResponse(
                    version: $0.version,
                    format: $0.format.rawValue,
                    size: $0.size,
                    added: $0.added.formatted(.iso8601),
                    url: base + String($0.version)
                )
            }
        )
    }

    /// The documents most similar to one.
    package func similar(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let similarRequest = try SearchParameters.similar(
            query: request.uri.query ?? "",
            preferred: RequestLanguages.all(of: request)
        )
        let engine = engines.engine(for: context)
        let found = try await pools.reading.search { deadline in
            // The catalogue decides, because the index may not reflect the latest change yet.
            try catalogue.document(id, seenBy: engine.audience).flatMap { _ in
                try engine.similar(
                    to: id,
                    preferred: similarRequest.preferred,
                    limit: similarRequest.limit,
                    deadline: deadline
                )
            }
        }
        guard let found else { throw Problem.unknownDocument(id) }
        var response = try Response.json(SimilarResponse(document: id, similar: found))
        response.headers[.vary] = "Accept-Language"
        return response
    }

    package func file(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let actor = context.actor
        let wanted = request.uri.queryParameters["version"].map(String.init)
        let part = request.uri.queryParameters["part"].map(String.init)
        let found = try await pools.catalogue.run {
            let audience = try catalogue.audience(of: id, for: actor)
            return try catalogue.document(id, seenBy: audience).flatMap { document -> CatalogueDocument? in
                guard let wanted else { return document }
                let versions = try catalogue.versions(of: id, seenBy: audience)
                guard let version = versions.first(where: { String($0.version) == wanted }) else { return nil }
                var old = document
                (old.hash, old.size, old.format) = (version.hash, version.size, version.format)
                return old
            }.flatMap { document in
                // The original of a media bundle is the list of its files.
                guard document.format.isMedia || part != nil else { return document }
                let parts = try catalogue.parts(of: document.hash)
                guard let number = Int(part ?? "0"), parts.indices.contains(number) else { return nil }
                var file = document
                (file.hash, file.size, file.format) = (parts[number].hash, parts[number].size, parts[number].format)
                if number > 0 {
                    let name = document.source.split(separator: ".").dropLast().joined(separator: ".")
                    let language = parts[number].language.map { "." + $0.code } ?? ""
                    file.source = name + language + "." + file.format.rawValue
                }
                return file
            }
        }
        guard let document = found else { throw Problem.unknownDocument(id) }
        let entityTag = "\"\(document.hash)\""
        var headers: HTTPFields = [
            .eTag: entityTag, .acceptRanges: "bytes", .cacheControl: "no-cache",
            .contentType: document.format.mediaType(of: document.source),
            .contentDisposition: Self.disposition(document.source),
        ]
        if document.format.entry.kind == .text {
            // Originals are foreign content: they must not run scripts in this service's origin.
            headers[.contentSecurityPolicy] =
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
        }
        if let tags = request.headers[.ifNoneMatch], tags == "*" || tags.contains(entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        let isCurrent = request.headers[HTTPField.Name("If-Range")!].map { $0 == entityTag } ?? true
        let range = isCurrent ? ByteRange(request.headers[.range], size: Int(document.size)) : .whole
        let path = try await originals.path(of: document.hash, for: id).string
        // Piece by piece: a slow client uses a descriptor, but no thread.
        let files = FileIO(threadPool: pools.files.threads)
        switch range {
        case .unsatisfiable:
            var response = Problem.unsatisfiableRange(size: document.size).response
            response.headers[.contentRange] = "bytes */\(document.size)"
            return response
        case .whole:
            let body = try await files.loadFile(path: path, context: context)
            return Response(status: .ok, headers: headers, body: body)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(document.size)"
            let body = try await files.loadFile(path: path, range: range, context: context)
            return Response(status: .partialContent, headers: headers, body: body)
        }
    }

    /// Shown in the browser, saved under its own name (RFC 6266).
    private static func disposition(_ source: String) -> String {
        let name = source.split(separator: "/").last.map(String.init) ?? "document"
        let plain = String(
            name.unicodeScalars.map { scalar in
                (32..<127).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "_"
            }
        )
        return "inline; filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
