import Catalogue
import DocumentModel
import Hummingbird

/// The reading view of a document.
struct ReadingRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pages: SearchPage

    func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let query = try SearchParameters.request(query: request.uri.query ?? "", interfaceLanguage: "en")
        let engine = engines.engine(for: context)
        // A long document takes a while to write, too.
        let html = try await offPool {
            // The catalogue is the truth: what was hidden a moment ago is hidden.
            guard try catalogue.document(id, seenBy: engine.sight) != nil else { return String?.none }
            return try engine.reading(id, query).map { reading in
                pages.render(ReadingView(request: query, reading: reading, toolbox: try toolbox(engine)))
            }
        }
        guard let html else { throw DocumentRoutes.unknown(id) }
        return Response.page(html)
    }

    /// What the search box needs of it.
    private func toolbox(_ engine: SearchEngine) throws -> ToolboxSummary {
        let labels = Labels(language: "en")
        return ToolboxSummary(
            documents: try engine.documentCount(),
            languages: try engine.languages().map {
                ToolboxSummary.Entry(
                    code: $0.language.code,
                    label: labels.language($0.language.code),
                    count: $0.documents
                )
            }
        )
    }
}
