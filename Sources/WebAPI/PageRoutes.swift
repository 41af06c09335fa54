import Catalogue
import DocumentModel
import HTTPTypes
import Hummingbird
import SystemPackage
import Web

/// The pages of a PDF: their pictures, and what a search finds on them.
package struct PageRoutes: Sendable {
    let pages: DrawnPages

    package init(_ pages: DrawnPages) { self.pages = pages }

    /// The picture itself.
    package func picture(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let asked = request.uri.queryParameters["size"].map(String.init) ?? PageImageSize.large.rawValue
        guard let size = PageImageSize(rawValue: asked) else {
            let right = PageImageSize.allCases.map(\.rawValue).joined(separator: " or ")
            throw Problem.badParameter("size", "'\(asked)' is not a size; expected \(right)")
        }
        let place = try await pages.place(context)
        let entityTag = "\"\(place.document.hash)-\(place.page)-\(size.rawValue)\""
        // A reader that may no longer see the document may look at what they have seen for a few minutes more.
        let headers: HTTPFields = [.eTag: entityTag, .cacheControl: "private, max-age=300"]
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains(entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        var response = Response.bytes(try await pages.image(place, size).png, mediaType: "image/png")
        response.headers.append(contentsOf: headers)
        return response
    }

    /// What a search finds on the page, and where.
    package func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let search = try SearchParameters.request(
            query: request.uri.query ?? "",
            interfaceLanguage: RequestLanguages.preferred(of: request)
        )
        let place = try await pages.place(context)
        let (image, marks, _) = try await pages.marks(place, search, context)
        return try Response.json(PageResponse(place.document.id, place.page, image, marks))
    }
}
