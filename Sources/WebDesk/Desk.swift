import Catalogue
import DocumentModel
import Encodings
import Hummingbird
import Localisation
import Logging
import OpenID
import Toolbox
import Web
import WebPages

/// The pages for people who sign in: sharing documents, curating, administrating, and their own account.
package struct Desk: Sendable {
    let catalogue: Catalogue
    /// Searches that are counted, but not in the catalogue yet.
    let zeroResults: ZeroResultCounter
    let engines: Engines
    let deposits: DepositServices
    let suggestions: SuggestionService
    let pages: SearchPage
    let pools: WorkPools
    let cookie: SessionCookie
    /// The public address of the service's root; nil: that of the request.
    let publicRoot: String?
    /// The maximum size of an uploaded file in bytes.
    let maximumUpload: Int64
    /// Sends a message to an address, with a subject and a text; nil if no mail server is configured.
    let mail: (@Sendable (_ address: String, _ subject: String, _ text: String) async -> Void)?
    /// The platform's identity provider; nil if there is none.
    let provider: OpenIDProvider?
    let logger: Logger
    private let templates: DeskTemplates

    package init(
        catalogue: Catalogue,
        zeroResults: ZeroResultCounter,
        engines: Engines,
        deposits: DepositServices,
        suggestions: SuggestionService,
        pages: SearchPage,
        pools: WorkPools,
        cookie: SessionCookie,
        publicRoot: String?,
        maximumUpload: Int64,
        mail: (@Sendable (_ address: String, _ subject: String, _ text: String) async -> Void)?,
        provider: OpenIDProvider?,
        logger: Logger
    ) {
        (self.catalogue, self.engines, self.deposits) = (catalogue, engines, deposits)
        (self.suggestions, self.zeroResults) = (suggestions, zeroResults)
        (self.pages, self.pools, self.cookie) = (pages, pools, cookie)
        (self.publicRoot, self.maximumUpload) = (publicRoot, maximumUpload)
        (self.mail, self.provider, self.logger) = (mail, provider, logger)
        templates = DeskTemplates()
    }

    package func addRoutes(to router: Router<ServiceContext>) {
        SignInRoutes(self).add(to: router)
        if let provider { ProviderRoutes(self, provider: provider).add(to: router) }
        PasswordRoutes(self).add(to: router)
        AccountRoutes(self).add(to: router)
        let share = ShareRoutes(self)
        share.add(to: router)
        CurateRoutes(self, share).add(to: router)
        AdministrationRooms(self).add(to: router)
    }

    // MARK: Pages

    /// A page of the desk.
    /// - Parameters:
    ///   - template: the name of the template of its body, which is rendered with `content` as `page`.
    ///   - token: the token of its forms; nil: that of the session.
    func page(
        _ template: String,
        _ content: some Sendable,
        title: String,
        _ request: Request,
        _ context: ServiceContext,
        token: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let strings = strings(request)
        let body = templates.render(
            template,
            DeskFrame(
                strings: PageNode(strings),
                csrf: token ?? context.viewer?.token ?? "",
                notice: DeskNotice.text(request, strings),
                page: PageNode(content)
            )
        )
        let path = request.uri.path
        let query = SearchLink.parameters(ofQuery: request.uri.query ?? "")
            .filter { $0.name != "lang" && $0.name != DeskNotice.parameter }
            .map { "&\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined()
        let page = DeskPage(title: title, body: body, language: strings.language) { "\(path)?lang=\($0)\(query)" }
        var response = Response.page(pages.seen(by: context, at: request).render(page), status: status)
        response.headers[.vary] = "Accept-Language"
        response.headers[.cacheControl] = "private, no-store"
        return response
    }

    func strings(_ request: Request) -> PageStrings { PageStrings.of(RequestLanguages.page(of: request)) }

    /// Leads to another page after a form was sent.
    /// - Parameter notice: the name of the text that the page shows, without `notice.`.
    func leave(for path: String, notice: String? = nil) -> Response {
        let joint = path.contains("?") ? "&" : "?"
        let location = path + (notice.map { "\(joint)\(DeskNotice.parameter)=\($0)" } ?? "")
        return Response(status: .seeOther, headers: [.location: location, .cacheControl: "private, no-store"])
    }

    /// An absolute address of this service, for links in messages.
    func address(_ path: String, _ request: Request) -> String {
        Permalinks(request, configured: publicRoot).root + path
    }
}

/// The names that every template of the desk can use.
private struct DeskFrame {
    /// A ``PageStrings``.
    var strings: PageNode
    /// The token that every form contains.
    var csrf: String
    /// What became of the form that was sent before.
    var notice: String?
    var page: PageNode
}

/// The message after a form was sent: the address of the next page names one of the texts `notice.…`.
enum DeskNotice {
    static let parameter = "done"

    static func text(_ request: Request, _ strings: PageStrings) -> String? {
        guard let name = request.uri.queryParameters[Substring(parameter)] else { return nil }
        return strings.texts["notice.\(name)"] ?? PageStrings.english.texts["notice.\(name)"]
    }
}
