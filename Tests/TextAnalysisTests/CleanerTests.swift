import DocumentModel
import Foundation
import TestSupport
import Testing

@testable import TextAnalysis

@Suite("Cleaning")
struct CleanerTests {
    @Test(
        "Extracted text is made suitable for reading",
        arguments: [
            // White space
            ("  one  two\tthree ", "one two three"), ("one\ntwo", "one two"), ("one\r\ntwo", "one two"),
            ("one\n\ntwo", "one\ntwo"), ("one\n \n\n two", "one\ntwo"), ("one\u{0C}two", "one\ntwo"),
            ("one\u{2029}two", "one\ntwo"), ("one\u{2028}two", "one two"), ("a\u{A0}b\u{3000}c\u{2009}d", "a b c d"),
            ("one\u{85}two", "one two"), ("", ""), (" \n\n ", ""),
            // Scripts without spaces: a line may break in a word; paragraphs and cells of a table end one
            ("溶接\n機", "溶接機"), ("溶接\n\n旋盤", "溶接\n旋盤"), ("工程\t品質", "工程\n品質"), ("ช่าง\nเชื่อม", "ช่างเชื่อม"),
            ("工程 \t\n 品質", "工程\n品質"), ("CNC\t旋盤", "CNC 旋盤"),
            // Characters without a glyph
            ("a\u{0}b\u{7}c\u{7F}d", "abcd"), ("\u{FEFF}word\u{2060}s", "words"), ("\u{202B}abc\u{202C}", "abc"),
            ("\u{2067}x\u{2069}\u{200F}\u{200E}\u{61C}y", "xy"),
            // Glyph variants of letters
            ("e\u{FB03}cient \u{FB01}nance", "efficient finance"), ("o\u{FB00}er \u{FB06}", "offer st"),
            ("\u{FEE3}\u{FEAE}\u{FEA3}\u{FE92}\u{FE8E}", "\u{645}\u{631}\u{62D}\u{628}\u{627}"),
            ("\u{FEFB}", "\u{644}\u{627}"),
            // Composition
            ("Caf\u{65}\u{301}", "Caf\u{E9}"), ("e\u{AD}\u{301}", "\u{E9}"),
            ("a\u{315}\u{0}\u{301}b", "\u{E1}\u{315}b"),
            ("\u{438}\u{306}", "\u{439}"), ("\u{30AB}\u{3099}", "\u{30AC}"),
            ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}", "\u{D55C}\u{AD6D}"), ("\u{301}", "\u{301}"),
            // Characters that are kept
            ("Arbeits\u{200C}welt", "Arbeitswelt"), ("multi\u{200B}lingual", "multilingual"), ("ﾃﾞｼﾞﾀﾙ教材", "デジタル教材"),
            ("ไทย\u{200B}ไทย", "ไทย\u{200B}ไทย"), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("naïve – “quoted” 東京 ไทย 😀", "naïve – “quoted” 東京 ไทย 😀"),
        ]
    )
    func cleans(source: String, expected: String) throws {
        #expect(Array(try Analyser().clean(source).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "A word split at a line's end is joined; a hyphen of its own is kept",
        arguments: [
            ("Berufs-\nbildung", "Berufsbildung"), ("appren-\n  ticeship", "apprenticeship"),
            ("Ausbil-\r\ndung", "Ausbildung"), ("Ausbil\u{AD}\ndung", "Ausbildung"), ("Aus\u{AD}bildung", "Ausbildung"),
            ("Ausbil\u{2010}\ndung", "Ausbildung"), ("forma-\nzione più", "formazione più"),
            ("Größen-\nübersicht", "Größenübersicht"),
            // The rest of a compound
            ("Berufs-\nund Weiterbildung", "Berufs- und Weiterbildung"), ("Berufs- und", "Berufs- und"),
            ("vor-\noder nach", "vor- oder nach"), ("pre-\nand post", "pre- and post"),
            ("voor-\nen nadelen", "voor- en nadelen"),
            ("Aus-\nunterricht", "Ausunterricht"),
            // A single letter or a number before it
            ("e-\nlearning", "e-learning"), ("an (e-\nlearning)", "an (e-learning)"),
            ("the „e-\nlearning“", "the „e-learning“"),
            ("2019-\n2023", "2019-2023"), ("-2-\nLe maître", "-2- Le maître"), ("COVID-\n19", "COVID-19"),
            ("EU-\nProjekt", "EU-Projekt"),
            ("Nord\u{2010}\nSüd", "Nord\u{2010}Süd"),
            // Not the end of a word
            ("word -\nnext", "word - next"), ("word-\n\nnext", "word-\nnext"), ("word-", "word-"),
            ("-\nword", "- word"),
            ("well-known", "well-known"), ("wait-\n(…)", "wait- (…)"),
        ]
    )
    func hyphens(source: String, expected: String) throws {
        #expect(try Analyser().clean(source) == expected)
    }

    @Test(
        "Clean text is always composed, without control characters and double spaces",
        arguments: [5, 6] as [UInt64]
    )
    func wellFormed(seed: UInt64) throws {
        let analyser = try Analyser()
        var random = SplitMix64(seed)
        for _ in 0..<300 {
            let clean = analyser.clean(RandomText.messy(&random))
            let composed = clean.precomposedStringWithCanonicalMapping
            #expect(Array(clean.utf8) == Array(composed.utf8), "seed \(seed): \(clean.debugDescription)")
            #expect(clean.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
            #expect(!clean.contains("  ") && !clean.contains(" \n") && !clean.contains("\n\n"))
            #expect(clean.first?.isWhitespace != true && clean.last?.isWhitespace != true)
        }
    }

    @Test("Every letter that cleaning did not change maps back to itself", arguments: [1, 2, 3, 4] as [UInt64])
    func offsets(seed: UInt64) throws {
        var cleaner = try Analyser().makeCleaner()
        var random = SplitMix64(seed)
        // There are no marks, ligatures or hyphens among these: each stays one letter.
        let letters = Set(RandomText.letters.unicodeScalars.map(\.value))
        for _ in 0..<200 {
            let source = Array(RandomText.messy(&random).utf8)
            let clean = cleaner.clean(String(decoding: source, as: UTF8.self))
            var offset = 0
            for scalar in clean.string.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                if letters.contains(scalar.value) {
                    let from = clean.sourceOffset(of: offset)
                    let there =
                        from >= 0 && from + bytes.count <= source.count ? Array(source[from..<from + bytes.count]) : []
                    #expect(there == bytes, "seed \(seed), at \(offset) of \(clean.string.debugDescription)")
                }
                offset += bytes.count
            }
        }
    }

    @Test("Letters after a composed one, a ligature and dropped text map back to themselves")
    func offsetsAfterChanges() throws {
        let source = "e\u{301}x \u{FB03}y Aus\u{AD}z ab-\ncd \n\n w"
        var cleaner = try Analyser().makeCleaner()
        let clean = cleaner.clean(source)
        for letter in "xyzcdw" {
            let place = Array(clean.utf8).firstIndex(of: letter.asciiValue!)!
            #expect(
                clean.sourceOffset(of: place) == Array(source.utf8).firstIndex(of: letter.asciiValue!)!,
                "\(letter)"
            )
        }
        #expect(clean.string == "éx ffiy Ausz abcd\nw")
        #expect(CleanText().sourceOffset(of: 7) == 7)
    }
}
