import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// The names in `layout.mustache` and the templates inside it. They have a prefix for their level (`hit…`, `value…`),
/// because a template that does not find a name looks for it in the outer levels.
struct PageContext {
    /// A ``PageStrings``.
    var strings: PageNode
    var pageTitle: String
    /// Result lists are endless combinations of filters, so search engines must not index them.
    var noindex: Bool
    var box: SearchBoxContext
    var start: StartContext?
    var results: ResultsContext?
    var problem: ProblemContext?
    var reading: ReadingContext?
    var picture: PictureContext?
    var matrix: MatrixContext?
    var embed: EmbedContext?
    var help: HelpContext?
    /// A page of the desk.
    var desk: DeskContext?
    /// The person who is signed in.
    var viewer: ViewerContext?
    /// The sign-in form, which leads back to this page; nil if somebody is signed in.
    var signInHref: String?
    /// The search as a feed.
    var feedHref: String?
    /// The start page, in the language that was chosen.
    var homeHref = "/"
    /// The page that compares countries, with this search.
    var compareHref = "/compare"
    /// The language of the pages, if the reader chose it.
    var chosenLanguage: String?
    /// This page in the other languages.
    var tongues: TonguesContext?
}

/// The code that a site includes in its pages.
struct EmbedContext {
    var script: String
    var frame: String

    /// - Parameter root: the service's address.
    init(root: String, language: String) {
        script = """
            <script type="module" src="\(root)/assets/embed.js"></script>
            <vetsearch-box lang="\(language)" facets="country type"></vetsearch-box>
            """
        frame = """
            <iframe src="\(root)/?lang=\(language)" title="\(PageStrings.siteName)" width="100%" height="800"></iframe>
            """
    }
}

struct TonguesContext {
    var spoken: [LinkContext]
}

/// A link and its text.
struct LinkContext {
    var linkHref: String
    var linkText: String
    var linkLanguage: String
    var linkCurrent = false
}

struct SearchBoxContext {
    var text: String
    var autofocus: Bool
    var options: [OptionContext]
    var state: [FieldContext]

    struct OptionContext {
        var optionCode: String
        var optionLabel: String
        var optionSelected: Bool
    }

    struct FieldContext {
        var fieldName: String
        var fieldValue: String
    }

    init(
        _ request: SearchRequest,
        typed: String? = nil,
        toolbox: ToolboxSummary,
        strings: PageStrings,
        autofocus: Bool
    ) {
        text = typed ?? request.text
        self.autofocus = autofocus
        let chosen = request.queryLanguages.first?.code
        var languages = toolbox[.language].filter { $0.code != "und" }
            .map { (code: $0.code, label: $0.label) }
        if let chosen, !languages.contains(where: { $0.code == chosen }) {
            languages.append((chosen, strings.label(of: chosen, in: .language)))
        }
        options = languages.sorted { ($0.label, $0.code) < ($1.label, $1.code) }
            .map { OptionContext(optionCode: $0.code, optionLabel: $0.label, optionSelected: $0.code == chosen) }
        state = SearchLink(request).stateParameters.map { FieldContext(fieldName: $0.name, fieldValue: $0.value) }
    }
}

struct StartContext {
    var holdings: [String]
    var isEmpty: Bool
    var examples: [LinkContext]
    var entryPoints: [EntryPointContext]

    struct EntryPointContext {
        var entryTitle: String
        var entries: [FacetContext.ValueContext]
    }

    /// The number of values in each list of entry points.
    private static let entries = 6

    init(_ request: SearchRequest, _ toolbox: ToolboxSummary, strings: PageStrings) {
        isEmpty = toolbox.documents == 0
        let languages = toolbox[.language].count { $0.code != "und" }
        holdings = isEmpty ? [] : [strings.documents(toolbox.documents)]
        if !isEmpty, languages > 0 { holdings.append(strings.languages(languages)) }
        if !isEmpty, !toolbox[.country].isEmpty { holdings.append(strings.countries(toolbox[.country].count)) }
        let empty = SearchLink(request).asking("")
        examples = PageStrings.examples.map {
            LinkContext(linkHref: empty.asking($0.text).href, linkText: $0.text, linkLanguage: $0.language)
        }
        entryPoints = [Facet.topic, .country, .language, .type].compactMap { facet in
            let entries = toolbox[facet].filter { $0.code != "und" }.prefix(Self.entries).compactMap { entry in
                empty.toggling(facet, entry.code).map {
                    FacetContext.ValueContext(
                        valueLabel: entry.label,
                        valueHref: $0.href,
                        valueCount: strings.number(entry.count),
                        selected: false
                    )
                }
            }
            return entries.isEmpty ? nil : EntryPointContext(entryTitle: strings.name(of: facet), entries: entries)
        }
    }
}

struct ProblemContext {
    var problemTitle: String
    var problemLead: String
    var problemDetail: String?
    var problemStatus: String
}
