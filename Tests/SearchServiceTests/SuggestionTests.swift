import Catalogue
import DocumentModel
import Foundation
import Templates
import Testing

@testable import SearchService

@Suite("Suggestions while typing")
struct SuggestionTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        let pages = [Section(locator: .heading(path: ["Probezeit im Betrieb"], anchor: nil), text: "Text")]
        for (source, title, language) in [
            ("a.pdf", "Kształcenie zawodowe w Polsce", "pl"), ("b.pdf", "Ausbildung im Handwerk", "de"),
            ("c.pdf", "Ausbildungsvertrag", "de"), ("d.pdf", "The craft of apprenticeship", "en"),
            ("e.pdf", "<script>alert(1)</script> \"onload=", "en"), ("f.pdf", "小企业学徒制度指南", "zh"),
            ("g.pdf", "คู่มือช่างฝึกหัด", "th"), ("h.pdf", "中小企業の見習い制度 第2版", "ja"),
            ("i.pdf", "ຄູ່ມືຊ່າງຝຶກຫັດ", "lo"), ("j.pdf", "សៀវភៅណែនាំជាងហាត់ការ", "km"),
            ("k.pdf", "အလုပ်သင်လက်စွဲ", "my"), ("l.pdf", "AI時代の教育ICT入門", "ja"),
            ("m.pdf", "Pleinement acteur", "fr"), ("n.pdf", "Pleinement libre", "fr"),
            ("o.pdf", "Manuale di officina", "it"),
        ] {
            var metadata = Metadata()
            (metadata.title, metadata.language) = (title, LanguageTag(language))
            metadata.keywords = ["Probezeit", "work placement"]
            try box.add(source, pages, metadata)
        }
        try box.index()
        return (box, try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri))
    }

    private func suggest(_ text: String, _ languages: String...) throws -> [Suggestion] {
        var request = SuggestionRequest(text: text)
        request.preferredLanguages = languages.compactMap { LanguageTag($0) }
        return try engine.suggest(request).suggestions
    }

    private func titles(_ text: String, _ languages: String...) throws -> [String] {
        var request = SuggestionRequest(text: text)
        request.preferredLanguages = languages.compactMap { LanguageTag($0) }
        return try engine.suggest(request).suggestions.filter { $0.kind == .title }.map(\.text)
    }

    @Test(
        "Titles are found by the beginning of any of their words, with or without marks; those that begin so come first"
    )
    func titles() throws {
        #expect(try titles("Ausb") == ["Ausbildungsvertrag", "Ausbildung im Handwerk"])
        #expect(try titles("im hand") == ["Ausbildung im Handwerk"])
        #expect(try titles("handwerk ausb") == ["Ausbildung im Handwerk"])
        #expect(try titles("ksztal") == ["Kształcenie zawodowe w Polsce"])
        #expect(try titles("apprent") == ["The craft of apprenticeship"])
        let found = try #require(try suggest("Ausbildungsv").first { $0.kind == .title })
        #expect(found.language == "de" && found.id?.isEmpty == false)
        #expect(try titles("<script>alert") == ["<script>alert(1)</script> \"onload="])
    }

    @Test("Headings and keywords of several documents are phrases, most frequent first")
    func phrases() throws {
        let phrases = try suggest("probe").filter { $0.kind == .phrase }.map(\.text)
        #expect(phrases == ["probezeit", "probezeit im betrieb"])
        #expect(try suggest("work pl").map(\.text).contains("work placement"))
    }

    @Test("Concepts are in the reader's language")
    func concepts() throws {
        #expect(try suggest("lehr", "de").contains { $0.kind == .concept && $0.text == "betriebliche Ausbildung" })
        #expect(try suggest("appren", "fr").contains { $0.kind == .concept && $0.text.hasPrefix("apprenti") })
        #expect(try suggest("apprendist", "it").contains { $0.kind == .concept && $0.text == "apprendistato" })
        #expect(try !suggest("apprendist", "de").contains { $0.kind == .concept })
        #expect(try !suggest("oppisop", "fi").contains { $0.kind == .concept }, "no document is Finnish")
    }

    @Test("An error is corrected, in a whole word and in the beginning of one")
    func errors() throws {
        for (typed, right) in [
            ("Ausbldung", "Ausbildung im Handwerk"), ("Asubild", "Ausbildung im Handwerk"),
            ("Ausbildnugsver", "ausbildungsvertrag"),
        ] {
            let found = try suggest(typed, "de")
            #expect(found.first?.kind == .spelling, "\(typed): \(found)")
            #expect(found.contains { $0.text == right }, "\(typed): \(found)")
        }
    }

    @Test(
        "Titles without spaces are found by any part of them",
        arguments: [
            ("学徒", "小企业学徒制度指南"), ("学", "小企业学徒制度指南"), ("制度指南", "小企业学徒制度指南"),
            ("学徒 指南", "小企业学徒制度指南"), ("企業", "中小企業の見習い制度 第2版"), ("見習い制", "中小企業の見習い制度 第2版"),
            ("見習い 第2", "中小企業の見習い制度 第2版"), ("ict", "AI時代の教育ICT入門"), ("教育ＩＣＴ", "AI時代の教育ICT入門"),
            ("ช่าง", "คู่มือช่างฝึกหัด"), ("ฝึกหัด", "คู่มือช่างฝึกหัด"), ("ຊ່າງ", "ຄູ່ມືຊ່າງຝຶກຫັດ"),
            ("ជាង", "សៀវភៅណែនាំជាងហាត់ការ"), ("လက်စွဲ", "အလုပ်သင်လက်စွဲ"),
        ]
    )
    func spaceless(typed: String, title: String) throws { #expect(try titles(typed) == [title]) }

    @Test("Concepts are suggested only if a search for them finds something")
    func verifiedConcepts() throws {
        for (typed, language) in [
            ("lehr", "de"), ("qual", "en"), ("fin", "en"), ("gover", "en"), ("valid", "fr"), ("or", "it"),
        ] {
            for suggestion in try suggest(typed, language) where suggestion.kind != .title {
                var request = SearchRequest(text: suggestion.text)
                request.preferredLanguages = [LanguageTag(language)!]
                let response = try engine.search(request)
                #expect(response.total > 0 && !response.query.relaxed, "\(typed): \(suggestion)")
                #expect(response.query.missing.isEmpty && response.query.corrected == nil, "\(typed): \(suggestion)")
            }
        }
        #expect(try !suggest("governa", "en").contains { $0.kind == .concept }, "no document is about governance")
    }

    @Test("A suggestion finds something for its audience")
    func audience() throws {
        let box = try SearchToolbox()
        try box.addPages("a.pdf", ["A chair and a table"], title: "Furniture")
        var deposit = Deposit()
        deposit.visibility = .members
        deposit.record.description.title = "Welding for apprentices"
        deposit.record.description.language = LanguageTag("en")
        deposit.record.text = "The apprenticeship lasts three years."
        _ = try box.catalogue.put("hidden", deposit, by: "test")
        try box.index()
        for (audience, count) in [(Visibility.public, 0), (.members, 2)] {
            let engine = try SearchEngine(
                index: box.catalogue.toolbox.index,
                thesauri: box.catalogue.thesauri,
                seenBy: audience
            )
            var request = SuggestionRequest(text: "apprentic")
            request.preferredLanguages = [LanguageTag("en")!]
            let found = try engine.suggest(request).suggestions
            #expect(Set(found.map(\.kind)).count == count, "\(audience): \(found)")
            request.text = "weldig"
            let corrected = try engine.suggest(request).suggestions
            #expect(corrected.isEmpty == (audience == .public), "\(audience): \(corrected)")
            let searched = try engine.search("weldings") { $0.preferredLanguages = [LanguageTag("en")!] }
            #expect(audience != .public || searched.query.suggestion == nil)
        }
    }

    @Test("The beginning of a word is not corrected, whether documents or only dictionaries have the word")
    func beginnings() throws {
        for (typed, language) in [
            ("oplei", "nl"), ("oplei", "fr"), ("ausbi", "de"), ("ksztal", "pl"), ("apprentic", "en"), ("pleni", "en"),
            ("handwerkerin", "de"), ("craftsm", "en"), ("probez", "de"),
        ] {
            #expect(try !suggest(typed, language).contains { $0.kind == .spelling }, "\(typed)")
        }
        #expect(try suggest("oplei", "nl").isEmpty)
    }

    @Test("A correction finds something together with the other words")
    func verifiedCorrections() throws {
        #expect(
            try suggest("handwerk ausbldung", "de").first == Suggestion(kind: .spelling, text: "handwerk ausbildung")
        )
        #expect(try suggest("kształcenie ausbldung", "de").isEmpty)
        #expect(try suggest("leinement", "fr").isEmpty, "hardly anybody mistypes the first letter")
    }

    @Test("The typed text is not suggested, nothing twice, and no more than requested")
    func limits() throws {
        #expect(try suggest("").isEmpty && suggest("   ").isEmpty && suggest("xqzvwkj").isEmpty)
        #expect(try !suggest("ausbildungsvertrag").contains { $0.text == "Ausbildungsvertrag" })
        for text in ["a", "au", "p", "\u{202E}aus", String(repeating: "a", count: 10_000), "\0", "\"", "XP:"] {
            let found = try suggest(text, "de", "en")
            #expect(found.count <= 8 && Set(found.map { $0.text.lowercased() }).count == found.count)
        }
    }
}
