import Catalogue
import DocumentModel
import Foundation
import HTTPTypes
import Hummingbird
import Indexer
import SystemPackage

/// Documents and their original files.
struct DocumentRoutes: Sendable {
    let catalogue: Catalogue
    let engine: SearchEngine

    func document(_ context: BasicRequestContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let document = try await offPool({ try engine.describe(id, catalogue) }) else { throw Self.unknown(id) }
        return Response.json(document)
    }

    func file(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let document = try await offPool({ try catalogue.document(id) }) else { throw Self.unknown(id) }
        let entityTag = "\"\(document.hash)\""
        var headers: HTTPFields = [
            .eTag: entityTag, .acceptRanges: "bytes", .cacheControl: "no-cache",
            .contentType: document.format.mediaType,
            .contentDisposition: Self.disposition(document.source),
        ]
        switch document.format {
        case .html, .markdown, .text, .vtt, .srt:
            // An original is somebody else's page: it must not run scripts in this service's name.
            headers[.contentSecurityPolicy] =
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
        case .pdf, .epub, .pptx, .odp, .docx, .odt: break
        }
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains(entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        let isCurrent = request.headers[HTTPField.Name("If-Range")!].map { $0 == entityTag } ?? true
        let range = isCurrent ? ByteRange(request.headers[.range], size: Int(document.size)) : .whole
        let path = catalogue.originals.path(of: document.hash).string
        switch range {
        case .unsatisfiable:
            var response = Problem.unsatisfiableRange(size: document.size).response
            response.headers[.contentRange] = "bytes */\(document.size)"
            return response
        case .whole:
            let body = try await FileIO().loadFile(path: path, context: context)
            return Response(status: .ok, headers: headers, body: body)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(document.size)"
            let body = try await FileIO().loadFile(path: path, range: range, context: context)
            return Response(status: .partialContent, headers: headers, body: body)
        }
    }

    static func unknown(_ id: String) -> Problem {
        .notFound("there is no document '\(id.prefix(80))'", parameter: "id")
    }

    /// Shown in the browser, saved under its own name (RFC 6266).
    private static func disposition(_ source: String) -> String {
        let name = source.split(separator: "/").last.map(String.init) ?? "document"
        let plain = String(
            name.unicodeScalars.map { scalar in
                (32..<127).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "_"
            }
        )
        return "inline; filename=\"\(plain)\"; filename*=UTF-8''\(SearchLink.percentEncoded(name))"
    }
}

extension SearchEngine {
    /// A document with its metadata from the catalogue and its sections from the index; nil where there is none.
    public func describe(_ id: String, _ catalogue: Catalogue) throws -> DocumentResponse? {
        guard let record = try catalogue.document(id) else { return nil }
        let stored = try document(id)
        let sections = try self.sections(of: id).map { section in
            DocumentSection(
                locator: PassageLocator(section.locator),
                language: section.language.code,
                url: DocumentLink.file(id, at: section.locator)
            )
        }
        return DocumentResponse(
            id: id,
            title: stored?.title ?? record.metadata.title ?? record.source,
            source: record.source,
            language: stored?.languages.first?.code ?? "und",
            type: (record.metadata.type ?? record.format.defaultType).code,
            format: record.format.rawValue,
            url: DocumentLink.file(id, at: nil),
            metadata: record.metadata,
            sections: sections
        )
    }
}
