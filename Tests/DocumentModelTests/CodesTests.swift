import DocumentModel
import Foundation
import Testing

@Suite("Codes from closed lists")
struct CodesTests {
    @Test(
        "Countries are read in any case, including the EU's own codes for two of them",
        arguments: [
            ("IT", "IT"), ("it", "IT"), (" pt ", "PT"), ("EL", "GR"), ("el", "GR"), ("GR", "GR"), ("UK", "GB"),
            ("GB", "GB"), ("EU", "EU"), ("XK", "XK"), ("no", "NO"),
        ]
    )
    func countries(text: String, code: String) { #expect(Country(text)?.code == code) }

    @Test("Anything that is not a country is nil", arguments: ["", "Italy", "ITA", "XX", "I T", "false"])
    func noCountries(text: String) { #expect(Country(text) == nil) }

    @Test("Sections of NACE Rev. 2.1 are stored as written and counted as the corresponding ones of Rev. 2")
    func newerSectors() throws {
        let pairs = ["A": "A", "I": "I", "J": "J", "K": "J", "L": "K", "Q": "P", "R": "Q", "V": "U"]
        for (new, old) in pairs {
            let sector = try #require(Sector("2.1:\(new)"))
            #expect(sector.code == old && sector.written == "2.1:\(new)")
            let read = try JSONDecoder().decode([Sector].self, from: JSONEncoder().encode([sector]))
            #expect(read == [sector])
        }
        #expect(Sector("2.1:W") == nil && Sector("2.1:") == nil && Sector("2.1:KK") == nil && Sector("2.0:K") == nil)
        #expect(Sector("2.1:k")?.code == "J" && Sector("K")?.written == "K")
    }

    @Test("Sectors, topics and types are read in any case, and stored in their own")
    func otherLists() {
        #expect(Sector("c")?.code == "C")
        #expect(Sector("V") == nil)
        #expect(Topic("eu-FUNDING")?.code == "EU-funding")
        #expect(ResourceType(" Guide ")?.code == "guide")
        #expect(ResourceType("slides") == nil)
    }

    @Test(
        "A wrong code suggests the nearest valid ones",
        arguments: [("Itly", "IT"), ("Germany", "DE"), ("germny", "DE"), ("holland", "NL"), ("Itali", "IT")]
    )
    func nearestCountry(text: String, code: String) { #expect(Country.nearest(to: text).first == code) }

    @Test(
        "A wrong topic suggests the nearest valid one",
        arguments: [
            ("aprenticeship", "apprenticeship"), ("digitalization", "digitalisation"), ("craftsme", "craft-sme"),
            ("quality", "quality-assurance"), ("eu funding", "EU-funding"),
        ]
    )
    func nearestTopic(text: String, code: String) { #expect(Topic.nearest(to: text).first == code) }

    @Test("A complaint says what is wrong and what is expected, even if there is no similar code")
    func complaints() {
        #expect(
            Country.complaint(about: "Itly").hasPrefix(
                "'Itly' is not a country code (ISO 3166-1 alpha-2, or EU); did you mean IT"
            )
        )
        #expect(Topic.complaint(about: "xyzzyxyzzy").contains("one of EU-funding, adult-cvet"))
        #expect(Country.complaint(about: "xyzzyxyzzy").contains("expected a code such as AD, AE, AF"))
        #expect(ResourceType.complaint(about: "slides") == "'slides' is not a type; did you mean presentation?")
    }

    @Test(
        "Licences are read as SPDX identifiers, in any case",
        arguments: [
            ("cc by-sa 4.0", "CC-BY-SA-4.0"), ("CC0", "CC0-1.0"), ("eupl-1.2", "EUPL-1.2"),
            ("blueoak-1.0.0", "BlueOak-1.0.0"), ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
            ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("LicenseRef-house-rules", "LicenseRef-house-rules"),
        ]
    )
    func licences(text: String, identifier: String) {
        var values = FieldValues()
        values.read(.licence, [text])
        #expect(values.metadata.licence == identifier && values.complaints.isEmpty)
    }

    @Test(
        "A licence that is not from SPDX is kept, and reported with the nearest identifier",
        arguments: [
            ("CC-BY-SA-5.0", "CC-BY-SA-"), ("EUPL-1.3", "EUPL-1."), ("X-Y", "CC-BY-4.0"), ("MIT AND mine", "CC-"),
        ]
    )
    func noLicences(text: String, hint: String) {
        var values = FieldValues()
        values.read(.licence, [text])
        #expect(values.metadata.licence == text && values.complaints.map(\.severity) == [.warning])
        #expect(values.complaints[0].message.contains(hint), "\(values.complaints)")
    }

    @Test(
        "A topic is a code of the built-in list or the URI of a concept",
        arguments: [
            ("Guidance", "guidance"), ("urn:vetsearch:vet:guidance", "guidance"),
            ("urn:vetsearch:vet:dual-system", "urn:vetsearch:vet:dual-system"),
            ("http://eurovoc.europa.eu/1234", "http://eurovoc.europa.eu/1234"),
            ("https://x.eu/a;b?c#d", "https://x.eu/a;b?c#d"),
        ]
    )
    func topics(text: String, code: String) { #expect(Topic(text)?.code == code) }

    @Test(
        "Anything else is none",
        arguments: [
            "http:", "http://", "ftp://x.eu/a", "http://x.eu/a b", "javascript:alert(1)", "urn:", "a:b", "http://x/<b>",
        ]
    )
    func noTopics(text: String) {
        #expect(Topic(text) == nil)
        #expect(Topic("http://x.eu/" + String(repeating: "ü", count: 100)) == nil)
    }

    @Test(
        "The edit distance counts insertions, deletions, replacements and swaps",
        arguments: [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3)]
    )
    func distance(left: String, right: String, expected: Int) {
        #expect(editDistance(left, right, limit: 9) == expected)
        #expect(editDistance(right, left, limit: 9) == expected)
        if expected > 0 { #expect(editDistance(left, right, limit: expected - 1) == expected) }
    }

    @Test("A distance over the limit is one more than the limit")
    func distanceOverLimit() {
        #expect(editDistance("kitten", "dog", limit: 2) == 3)
        #expect(editDistance("a", "abcdef", limit: 2) == 3)
    }

    @Test("The nearest names come first, letters with accents count as one, and an exact name stands alone")
    func nearestNames() {
        let names = [("country", "country"), ("county", "county"), ("title", "title")]
        #expect(nearest(to: "contry", among: names) == ["country", "county"])
        #expect(nearest(to: "county", among: names) == ["county"])
        #expect(nearest(to: "sector", among: names) == [])
        #expect(nearest(to: "fu\u{308}r.pdf", among: [("f\u{FC}r.pdf", "f\u{FC}r.pdf")]) == ["f\u{FC}r.pdf"])
        #expect(nearest(to: "app", among: [("apprenticeship", "a")], beginnings: true) == ["a"])
        #expect(nearest(to: String(repeating: "x", count: 300), among: names) == [])
    }

    @Test("Every code of every list reads as itself and survives JSON")
    func allRoundTrip() throws {
        for code in Country.all { #expect(Country(code)?.code == code) }
        for code in Sector.all { #expect(Sector(code)?.code == code) }
        for code in Topic.all { #expect(Topic(code)?.code == code) }
        for code in ResourceType.all { #expect(ResourceType(code)?.code == code) }
        #expect(Topic.all.count == 21)
        #expect(ResourceType.all.count == 18)
        #expect(Topic.aliases.values.allSatisfy { Topic($0) != nil })
        #expect(ResourceType.aliases.values.allSatisfy { ResourceType($0) != nil })
    }
}

@Suite("Languages")
struct LanguageTagTests {
    @Test(
        "Tags are reduced to the primary language",
        arguments: [
            ("it", "it"), ("IT", "it"), ("no", "nb"), ("nb-NO", "nb"), ("nn", "nn"), ("nor", "nb"), ("deu", "de"),
            ("ger", "de"), ("pt-BR", "pt"), ("zh_Hant", "zh"), ("zho", "zh"), ("mlt", "mt"), ("gle", "ga"),
            ("ell", "el"), ("und", "und"), ("mul", "und"), ("zxx", "und"), ("ast", "ast"),
        ]
    )
    func tags(text: String, code: String) { #expect(LanguageTag(text)?.code == code) }

    @Test("An invalid tag is nil", arguments: ["", "xx", "Deutsch", "d", "e1", "-", "déu"])
    func noTags(text: String) { #expect(LanguageTag(text) == nil) }

    @Test("The EU's 24 languages are known")
    func ofTheUnion() {
        let codes = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split(separator: " ")
        #expect(codes.count == 24)
        for code in codes { #expect(LanguageTag(code)?.code == String(code)) }
    }
}

@Suite("Metadata")
struct MetadataTests {
    @Test("The value of the more specific source is kept; the next source provides missing ones, with their origin")
    func filled() {
        var row = Metadata()
        row.title = "A guide"
        row.countries = [Country("IT")].compactMap(\.self)
        var folder = Metadata()
        folder.title = "Anything"
        folder.topics = [Topic("craft-sme")].compactMap(\.self)
        folder.year = 2020
        let both = row.from("metadata.csv row 2").filled(from: folder.from("vetsearch.yaml in x"))
        #expect(both.title == "A guide")
        #expect(both.countries.map(\.code) == ["IT"])
        #expect(both.topics.map(\.code) == ["craft-sme"])
        #expect(
            both.origins == [
                .title: "metadata.csv row 2", .country: "metadata.csv row 2", .topic: "vetsearch.yaml in x",
                .year: "vetsearch.yaml in x",
            ]
        )
    }
}
