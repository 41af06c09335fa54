import DocumentModel
import Encodings
import Testing

@testable import Index
@testable import Indexer

/// What the lexicon stores of a string, and what it answers.
@Suite("The lexicon")
struct LexiconTests {
    private static let (german, english, dutch) = (LanguageTag("de")!, LanguageTag("en")!, LanguageTag("nl")!)

    private static func word(bases: [String], parts: [String] = [], isUnknown: Bool = false) -> LexiconEntry {
        var entry = LexiconEntry()
        entry.keys = LexiconEntry.KnownKeys(bases: bases, parts: parts, isUnknown: isUnknown)
        return entry
    }

    @Test("An entry of each kind is read as it was written")
    func roundTrip() throws {
        var lists = LexiconEntry()
        lists.words = (0..<300).map { "form\($0)" }
        lists.spellings = ["fórm"]
        lists.compounds = ["formblatt", "form\u{1F}sache", ""]
        var all = lists
        all.keys = LexiconEntry.KnownKeys(bases: ["form", "formen"], parts: ["for", "m"], isUnknown: true)
        all.hasTrigrams = true
        let entries = [
            LexiconEntry(), lists, all, Self.word(bases: ["form"]), Self.word(bases: []),
            Self.word(bases: ["form"], parts: ["for"]), Self.word(bases: ["form~", "form"], isUnknown: true),
        ]
        for entry in entries {
            var value = try LexiconValue(of: "form", [])
            value.set(entry, in: Self.german)
            #expect(try LexiconValue(of: "form", value.bytes)[Self.german] == entry)
        }
    }

    @Test("The languages of one string are apart, and changing one leaves the others")
    func languages() throws {
        var value = try LexiconValue(of: "die", [])
        value.set(Self.word(bases: ["die"]), in: Self.english)
        value.set(Self.word(bases: ["der"]), in: Self.german)
        value = try LexiconValue(of: "die", value.bytes)
        var changed = try value[Self.english]
        changed.words = ["dies", "died"]
        value.set(changed, in: Self.english)
        value = try LexiconValue(of: "die", value.bytes)
        #expect(value.uses(in: Self.english) == [.word, .base])
        #expect(try value[Self.english].words == ["dies", "died"])
        #expect(try value[Self.german] == Self.word(bases: ["der"]))
        #expect(value.uses(in: Self.dutch).isEmpty)
        #expect(try value[Self.dutch] == LexiconEntry())
    }

    @Test("Bytes that are cut anywhere are an error or a shorter value, never a crash")
    func cut() throws {
        var value = try LexiconValue(of: "die", [])
        value.set(Self.word(bases: ["der", "dié"], parts: ["d"]), in: Self.german)
        let bytes = value.bytes
        for end in 1..<bytes.count {
            #expect(throws: BinaryCodingError.self, "cut at \(end)") {
                _ = try LexiconValue(of: "die", Array(bytes.prefix(end)))[Self.german]
            }
        }
    }

    @Test(
        "A word of two languages has its forms in each, and a base form that no document has is found by its trigrams"
    )
    func forms() throws {
        let box = try IndexedToolbox()
        try box.addPages("de.pdf", ["Die Betriebe sind offen"], language: "de")
        try box.addPages("en.pdf", ["Workshops opened early"], language: "en")
        try box.applyAll()
        let lexicon = try LexiconReader(index: box.index)
        #expect(try lexicon.words(ofBase: "betrieb", in: Self.german) == ["betriebe"])
        #expect(try lexicon.words(ofBase: "workshop", in: Self.english) == ["workshops"])
        #expect(try lexicon.words(ofBase: "workshop", in: Self.german).isEmpty)
        #expect(try lexicon.uses(of: "workshop", in: Self.english) == [.base, .trigrams])
        #expect(try lexicon.keys(of: "workshop", in: Self.english) == nil)
        #expect(try lexicon.keys(of: "workshops", in: Self.english)?.bases.contains("workshop") == true)
        #expect(
            try lexicon.sharing(trigramsOf: "workshap", in: Self.english, limit: 5).map(\.word).contains("workshop")
        )

        // A second document adds to the list; the base form now is a word, and is found once by its trigrams.
        try box.addPages("en2.pdf", ["A workshop in the workshop's yard, and shops"], language: "en")
        try box.applyAll()
        let later = try LexiconReader(index: box.index)
        #expect(try later.uses(of: "workshop", in: Self.english).contains([.word, .base]))
        #expect(try later.words(ofBase: "workshop", in: Self.english).first == "workshops")
        let found = try later.sharing(trigramsOf: "workshop", in: Self.english, limit: 20)
        #expect(found.filter { $0.word == "workshop" }.count == 1)
    }
}
