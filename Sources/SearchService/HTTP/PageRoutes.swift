import Catalogue
import DocumentModel
import HTTPTypes
import Hummingbird
import SystemPackage

/// The pages of a PDF as pictures: the pictures, what a search finds on them, and the pages that show both.
struct PageRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pages: SearchPage
    let pictures: PagePictures
    let pools: WorkPools
    let originals: VerifiedOriginals

    /// The picture itself.
    func picture(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let asked = request.uri.queryParameters["size"].map(String.init) ?? PageImageSize.large.rawValue
        guard let size = PageImageSize(rawValue: asked) else {
            let right = PageImageSize.allCases.map(\.rawValue).joined(separator: " or ")
            throw Problem.badParameter("size", "'\(asked)' is no size; \(right) would be right")
        }
        let place = try await place(context)
        let entityTag = "\"\(place.document.hash)-\(place.page)-\(size.rawValue)\""
        // A reader that may no longer see the document may look at what they have seen for a few minutes more.
        let headers: HTTPFields = [.eTag: entityTag, .cacheControl: "private, max-age=300"]
        if let known = request.headers[.ifNoneMatch], known == "*" || known.contains(entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        var response = Response.bytes(try await image(place, size).png, mediaType: "image/png")
        response.headers.append(contentsOf: headers)
        return response
    }

    /// What a search finds on the page, and where.
    func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let search = try SearchParameters.request(
            query: request.uri.query ?? "",
            interfaceLanguage: SearchRoutes.preferredLanguage(request)
        )
        let place = try await place(context)
        let (image, marks, _) = try await marks(place, search, context)
        return Response.json(PageResponse(place.document.id, place.page, image, marks))
    }

    /// The same to look at.
    func view(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let asked = try PageParameters(request)
        let place = try await place(context)
        let (image, marks, search) = try await marks(place, asked.search, context)
        let view = PictureView(
            request: search,
            page: place.page,
            current: asked.match,
            image: image,
            marks: marks
        )
        var response = Response.page(pages.render(view))
        response.headers[.vary] = "Accept-Language"
        return response
    }

    /// A page of a document that the reader may see.
    private struct Place {
        var document: CatalogueDocument
        var page: Int
    }

    private func place(_ context: ServiceContext) async throws -> Place {
        let id = try context.parameters.require("id")
        let number = try context.parameters.require("page")
        guard let page = Int(number), (1...1_000_000).contains(page) else {
            throw Problem.badParameter("page", "'\(number.prefix(80))' is no page; a number from 1 would be right")
        }
        let sight = context.actor.role.sight
        guard let document = try await pools.catalogue.run({ try catalogue.document(id, seenBy: sight) }) else {
            throw DocumentRoutes.unknown(id)
        }
        guard document.format == .pdf else {
            throw Problem.notFound("the document '\(id)' is no PDF: it has no pages to be drawn", parameter: "id")
        }
        return Place(document: document, page: page)
    }

    private func image(_ place: Place, _ size: PageImageSize) async throws -> PageImage {
        let hash = place.document.hash
        let original = try await originals.path(of: hash, for: place.document.id)
        return try await pictures.picture(ofPage: place.page, size, of: hash, original)
    }

    private func marks(
        _ place: Place,
        _ search: SearchRequest,
        _ context: ServiceContext
    ) async throws -> (PageImage, PageMarks, SearchRequest) {
        let image = try await image(place, .large)
        let engine = engines.engine(for: context)
        let (number, id) = (place.page, place.document.id)
        let (found, shortened) = try await pools.reading.search { deadline in
            let search = try engine.shortened(search)
            return (try engine.marks(on: number, of: id, image, search, deadline: deadline), search)
        }
        guard let marks = found else { throw DocumentRoutes.unknown(id) }
        return (image, marks, shortened)
    }
}

/// What the page with a picture is asked for: a search's own parameters, and which of its matches to begin with.
private struct PageParameters {
    var search: SearchRequest
    /// Counted from 1.
    var match: Int

    init(_ request: Request) throws {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        search = try SearchParameters.request(
            query: SearchLink.query(parameters.filter { $0.name != "match" }),
            interfaceLanguage: SearchRoutes.pageLanguage(request),
            ignoringUnknown: true
        )
        let text = parameters.last { $0.name == "match" && !$0.value.isEmpty }?.value ?? "1"
        guard let number = Int(text), number > 0 else {
            throw Problem.badParameter("match", "'\(text)' is no match; a number from 1 would be right")
        }
        match = number
    }
}
