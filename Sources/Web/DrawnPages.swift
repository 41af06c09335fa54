import Catalogue
import DocumentModel
import Hummingbird
import SearchService
import SystemPackage

/// The pages of PDFs that a client may see: the page of a request, its picture, and the matches of a search on it.
package struct DrawnPages: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pictures: PagePictures
    let pools: WorkPools
    let originals: VerifiedOriginals

    package init(
        catalogue: Catalogue,
        engines: Engines,
        pictures: PagePictures,
        pools: WorkPools,
        originals: VerifiedOriginals
    ) {
        (self.catalogue, self.engines, self.pictures) = (catalogue, engines, pictures)
        (self.pools, self.originals) = (pools, originals)
    }

    /// A page of a document that the client may see.
    package struct Place {
        package var document: CatalogueDocument
        package var page: Int
    }

    package func place(_ context: ServiceContext) async throws -> Place {
        let id = try context.parameters.require("id")
        let number = try context.parameters.require("page")
        guard let page = Int(number), (1...1_000_000).contains(page) else {
            throw Problem.badParameter("page", "'\(number.prefix(80))' is not a page; expected a number from 1")
        }
        let audience = context.actor.role.audience
        guard let document = try await pools.catalogue.run({ try catalogue.document(id, seenBy: audience) }) else {
            throw Problem.unknownDocument(id)
        }
        guard document.format == .pdf else {
            throw Problem.notFound(
                "the document '\(id)' is not a PDF, so it has no pages that can be drawn",
                parameter: "id"
            )
        }
        return Place(document: document, page: page)
    }

    package func image(_ place: Place, _ size: PageImageSize) async throws -> PageImage {
        let hash = place.document.hash
        let original = try await originals.path(of: hash, for: place.document.id)
        return try await pictures.picture(ofPage: place.page, size, of: hash, original)
    }

    package func marks(
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
        guard let marks = found else { throw Problem.unknownDocument(id) }
        return (image, marks, shortened)
    }
}
