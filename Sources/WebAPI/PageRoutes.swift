import Catalogue
import DocumentModel
import HTTPTypes
import Hummingbird
import SystemPackage
import Web

/// The pages of a PDF: their pictures, and the matches of a search on them.
package struct PageRoutes: Sendable {
    let pages: DrawnPages

    package init(_ pages: DrawnPages) { self.pages = pages }

    /// The picture itself.
    package func picture(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let sizeName = request.uri.queryParameters["size"].map(String.init) ?? PageImageSize.large.rawValue
        guard let size = PageImageSize(rawValue: sizeName) else {
            let right = PageImageSize.allCases.map(\.rawValue).joined(separator: " or ")
            throw Problem.badParameter("size", "'\(sizeName)' is not a size; expected \(right)")
        }
        let place = try await pages.place(context)
        let entityTag = "\"\(place.document.hash)-\(place.page)-\(size.rawValue)\""
        // Readers who lose access to a document may see pictures in their cache for a few more minutes.
        let headers: HTTPFields = [.eTag: entityTag, .cacheControl: "private, max-age=300"]
        if let tags = request.headers[.ifNoneMatch], tags == "*" || tags.contains(entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        var response = Response.bytes(try await pages.image(place, size).png, mediaType: "image/png")
        response.headers.append(contentsOf: headers)
        return response
    }

    /// The matches of a search on the page, and their positions.
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
