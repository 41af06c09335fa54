import Foundation
import Index
import Localisation
import Mustache
import SearchService
import Web

/// The HTML pages: search, results, problems. They work without scripts and share one stylesheet.
///
/// Parsing the templates is slow; keep one instance for the service's life.
package struct SearchPage: Sendable {
    private let library: MustacheLibrary
    private let layout: MustacheTemplate
    private let stringNodes = PageStrings.all.mapValues { PageNode($0) }
    /// The person who is signed in; set by ``seen(by:at:)``.
    var viewer: Viewer?
    /// The address of the page; set by ``seen(by:at:)``.
    var address = "/"

    /// Parses the built-in templates.
    ///
    /// - Throws: the template library's `ParserError` if one is malformed.
    package init() throws {
        var library = MustacheLibrary()
        for (name, source) in Self.sources {
            library.register(try PageEscaping.template(String(decoding: source, as: UTF8.self)), named: name)
        }
        self.library = library
        layout = try PageEscaping.template(String(decoding: Self.layoutSource, as: UTF8.self))
    }

    /// The frame of every page.
    static let layoutSource = PackageResources.layout_mustache

    /// The templates included by the layout, by name.
    static let sources: [String: [UInt8]] = [
        "search-box": PackageResources.search_box_mustache,
        "start": PackageResources.start_mustache,
        "search": PackageResources.search_mustache,
        "facets": PackageResources.facets_mustache,
        "hit": PackageResources.hit_mustache,
        "about": PackageResources.about_mustache,
        "part": PackageResources.part_mustache,
        "within": PackageResources.within_mustache,
        "picture": PackageResources.picture_mustache,
        "reading": PackageResources.reading_mustache,
        "turns": PackageResources.turns_mustache,
        "matrix": PackageResources.matrix_mustache,
        "embed": PackageResources.embed_mustache,
        "help": PackageResources.help_mustache,
    ]

    /// The start page or a search's results as a complete HTML document, for `text/html; charset=utf-8`.
    package func render(_ view: PageView) -> String {
        let request = view.request
        let strings = PageStrings.of(request.interfaceLanguage)
        let results = view.response.map {
            ResultsContext(request, $0, ways: view.relaxations, badges: view.badges, strings: strings)
        }
        let title = PageText.shortened(request.text, to: 120)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: results == nil
                    ? strings.startTitle
                    : strings.pageTitle(title, page: request.offset / max(1, request.limit) + 1),
                noindex: results != nil,
                box: SearchBoxContext(
                    request,
                    typed: view.typed,
                    toolbox: view.toolbox,
                    strings: strings,
                    autofocus: results == nil
                ),
                start: results == nil ? StartContext(request, view.toolbox, strings: strings) : nil,
                results: results,
                feedHref: results == nil ? "/feed" : "/feed" + SearchLink(request).withoutLanguage.href.dropFirst(),
                homeHref: SearchLink(request).home,
                compareHref: SearchLink(request).compare(),
                chosenLanguage: request.isInterfaceChosen ? request.interfaceLanguage : nil,
                tongues: tongues(strings) { SearchLink(request).speaking($0).href }
            )
        )
    }

    /// An error page, in the same design and with the search box.
    ///
    /// - Parameter toolbox: for the list of languages; empty if the toolbox cannot be read.
    package func render(
        _ problem: PageProblem,
        toolbox: ToolboxSummary = ToolboxSummary(),
        language: String = "en"
    ) -> String {
        let strings = PageStrings.of(language)
        let title = strings.problemTitle(problem.status)
        let detail = language == "en" ? problem.detail : strings.problemDetail(problem)
        var request = SearchRequest(text: "")
        (request.interfaceLanguage, request.isInterfaceChosen) = (strings.language, problem.isLanguageChosen)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: "\(title) – \(PageStrings.siteName)",
                noindex: true,
                box: SearchBoxContext(request, toolbox: toolbox, strings: strings, autofocus: false),
                problem: ProblemContext(
                    problemTitle: title,
                    problemLead: strings.problemLead(problem.status),
                    problemDetail: detail.map { PageText.shortened($0, to: 400) },
                    problemStatus: String(problem.status)
                ),
                homeHref: SearchLink(request).home,
                chosenLanguage: request.isInterfaceChosen ? request.interfaceLanguage : nil,
                tongues: problem.address.map { address in
                    tongues(strings) { SearchLink.address(address, speaking: $0) }
                }
            )
        )
    }

    /// The counts of two facets combined, as a page.
    func render(_ view: MatrixView) -> String {
        let strings = PageStrings.of(view.request.interfaceLanguage)
        let link = SearchLink(view.request)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: "\(strings.compareHeading) – \(PageStrings.siteName)",
                noindex: true,
                box: SearchBoxContext(view.request, toolbox: ToolboxSummary(), strings: strings, autofocus: false),
                matrix: MatrixContext(view, strings: strings),
                homeHref: link.home,
                compareHref: link.compare(),
                chosenLanguage: view.request.isInterfaceChosen ? view.request.interfaceLanguage : nil,
                tongues: tongues(strings) { link.speaking($0).compare(view.sides) }
            )
        )
    }

    /// The code that a site includes in its pages, with a preview.
    /// - Parameter root: the service's address.
    func renderEmbed(root: String, _ request: SearchRequest) -> String {
        let strings = PageStrings.of(request.interfaceLanguage)
        let link = SearchLink(request)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: "\(strings.embedLink) – \(PageStrings.siteName)",
                noindex: true,
                box: SearchBoxContext(request, toolbox: ToolboxSummary(), strings: strings, autofocus: false),
                embed: EmbedContext(root: root, language: strings.language),
                homeHref: link.home,
                compareHref: link.compare(),
                chosenLanguage: request.isInterfaceChosen ? request.interfaceLanguage : nil,
                tongues: tongues(strings) { "/embed?lang=\($0)" }
            )
        )
    }

    /// The page that explains the syntax of queries.
    func renderHelp(_ request: SearchRequest) -> String {
        let strings = PageStrings.of(request.interfaceLanguage)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: "\(strings.helpHeading) – \(PageStrings.siteName)",
                noindex: false,
                box: SearchBoxContext(request, toolbox: ToolboxSummary(), strings: strings, autofocus: false),
                help: HelpContext(request, strings: strings),
                homeHref: SearchLink(request).home,
                compareHref: SearchLink(request).compare(),
                chosenLanguage: request.isInterfaceChosen ? request.interfaceLanguage : nil,
                tongues: tongues(strings) { "/help?lang=\($0)" }
            )
        )
    }

    /// A document's text as a page.
    func render(_ view: ReadingView) -> String {
        let strings = PageStrings.of(view.request.interfaceLanguage)
        let reading = ReadingContext(view, strings: strings)
        let page = render(
            PageContext(
                strings: node(of: strings),
                pageTitle: strings.readingTitle(reading.head.hitTitle),
                // The document's own address may be indexed by search engines; the same with a query's words marked
                // should not be.
                noindex: !view.request.text.isEmpty || view.words != nil || view.linkedData == nil,
                box: SearchBoxContext(view.request, toolbox: view.toolbox, strings: strings, autofocus: false),
                reading: reading,
                homeHref: SearchLink(view.request).home,
                compareHref: SearchLink(view.request).compare(),
                chosenLanguage: view.request.isInterfaceChosen ? view.request.interfaceLanguage : nil,
                tongues: tongues(strings) { view.address(SearchLink(view.request).speaking($0)) }
            )
        )
        guard let data = view.linkedData, let end = page.range(of: "</head>") else { return page }
        // Not in a template, because templates escape for text and attributes. The JSON contains no `<`.
        let script = "<script type=\"application/ld+json\">\(data)</script>\n"
        return page.replacingCharacters(in: end, with: script + "</head>")
    }

    /// A page of a document as a picture.
    func render(_ view: PictureView) -> String {
        let strings = PageStrings.of(view.request.interfaceLanguage)
        let picture = PictureContext(view, strings: strings)
        let (link, document) = (SearchLink(view.request), view.marks.document)
        return render(
            PageContext(
                strings: node(of: strings),
                pageTitle: strings.readingTitle("\(picture.head.hitTitle), \(picture.pageOf)"),
                // The document's own page is the one that search engines should index.
                noindex: true,
                box: SearchBoxContext(view.request, toolbox: ToolboxSummary(), strings: strings, autofocus: false),
                picture: picture,
                homeHref: link.home,
                compareHref: link.compare(),
                chosenLanguage: view.request.isInterfaceChosen ? view.request.interfaceLanguage : nil,
                tongues: tongues(strings) { link.speaking($0).page(document.id, view.page) }
            )
        )
    }

    /// Links to a page in every language, each named in that language.
    func tongues(_ strings: PageStrings, _ href: (String) -> String) -> TonguesContext {
        let links = PageStrings.all.keys.sorted().map { code in
            LinkContext(
                linkHref: href(code),
                linkText: strings.ownName(ofLanguage: code),
                linkLanguage: code,
                linkCurrent: code == strings.language
            )
        }
        return TonguesContext(spoken: links)
    }

    func node(of strings: PageStrings) -> PageNode {
        stringNodes[strings.language] ?? PageNode(strings)
    }

    func render(_ context: PageContext) -> String {
        var context = context
        context.viewer = viewer.map { ViewerContext($0) }
        context.signInHref = signInHref
        return layout.render(PageNode(context), library: library)
    }
}
