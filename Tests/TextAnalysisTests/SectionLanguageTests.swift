import DocumentModel
import Testing

@testable import TextAnalysis

@Suite("Languages of sections")
struct SectionLanguageTests {
    private func sentence(_ code: String, _ times: Int = 1) -> CleanText {
        let text = LanguageTests.sentences.first { $0.0 == code }!.1
        return CleanText(utf8: Array(String(repeating: text + " ", count: times).utf8))
    }

    private static var identifier: LanguageIdentifier { LanguageIdentifier() }

    private func languages(
        _ texts: [CleanText],
        declared: [String?]? = nil,
        file: String? = nil,
        curator: String? = nil
    ) -> (sections: [String], document: [String]) {
        let found = SectionLanguages(
            texts: texts,
            declared: (declared ?? texts.map { _ in nil }).map { $0.flatMap { LanguageTag($0) } },
            file: file.flatMap { LanguageTag($0) },
            curator: curator.flatMap { LanguageTag($0) },
            using: Self.identifier
        )
        return (found.sections.map(\.code), found.document.map(\.code))
    }

    @Test("The curator's choice takes precedence over tag and text")
    func curator() {
        let found = languages([sentence("de", 5), sentence("fr")], declared: ["en", nil], file: "it", curator: "nl")
        #expect(found.sections == ["nl", "nl"])
        #expect(found.document == ["nl"])
        #expect(languages([sentence("de", 5)], curator: "und").document == ["de"], "'und' says nothing")
    }

    @Test("A tag takes precedence over detection, unless the text clearly contradicts it")
    func tags() {
        #expect(languages([sentence("de")], file: "it").document == ["it"], "one sentence is not enough")
        #expect(languages([sentence("de", 5)], file: "it").document == ["de"])
        #expect(languages([sentence("hr", 5)], file: "bs").document == ["bs"], "near languages are never contradicted")
        #expect(languages([sentence("nb", 5)], file: "da").document == ["da"])
        #expect(languages([sentence("de", 5)], file: "und").document == ["de"])
        #expect(languages([sentence("de", 5)], declared: ["de"], file: "en").document == ["de"])
    }

    @Test("Pages in several languages keep theirs; the one with most text comes first")
    func mixed() {
        let found = languages([sentence("fr", 3), sentence("de", 8), sentence("nl", 4), sentence("de", 8)])
        #expect(found.sections == ["fr", "de", "nl", "de"])
        #expect(found.document == ["de", "nl", "fr"])
    }

    @Test("A short section has the language of the rest")
    func short() {
        let short = CleanText(utf8: Array("Kapitel 3".utf8))
        let found = languages([short, sentence("fr", 4), short, CleanText()])
        #expect(found.sections == ["fr", "fr", "fr", "fr"])
        #expect(found.document == ["fr"])
    }

    @Test("The language of a single page is not one of a long document's languages")
    func stray() {
        let found = languages([CleanText](repeating: sentence("it", 20), count: 60) + [sentence("nl")])
        #expect(found.document == ["it"])
        #expect(found.sections.last == "it")
    }

    @Test("Short sections are identified together; an unreliable result is 'und'")
    func together() {
        let words = LanguageTests.sentences.first { $0.0 == "de" }!.1.split(separator: " ").map {
            CleanText(utf8: Array($0.utf8))
        }
        #expect(languages(words).document == ["de"])
        #expect(languages([CleanText(utf8: Array("12 34".utf8))]).document == ["und"])
        #expect(languages([CleanText(utf8: Array("12 34".utf8))]).sections == ["und"])
        #expect(languages([]).document == ["und"])
        #expect(languages([], file: "sv").document == ["sv"])
    }

    @Test("A tag that all sections together contradict is ignored, however short each is")
    func contradictedTogether() {
        let slides = [
            "Berufliche Bildung", "Was lernen die jungen Leute?", "Sie lernen schweißen und löten,",
            "auch das Lesen von Zeichnungen.", "Wer prüft sie am Ende der Ausbildung?",
            "Die Kammer und die Berufsschule.", "Nach drei Jahren sind sie Gesellen.",
        ]
        let texts = slides.map { CleanText(utf8: Array($0.utf8)) }
        #expect(languages(texts, file: "en").document == ["de"])
        #expect(languages(texts, declared: texts.map { _ in "en" }).sections == texts.map { _ in "de" })
        #expect(languages(texts, file: "de").document == ["de"])
    }

    @Test("A tag is overruled by a similar language only by a page of text")
    func contradictedByNear() {
        #expect(languages([sentence("nb", 12)], file: "da").document == ["nb"])
        #expect(languages([sentence("hr", 12)], file: "bs").document == ["bs"], "nobody could tell")
    }

    @Test("A wrong tag of the whole file does not hide a section in its language")
    func partlyRight() {
        let found = languages([sentence("de", 8), sentence("en", 2), sentence("de", 8)], file: "en")
        #expect(found.sections == ["de", "en", "de"])
    }

    @Test(
        "An unreliable section is in one of the document's languages; one without evidence, in that of the one before"
    )
    func doubtful() {
        let doubtful = CleanText(utf8: Array("uniformer og en tur".utf8))
        let number = CleanText(utf8: Array("12,5".utf8))
        let found = languages([sentence("fr", 3), number, sentence("da", 3), doubtful, number, sentence("fr", 3)])
        #expect(found.sections == ["fr", "fr", "da", "da", "da", "fr"])
        #expect(languages([doubtful, sentence("da", 3)]).sections == ["da", "da"])
        #expect(languages([doubtful, sentence("nb", 3)]).sections == ["nb", "nb"])
    }

    @Test(
        "Text that is not natural language is 'und', even with many documents beside it",
        arguments: [
            "12 34 56 78", "asdfkj qwoeiru zxcmnv lkjqwe poiuzt mnbvcx qwertz asdfgh yxcvbn lkjw",
            "#include <stdio.h> int main(void) { for (i=0; i<n; i++) { a[i] = b[i]*c[i]; } return 0; }",
        ]
    )
    func none(text: String) {
        let found = SectionLanguages(
            texts: [CleanText(utf8: Array(text.utf8))],
            declared: [nil],
            file: nil,
            curator: nil,
            neighbours: [LanguageTag("de")!: 40],
            using: Self.identifier
        )
        #expect(found.document == [.undetermined])
    }

    @Test("The files beside it decide if a document has too little text")
    func neighbours() {
        func language(_ neighbours: [String: Int]) -> String {
            SectionLanguages(
                texts: [CleanText(utf8: Array("Plan over arbejdet".utf8))],
                declared: [nil],
                file: nil,
                curator: nil,
                neighbours: Dictionary(uniqueKeysWithValues: neighbours.map { (LanguageTag($0)!, $1) }),
                using: Self.identifier
            ).document[0].code
        }
        #expect(language([:]) == "und")
        #expect(language(["da": 30, "de": 2]) == "da")
        #expect(language(["ja": 30]) == "und")
    }
}
