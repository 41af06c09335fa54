import DocumentModel
import TestSupport
import Testing

@testable import Index
@testable import SearchService

/// Words that no document contains, known words, and the counts of facets, over documents with random words.
@Suite("How the words of a query are read")
struct QueryReadingTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static let words = [
        "workshop", "installation", "ladder", "mentor", "safety", "travel", "coach", "validation", "timber", "the",
        "of",
    ]
    private static let countries = ["IT", "DE", "FR"]

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        var random = SplitMix64(7)
        try box.add(
            (0..<80).map { number in
                var metadata = Metadata()
                metadata.language = LanguageTag(number % 4 == 0 ? "de" : "en")
                metadata.countries = [Country(countries.randomElement(using: &random)!)!]
                metadata.year = 2015 + number % 5
                if number % 7 == 0 { metadata.type = ResourceType("webinar") }
                if number % 9 == 0 { metadata.topics = [Topic("quality-assurance")!] }
                let text = (0..<6).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
                return (
                    "\(number).pdf", [Section(locator: .page(number: 1, label: nil), text: text + ".")], metadata
                )
            }
        )
        try box.addPages("cantiere.pdf", ["La sicurezza nel cantiere"], language: "it")
        try box.addPages("contiene.pdf", ["Il manuale contiene in breve la sicurezza in casa"], language: "it")
        try box.addPages("lift.pdf", ["A new lift in the hall"], language: "en")
        return (box, try box.engine())
    }

    @Test(
        "A word that no document contains does not hide the others, and is named",
        arguments: ["giraffe", "zzyzx99", "Giraffes"]
    )
    func missing(word: String) throws {
        let alone = try engine.search("installation")
        for query in ["\(word) installation", "installation \(word)"] {
            let both = try engine.search(query)
            #expect(both.total == alone.total && both.query.missing == [word] && !both.query.relaxed)
            #expect(both.query.corrected == nil)
        }
        #expect(try engine.search(word).total == 0)
        #expect(try engine.search("installation \(word)") { $0.isVerbatim = true }.query.missing.isEmpty)
    }

    @Test("Function words alone are not what is left of a query")
    func functionWords() throws { #expect(try engine.search("the giraffe").total == 0) }

    @Test("Phrases, titles and excluded words that no document has are taken literally")
    func literal() throws {
        #expect(try engine.search("installation \"giraffe ladder\"").total == 0)
        #expect(try engine.search("installation -giraffe").total == (try engine.search("installation").total))
    }

    @Test("A known word is never corrected", arguments: ["gift", "sicurezza in cantiere", "variation", "teaching"])
    func known(query: String) throws { #expect(try engine.search(query).query.corrected == nil) }

    @Test("Documents with the word itself are not lost to a word that is more frequent")
    func notOverruled() throws {
        #expect(try engine.search("sicurezza in cantiere").hits.map(\.source).contains("cantiere.pdf"))
    }

    @Test("An unknown word is corrected in its place in the text")
    func place() throws {
        let response = try engine.search("mentor, instalation mentors")
        #expect(response.query.corrected == "mentor, installation mentors")
    }

    @Test(
        "The syntax finds what it says",
        arguments: [
            ("ladder NOT mentor", "ladder -mentor"), ("ladder !mentor", "ladder -mentor"),
            ("(ladder OR coach) timber", "timber ladder OR coach"), ("work*", "workshop"), ("-(-ladder)", "ladder"),
        ]
    )
    func syntax(query: String, same: String) throws {
        let (one, other) = (try engine.search(query), try engine.search(same))
        #expect(one.total == other.total && one.total > 0, "\(one.total) \(other.total)")
    }

    @Test("Excluding and requiring the same bracket divide the documents")
    func negation() throws {
        let all = try engine.search("workshop").total
        for bracket in ["(ladder mentor)", "(ladder OR mentor)", "(safety -travel)", "(coach (timber OR travel))"] {
            let with = try engine.search("workshop \(bracket)") { $0.isVerbatim = true }
            let without = try engine.search("workshop -\(bracket)") { $0.isVerbatim = true }
            #expect(!with.query.relaxed && with.total + without.total == all, "\(bracket)")
        }
    }

    /// A random query: words, some mistyped or missing, operators, brackets.
    private func query(_ random: inout SplitMix64) -> String {
        let odd = [
            "giraffe", "instalation", "sicurezza", "cantiere", "apprentice", "\"ladder mentor\"", "trav*", "AND",
            "2017", "Germany", "Allemagne", "-Italia", "webinar", "PDF", "quality", "assurance", "Germans",
            "Frankreich",
        ]
        return (0..<Int.random(in: 1...5, using: &random)).map { _ in
            let word = (Int.random(in: 0..<4, using: &random) == 0 ? odd : Self.words).randomElement(using: &random)!
            return switch Int.random(in: 0..<12, using: &random) {
            case 0: "-" + word
            case 1: "OR " + word
            case 2: "(" + word
            case 3: word + ")"
            case 4: "title:" + word
            default: word
            }
        }.joined(separator: " ")
    }

    @Test("The count of a facet is the total with it as a filter, however the words were read", arguments: 0..<8)
    func counts(seed: Int) throws {
        var random = SplitMix64(UInt64(seed))
        for _ in 0..<250 {
            let text = query(&random)
            let guessed = Bool.random(using: &random)
            var response: SearchResponse?
            var filters = SearchFilters()
            if Bool.random(using: &random) {
                _ = filters.add(Self.countries.randomElement(using: &random)!, to: .country)
            }
            response = try engine.search(text) {
                $0.filters = filters
                if !guessed { $0.queryLanguages = [LanguageTag("en")!] }
            }
            let facet = [Facet.country, .language, .year, .type, .format, .topic].randomElement(using: &random)!
            guard let value = response?.facets[facet.name]?.filter({ !$0.selected }).randomElement(using: &random)
            else {
                continue
            }
            var more = SearchFilters()
            if facet != .country { more = filters }
            _ = more.add(value.value, to: facet)
            let clicked = try engine.search(text) {
                $0.filters = more
                if !guessed { $0.queryLanguages = [LanguageTag("en")!] }
            }
            #expect(clicked.total == value.count, "seed \(seed): \(text), \(facet.name)=\(value.value)")
        }
    }
}
