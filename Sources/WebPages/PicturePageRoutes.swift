import DocumentModel
import Hummingbird
import SearchService
import Web

/// The pages of PDFs as pictures.
package struct PicturePageRoutes: Sendable {
    let drawn: DrawnPages
    let pages: SearchPage

    package init(drawn: DrawnPages, pages: SearchPage) {
        (self.drawn, self.pages) = (drawn, pages)
    }

    /// The page with its picture, and the matches of a search on it.
    package func view(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pages = pages.seen(by: context, at: request)
        let pageParameters = try PageParameters(request)
        let place = try await drawn.place(context)
        let (image, marks, search) = try await drawn.marks(place, pageParameters.search, context)
        let view = PictureView(
            request: search,
            page: place.page,
            current: pageParameters.match,
            image: image,
            marks: marks
        )
        var response = Response.page(pages.render(view))
        response.headers[.vary] = "Accept-Language"
        return response
    }
}

/// The parameters of the page with a picture: those of a search, and the match to start with.
private struct PageParameters {
    var search: SearchRequest
    /// Counted from 1.
    var match: Int

    init(_ request: Request) throws {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        search = try SearchParameters.request(
            query: SearchLink.query(parameters.filter { $0.name != "match" }),
            interfaceLanguage: RequestLanguages.page(of: request),
            ignoringUnknown: true
        )
        let text = parameters.last { $0.name == "match" && !$0.value.isEmpty }?.value ?? "1"
        guard let number = Int(text), number > 0 else {
            throw Problem.badParameter("match", "'\(text)' is not a match; expected a number from 1")
        }
        match = number
    }
}
