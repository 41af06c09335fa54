import ArgumentParser
import DocumentModel
import Encodings
import Foundation
import SearchService
import Toolbox
import WebAPI

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search the toolbox.",
        discussion: """
            All words must occur; "several words" in quotes must stand together; -word excludes documents with that word; \
            title:word must be in the title; either OR other needs one of the two.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(parsing: .allUnrecognized, help: "What to search for; without words, everything is listed.") var words:
        [String] = []
    @OptionGroup var limits: FilterOptions
    @Option(
        name: .customLong("query-language"),
        help: "The language of the words. May be repeated.",
        transform: language(_:)
    )
    var queryLanguage: [LanguageTag] = []
    @Flag(help: "Search the words exactly as typed, even if that finds nothing.") var verbatim = false
    @Option(
        name: .customLong("without-concept"),
        help:
            "Do not search for other names of this concept, or in the details for this value (its id is in the answer). May be repeated."
    )
    var withoutConcept: [String] = []
    @Option(
        name: .customLong("without-translation"),
        help: "Do not search for this translation of a word (its id is in the answer). May be repeated."
    )
    var withoutTranslation: [String] = []
    @Option(
        name: .customLong("other-languages"),
        help: "Maximum number of hits in other languages than those of the words, 0 to 50."
    )
    var otherLanguages = OtherLanguages.usual
    @Option(
        help:
            "relevance, recent (the same, with newer documents moved up), mine (my language first), newest, oldest, updated or title."
    )
    var sort =
        SearchService.SortOrder.relevance
    @Option(help: "Maximum number of hits, 1 to 100.") var limit = 10
    @Option(help: "How many hits to skip.") var offset = 0
    @Flag(help: "Also show how many hits each country, topic, type, sector, language and year has.") var facets = false
    @Flag(help: "Print the answer as JSON.") var json = false

    func validate() throws {
        // "-word" is part of the query, but something that looks like an unknown option is probably a typing error.
        if let slip = words.prefix(while: { $0 != "--" }).first(where: { $0.hasPrefix("--") }) {
            throw ValidationError("Unknown option '\(slip)'; 'vetsearch search --help' lists all options")
        }
        guard (1...SearchRequest.maximumLimit).contains(limit) else {
            throw ValidationError("--limit must be a number from 1 to \(SearchRequest.maximumLimit)")
        }
        guard (0...OtherLanguages.most).contains(otherLanguages) else {
            throw ValidationError("--other-languages must be a number from 0 to \(OtherLanguages.most)")
        }
        guard (0...SearchRequest.maximumOffset).contains(offset) else {
            throw ValidationError("--offset must be a number from 0 to \(SearchRequest.maximumOffset)")
        }
    }

    func run() async throws {
        // The first "--" ends the options; this way of parsing leaves it among the words.
        var words = words
        if let end = words.firstIndex(of: "--") { words.remove(at: end) }
        var request = SearchRequest(text: words.joined(separator: " "))
        request.queryLanguages = queryLanguage
        request.filters = limits.filters
        request.isVerbatim = verbatim
        request.hiddenConcepts = withoutConcept
        request.hiddenTranslations = withoutTranslation
        request.otherLanguages = otherLanguages
        request.sort = sort
        request.limit = limit
        request.offset = offset
        request.interfaceLanguage = Locale.current.language.languageCode?.identifier ?? "en"
        request.preferredLanguages = Locale.preferredLanguages.compactMap { LanguageTag($0) }
        let response = try toolbox.openEngine().search(request)
        if json {
            let answer = try JSONDecoder().decode(JSONValue.self, from: Data(response.json()))
            return Terminal.print(try jsonText(answer, pretty: true))
        }
        let catalogue = try toolbox.openCatalogue()
        let list = HitList(response, request, facets: facets) { catalogue.place(of: $0.id) }
        await Pager.show(list.lines)
    }
}

extension SearchService.SortOrder: ExpressibleByArgument {}
