import DocumentModel
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import WebPages

@Suite("Other spellings that are offered, and similar words that are shown")
struct DidYouMeanTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.add(
            (0..<12).map { number in
                var metadata = Metadata()
                (metadata.language, metadata.countries) = (LanguageTag("en"), [Country("DE")!])
                let text = "The lifting table number \(number) stands in the workshop."
                return ("lift\(number).pdf", SearchToolbox.pages([text]), metadata)
            }
        )
        var metadata = Metadata()
        (metadata.language, metadata.countries) = (LanguageTag("en"), [Country("FR")!])
        try box.add("form.pdf", SearchToolbox.pages(["A chair in the wrkshop"]), metadata)
        try box.add("moulding.pdf", SearchToolbox.pages(["A moulding of wood"]), metadata)
        for number in 0..<4 {
            try box.add("mounding\(number).pdf", SearchToolbox.pages(["Mounding of earth \(number)"]), metadata)
        }
        return (box, try box.engine())
    }

    @Test("A likelier spelling of a known word is offered, not searched, in its place in the text")
    func offered() throws {
        let response = try engine.search("listing, \"table\" number!")
        #expect(response.query.corrected == nil && response.query.missing == ["listing"])
        #expect(response.query.suggestion == "lifting, \"table\" number!")
        #expect(try engine.search("listing").query.suggestion == "lifting")
    }

    @Test("So is one of a word in no dictionary that almost no document has")
    func rare() throws {
        let response = try engine.search("wrkshop")
        #expect(response.hits.map(\.source) == ["form.pdf"] && response.query.corrected == nil)
        #expect(response.query.suggestion == "workshop")
    }

    @Test("For a known word with results, the other one must find ten times as many documents")
    func clearlyMore() throws { #expect(try engine.search("moulding").query.suggestion == nil) }

    @Test("What is offered finds something with the filters")
    func filtered() throws {
        #expect(try engine.search("listing") { $0.filters[.country] = ["FR"] }.query.suggestion == nil)
        #expect(try engine.search("listing") { $0.filters[.country] = ["DE"] }.query.suggestion == "lifting")
    }

    @Test(
        "Nothing is offered if enough is found, if the words are wanted as typed, or if the first letter differs",
        arguments: ["lifting", "table", "workshops", "\"listing\"", "-listing", "gifting", "listings table OR chair"]
    )
    func quiet(query: String) throws { #expect(try engine.search(query).query.suggestion == nil) }

    @Test("Nothing is offered for a search for the words as typed")
    func verbatim() throws { #expect(try engine.search("listing") { $0.isVerbatim = true }.query.suggestion == nil) }

    @Test("Only as many words are replaced as needed, and never by other forms of the same word")
    func fewest() throws {
        #expect(try engine.search("listing tabble").query.suggestion == nil, "tabble is corrected")
        #expect(try engine.search("listing of mouldings").query.suggestion == nil)
    }

    @Test("If nothing is found, other languages of the toolbox are tried")
    func otherLanguages() throws {
        let box = try SearchToolbox()
        for (language, text) in [
            ("en", "The scaffold stands"), ("de", "Das Gerüst steht"), ("it", "Il ponteggio sta qui"),
            ("ro", "Schela este aici"), ("da", "Stilladset står her"), ("nl", "De steiger staat hier"),
        ] {
            try box.addPages("\(language).pdf", [text], language: language)
        }
        let response = try box.engine().search("scafold") { $0.preferredLanguages = [LanguageTag("de")!] }
        #expect(!response.query.languages.contains("en") && response.total == 0)
        #expect(response.query.suggestion == "scaffold")
    }

    @Test("Not both a correction and an offer")
    func one() throws {
        let response = try engine.search("lfiting")
        #expect(response.query.corrected == "lifting" && response.query.suggestion == nil)
        #expect(response.query.similar.isEmpty)
    }

    @Test("If nothing has a known word, documents with a similar one are found, which is named")
    func instead() throws {
        let response = try engine.search("listing")
        #expect(response.total == 12 && response.query.relaxed && response.query.corrected == nil)
        #expect(response.query.similar == [QueryEcho.Similar(word: "listing", found: ["lifting"])])
    }

    @Test("Words of the hits that are only similar are shown; forms of the word are not")
    func similar() throws {
        let response = try engine.search("Liftingplatform table")
        #expect(response.total == 12)
        #expect(response.query.similar == [QueryEcho.Similar(word: "Liftingplatform", found: ["lifting"])])
        #expect(try engine.search("tables").query.similar.isEmpty)
        #expect(try engine.search("table workshop xyzzyplugh").query.similar.isEmpty)
    }

    @Test("A page offers the other spelling as a link, and names similar words", arguments: ["en", "de", "mt"])
    func page(language: String) throws {
        let change = { (request: inout SearchRequest) in
            (request.interfaceLanguage, request.isInterfaceChosen) = (language, true)
            request.filters[.country] = ["DE"]
        }
        let strings = PageStrings.of(language)
        let page = { (text: String) in
            var request = SearchRequest(text: text)
            change(&request)
            let response = try engine.search(request)
            return PageMarkup(
                try SearchPage().render(PageView(request: request, response: response, toolbox: PageSamples.toolbox))
            )
        }
        let offer = try page("listing")
        #expect(offer.links.contains("/?q=lifting&country=DE&lang=\(language)"))
        #expect(offer.text.contains(strings.didYouMean("lifting")))
        #expect(!offer.text.contains(strings.relaxed), "there is only one word")
        #expect(try page("Liftingplatform table").text.contains(strings.similar("Liftingplatform", "lifting")))
    }
}
