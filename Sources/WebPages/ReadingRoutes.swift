import Catalogue
import DocumentModel
import Exchange
import HTTPTypes
import Hummingbird
import Index
import Localisation
import SearchService
import Web

/// The reading view of a document.
package struct ReadingRoutes: Sendable {
    let catalogue: Catalogue
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools
    let publicRoot: String?

    package init(catalogue: Catalogue, engines: Engines, pages: SearchPage, pools: WorkPools, publicRoot: String?) {
        (self.catalogue, self.engines, self.pages) = (catalogue, engines, pages)
        (self.pools, self.publicRoot) = (pools, publicRoot)
    }

    package func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pages = pages.seen(by: context, at: request)
        let id = try context.parameters.require("id")
        let parameters = try ReadingParameters(request)
        let engine = engines.engine(for: context)
        let links = Permalinks(configured: publicRoot)
        // Rendering a long document also takes a while.
        let answer = try await pools.reading.search { deadline -> (html: String, header: String)? in
            let query = try engine.shortened(parameters.search)
            let within = try engine.shortened(parameters.within)
            // The catalogue decides, because the index may not reflect the latest change yet.
            guard let entry = try catalogue.document(id, seenBy: engine.audience),
                let reading = try engine.reading(
                    id,
                    within,
                    at: parameters.place,
                    seeking: parameters.target,
                    deadline: deadline
                )
            else { return nil }
            let stored = reading.document
            let data = LinkedData(
                document: entry,
                title: stored.title,
                languages: stored.languages.map(\.code),
                translationOf: try catalogue.translationOf(entry, seenBy: .public),
                links: links
            )
            let places =
                parameters.isList
                ? try engine.places(in: id, within, from: parameters.first, deadline: deadline) : nil
            let view = ReadingView(
                request: query,
                reading: reading,
                words: parameters.words == nil ? nil : within.text,
                places: places,
                second: parameters.second,
                toolbox: try toolbox(engine, in: query.interfaceLanguage),
                similar: try engine.similar(to: id, preferred: query.preferredLanguages, deadline: deadline) ?? [],
                linkedData: entry.audience == .public ? data.json : nil,
                about: ReadingView.About(
                    metadata: entry.metadata,
                    translations: try catalogue.translations(of: entry, seenBy: engine.audience).map { other in
                        (other, try engine.document(other)?.languages.first?.code ?? "und")
                    },
                    versions: try catalogue.versions(of: id, seenBy: engine.audience),
                    parts: try catalogue.parts(of: entry.hash),
                    badge: DocumentBadge(entry.visibility, entry.stage),
                    address: links.document(id)
                )
            )
            return (pages.render(view), data.header)
        }
        guard let answer else { throw Problem.unknownDocument(id) }
        var response = Response.page(answer.html)
        response.headers[HTTPField.Name("Link")!] = answer.header
        response.headers[.vary] = "Accept-Language"
        return response
    }

    /// The data of the toolbox that the search box needs.
    private func toolbox(_ engine: SearchEngine, in language: String) throws -> ToolboxSummary {
        let labels = Labels(language: language)
        return ToolboxSummary(
            documents: try engine.documentCount(),
            [
                .language: try engine.languages().map {
                    ToolboxSummary.Entry(
                        code: $0.language.code,
                        label: labels.language($0.language.code),
                        count: $0.documents
                    )
                }
            ]
        )
    }
}
