import Catalogue
import DocumentModel
import Foundation
import Indexer
import Synchronization
import TestSupport
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import WebPages

/// Searches with excessive input, and searches that run out of time.
@Suite("Limits of searches")
struct SearchLimitsTests {
    private let engine: SearchEngine
    /// A page of several hundred words, a few of which occur in no other document.
    private let page: String

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }
    private static let pages = makePages()

    init() throws {
        engine = try Self.shared.get().1
        page = Self.pages[17]
    }

    private static func makePages() -> [String] {
        var random = SplitMix64(7)
        let common = ["the", "of", "training", "in", "firms", "and", "work", "for", "people", "with"]
        return (0..<40).map { number in
            let own = (0..<80).map { "term\(number)x\($0)" }
            let words = (0..<400).map { _ in
                Bool.random(using: &random) ? common.randomElement(using: &random)! : own.randomElement(using: &random)!
            }
            return words.joined(separator: " ")
        }
    }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        let documents = pages.enumerated().map { number, text in
            var metadata = Metadata()
            metadata.language = LanguageTag("en")
            metadata.countries = [Country(number % 2 == 0 ? "IT" : "DE")!]
            return (source: "d\(number).pdf", sections: SearchToolbox.pages([text]), metadata: metadata)
        }
        try box.add(documents)
        return (box, try box.engine())
    }

    private func shortened(_ text: String) throws -> String? {
        try engine.withContext { try $0.reduced(SearchRequest(text: text)).shortened }
    }

    // MARK: Words

    @Test("Of a pasted page the rarest words are searched, the response says so, and the page is found")
    func pastedPage() throws {
        let response = try engine.search(page)
        #expect(response.hits.first?.source == "d17.pdf" && !response.partial)
        let words = try #require(response.query.shortened).split(separator: " ")
        #expect(words.count == QueryReduction.mostWords && Set(words).count == words.count)
        #expect(words.allSatisfy { $0.hasPrefix("term17x") })
        #expect(response.query.text == page)
        // The same search again, as in the links of the page.
        let again = try engine.search(words.joined(separator: " "))
        #expect(again.query.shortened == nil)
        #expect(again.total == response.total && again.hits == response.hits && again.facets == response.facets)
        #expect(try engine.search("training in firms").query.shortened == nil)
    }

    @Test("A repeated word counts once")
    func sameWord() throws {
        #expect(QuerySyntax(String(repeating: "the THE The ", count: 6000)).clauses.count == 1)
        #expect(QuerySyntax("a OR b OR A b OR a a OR b").clauses.map(\.count) == [2, 2])
        #expect(QuerySyntax("-a -A -\"a b\" -\"A B\"").excluded.count == 2)
        let once = try engine.search("training")
        let often = try engine.search(String(repeating: "training ", count: 18_000))
        #expect(often.total == once.total && often.hits == once.hits && often.facets == once.facets)
        #expect(often.query.shortened == "training")
        // Alternatives and phrases of the same word are unchanged.
        #expect(try shortened(String(repeating: "\"training in\" ", count: 500)) == "\"training in\"")
        #expect(try shortened(String(repeating: "work OR people ", count: 500)) == "work OR people")
    }

    @Test("Exclusions, phrases and titles are preserved in a text that was shortened")
    func kinds() throws {
        let text = page + " -term3x1 \"term17x1 training\" title:guide"
        let short = try #require(try shortened(text))
        #expect(short.contains("-term3x1"))
        #expect(QuerySyntax(short).excluded.flatMap(\.items).map(\.text) == ["term3x1"])
        let phrase = "\"" + (0..<1000).map { "word\($0)" }.joined(separator: " ") + "\""
        let cut = try #require(try shortened(phrase))
        #expect(cut == "\"" + (0..<QueryReduction.longestPhrase).map { "word\($0)" }.joined(separator: " ") + "\"")
        let many = (0..<200).map { "-x\($0)" }.joined(separator: " ") + " work"
        let few = QuerySyntax(try #require(try shortened(many)))
        #expect(few.excluded.count == QueryReduction.mostExcluded && few.clauses.count == 1)
    }

    @Test("Whatever is typed, the searched text is within the limits and not shortened again")
    func shortenedOnce() throws { for seed in 0..<60 { try checkShortened(seed: UInt64(seed)) } }

    private func checkShortened(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let pieces = [
            "\"", "“", "„", "”", "(", ")", "-", " ", " ", " OR ", " AND ", "title:", "a", "the", "term17x3",
            "e-learning", "東京都の学校で",
            "ภาษาไทย", "Straße", "ﷺ", "\u{FF02}", "İ", "x\u{301}\u{302}", ":", "'", "…", "\u{0}", "🙂",
            String(repeating: "q", count: 300),
        ]
        let count = Int.random(in: 0...2000, using: &random)
        let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined()
        guard let short = try shortened(text) else {
            #expect(text.utf8.count <= QueryReduction.mostBytes)
            return
        }
        #expect(short.utf8.count <= QueryReduction.mostBytes)
        #expect(try shortened(short) == nil)
        let syntax = QuerySyntax(short)
        #expect(syntax.items.count <= QueryReduction.mostWords)
        #expect(syntax.excluded.count <= QueryReduction.mostExcluded)
    }

    @Test("All beginnings of words in a query together stand for a limited number of terms, the most frequent ones")
    func beginnings() throws {
        func terms(_ text: String) throws -> [[String]] {
            try engine.withContext { context in
                try context.plan(SearchRequest(text: text)).words.map { word in
                    if case .word(let terms) = word.terms { terms } else { [] }
                }
            }
        }
        let many = try terms((10..<40).map { "term\($0)x*" }.joined(separator: " "))
        #expect(many.count == 30 && many.allSatisfy { !$0.isEmpty })
        #expect(many.joined().count <= 500)
        let one = try terms("te*")[0]
        #expect(one.count == 500)
        #expect(try terms("t*")[0].isEmpty, "one letter is not a beginning")
        #expect(try terms("wo*") == [["work"]])
    }

    @Test("A page for 70,000 quotation marks is no larger than another one")
    func quotes() throws {
        let text = String(repeating: "\"", count: 70_000)
        let response = try engine.search(text)
        let view = PageView(
            request: SearchRequest(text: text),
            response: response,
            toolbox: try engine.summary(in: "en")
        )
        let html = try SearchPage().render(view)
        let plain = try SearchPage().render(
            PageView(request: SearchRequest(text: ""), response: response, toolbox: try engine.summary(in: "en"))
        )
        // Once in the search box, as `&quot;`.
        #expect(html.utf8.count < plain.utf8.count + 6 * QueryReduction.longestText + 1000)
        let marked = try SearchPage().render(
            PageView(request: SearchRequest(text: page), response: try engine.search(page), toolbox: ToolboxSummary())
        )
        #expect(marked.contains(PageStrings.english.shortened))
    }

    @Test(
        "Text that is too long to be a word or a phrase finds nothing, not everything",
        arguments: ["", "\"", "-training -"]
    )
    func tooLong(mark: String) throws {
        let answer = try engine.search(mark + String(repeating: "ß", count: 6000) + (mark == "\"" ? mark : ""))
        #expect(answer.total == 0)
        #expect(answer.query.shortened?.isEmpty == false)
    }

    @Test("Repeated values count once, and so do languages")
    func united() throws {
        var once = SearchRequest(text: "training")
        once.queryLanguages = [LanguageTag("en")!]
        once.filters[.country] = ["IT"]
        var often = once
        often.queryLanguages = Array(repeating: LanguageTag("en")!, count: 500)
        often.filters[.country] = Array(repeating: "IT", count: 500)
        let (left, right) = (try engine.search(once), try engine.search(often))
        #expect(left.hits == right.hits && left.facets == right.facets && left.query == right.query)
    }

    @Test("An expansion is limited to its most frequent forms, the word itself first")
    func expander() throws {
        try engine.withContext { context in
            let english = LanguageTag("en")!
            var expansion = try context.expander.expansion(of: "firms", in: english)
            expansion.forms = ["firms", "and", "training", "of"]
            expansion.compounds = ["work"]
            let trimmed = try context.expander.trimmed(expansion, to: 3)
            #expect(trimmed.forms.first == "firms" && trimmed.termCount <= 5 && trimmed.compounds.isEmpty)
            #expect(try context.expander.trimmed(expansion, to: 100).forms == expansion.forms)
        }
    }

    @Test("In a text in which every word occurs everywhere, the number of positions is limited")
    func places() throws {
        let words = (0..<60).map { "w\($0)" }
        let box = try SearchToolbox()
        try box.addPages(
            "long.pdf",
            [Array(repeating: words.joined(separator: " "), count: 2500).joined(separator: " ")]
        )
        let engine = try box.engine()
        let text = words.joined(separator: " ") + " \"w1 w2\""
        #expect(try engine.search(text).hits.first?.passages.isEmpty == false)
        try engine.withContext { context in
            let plan = try context.plan(context.reduced(SearchRequest(text: text)).0)
            let finder = PassageFinder(reader: context.reader, compression: context.compression, words: plan.words)
            let places = try finder.places(in: 1)
            #expect((10_000...PassageFinder.mostPlaces + 2 * 1000).contains(places.count))
            #expect(Set(places.map(\.word)).count == plan.words.count)
        }
    }

    // MARK: Time

    /// A clock that jumps after some calls.
    private static func deadline(after calls: Int, spending times: Double) -> SearchDeadline {
        let checks = Counter()
        return SearchDeadline(effort: .seconds(10), wait: nil) {
            checks.next() <= calls ? .zero : .seconds(10) * times
        }
    }

    @Test("When the time is up, a response is partial and contains nothing wrong", arguments: [1.2, 2.0])
    func partial(times: Double) throws {
        var request = SearchRequest(text: "training work")
        request.filters[.country] = ["IT"]
        let whole = try engine.search(request, deadline: .unlimited())
        #expect(!whole.partial && whole.facets.count == Facet.all.count)
        var (wereCut, wereWhole) = (0, 0)
        for calls in 0..<120 {
            // Another request each time, because a cached response would be complete.
            request.hiddenConcepts = ["http://example.org/\(calls)"]
            let deadline = Self.deadline(after: calls, spending: times)
            let answer = try engine.search(request, deadline: deadline)
            #expect(answer.total <= whole.total)
            for (facet, values) in answer.facets { #expect(values == whole.facets[facet], "\(facet) after \(calls)") }
            if answer.partial {
                wereCut += 1
            } else {
                wereWhole += 1
                #expect(answer.hits == whole.hits && answer.total == whole.total && answer.facets == whole.facets)
            }
        }
        #expect(wereCut > 10 && wereWhole > 10)
        // All documents have a form of the excluded word.
        for calls in 0..<60 {
            let deadline = Self.deadline(after: calls, spending: times)
            #expect(try engine.search(SearchRequest(text: "training -firm"), deadline: deadline).total == 0)
        }
        // There is time to make a response of what was found, if not much more is spent.
        request.hiddenConcepts = ["http://example.org/late"]
        let late = try engine.search(request, deadline: Self.deadline(after: 20, spending: 1.2))
        #expect(late.partial && !late.hits.isEmpty && late.hits.allSatisfy { $0.id != "" })
    }

    @Test("Work that is useless if incomplete fails when the time is up; suggestions are those found so far")
    func noPart() throws {
        let late = { SearchDeadline(effort: .zero, wait: nil) }
        #expect(throws: SearchInterruption.outOfTime) {
            try engine.matrix(SearchRequest(text: "training"), rows: .country, columns: .type, deadline: late())
        }
        let id = try #require(try engine.search("training").hits.first?.id)
        #expect(throws: SearchInterruption.outOfTime) {
            try engine.reading(id, SearchRequest(text: "training"), deadline: late())
        }
        #expect(try engine.reading(id, SearchRequest(text: "training"), deadline: .unlimited()) != nil)
        _ = try engine.suggest(SuggestionRequest(text: "trai"), deadline: late())
        #expect(try engine.relaxations(of: SearchRequest(text: "training xqzvwkj"), deadline: late()).isEmpty)
    }

    @Test("A cancelled request gets no response")
    func cancelled() throws {
        let deadline = SearchDeadline.unlimited()
        deadline.cancel()
        #expect(throws: SearchInterruption.cancelled) { try engine.search(SearchRequest(text: ""), deadline: deadline) }
        for calls in 0..<40 {
            // By the clock, which the search calls on its own thread.
            let own = Holder()
            let checks = Counter()
            let deadline = SearchDeadline(effort: .seconds(10), wait: nil) {
                if checks.next() == calls { own.deadline.withLock { $0 }?.cancel() }
                return .zero
            }
            own.deadline.withLock { $0 = deadline }
            do {
                let answer = try engine.search(SearchRequest(text: "training work"), deadline: deadline)
                #expect(!answer.partial)
            } catch let error as SearchInterruption {
                #expect(error == .cancelled)
            }
            own.deadline.withLock { $0 = nil }
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    private final class Holder: Sendable { let deadline = Mutex<SearchDeadline?>(nil) }

    @Test("Many filters do not cause many searches")
    func relaxations() throws {
        var request = SearchRequest(text: "xqzvwkj")
        request.filters[.country] = Array(Country.all.prefix(60))
        request.isVerbatim = true
        #expect(try engine.relaxations(of: request).isEmpty)
        var one = SearchRequest(text: "training")
        one.filters[.language] = ["hr"]
        #expect(try engine.relaxations(of: one).map(\.documents) == [40])
    }

    // MARK: Common requests

    @Test("The content of the toolbox is counted once for each state, exactly, for all concurrent requests")
    func holdings() async throws {
        let (box, engine) = try Self.make()
        let everything = try engine.search("")
        let summary = try engine.summary(in: "de")
        #expect(summary.documents == 40 && everything.total == 40)
        #expect(summary[.country].map(\.code).sorted() == ["DE", "IT"] && summary[.country].map(\.count) == [20, 20])
        #expect(summary[.country].map(\.label).sorted() == ["Deutschland", "Italien"])
        #expect(everything.facets["country"]?.map(\.count) == [20, 20])
        try box.addPages("new.pdf", ["something new"])
        try box.index()
        try engine.catchUp(with: box.catalogue)
        #expect(try engine.summary(in: "de").documents == 41)
        #expect(try engine.search("").total == 41)

        let cache = HoldingsCache()
        let counted = Counter()
        let stamp: @Sendable (Int64) -> HoldingsCache.Stamp = {
            HoldingsCache.Stamp(inode: 1, parts: ["x"], sequence: $0)
        }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    _ = cache.holdings(at: stamp(Int64(number % 2))) {
                        _ = counted.next()
                        return Holdings(total: number % 2, facets: [])
                    }
                }
            }
        }
        #expect(counted.next() == 3)
        #expect(cache.holdings(at: stamp(1)) { Holdings(total: 9, facets: []) }.total == 1)
        #expect(cache.holdings(at: stamp(2)) { Holdings(total: 9, facets: []) }.total == 9)
    }
}
