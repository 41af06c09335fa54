import DocumentModel
import Testing

@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("The page that explains the syntax of queries")
struct HelpPageTests {
    private static func help(_ language: String) throws -> PageMarkup {
        var request = SearchRequest(text: "")
        (request.interfaceLanguage, request.isInterfaceChosen) = (language, true)
        return PageMarkup(try SearchPage().renderHelp(request))
    }

    @Test("It is well formed and in the reader's language", arguments: PageStrings.all.keys.sorted())
    func language(_ language: String) throws {
        let page = try Self.help(language)
        #expect(page.unbalanced == [])
        let html = try #require(page.all("html").first)
        #expect(html["lang"] == language && html["dir"] == (language == "ar" ? "rtl" : "ltr"))
        #expect(page.all("h1").count == 1 && page.all("dt").count == page.all("dd").count)
        #expect(page.links.contains("/help?lang=\(language)"), "the search box links to this page")
    }

    @Test("Its examples are searches that are understood completely", arguments: PageStrings.all.keys.sorted())
    func examples(_ language: String) throws {
        let links = try Self.help(language).searchLinks.compactMap { SearchLink(reading: $0) }
            .filter { !$0.request.text.isEmpty }
        #expect(links.count == 8)
        #expect(links.allSatisfy { $0.request.interfaceLanguage == language })
        let queries = links.map { QuerySyntax($0.request.text) }
        #expect(queries.allSatisfy { $0.unclear.isEmpty }, "\(language)")
        let items = queries.flatMap(\.items)
        let kinds = (
            items.contains(where: \.isPhrase), items.contains(where: \.inTitle), items.contains(where: \.isPrefix)
        )
        #expect(kinds == (true, true, true), "\(language)")
        #expect(
            queries.count { !$0.excluded.isEmpty } == 2 && queries.count { $0.clauses.contains { $0.count == 2 } } == 1
        )
    }
}
