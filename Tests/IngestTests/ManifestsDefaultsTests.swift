import DocumentModel
import Ingest
import SystemPackage
import Testing

@Suite("vetsearch.yaml")
struct ManifestsDefaultsTests {
    private func read(_ yaml: String) throws -> (metadata: Metadata, problems: [ManifestProblem]) {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.pdf")
        try folder.write("docs/vetsearch.yaml", yaml)
        let listing = FolderListing(of: [folder.path.appending("docs")])
        let manifests = Manifests(of: listing)
        return (manifests.describe(try #require(listing.files.first)), manifests.problems)
    }

    @Test("Values and lists of values, in every style")
    func values() throws {
        let (metadata, problems) = try read(
            """
            # a comment
            Country: [IT, el]
            sectors:
              - C
              - "F"
            topic: craft-sme; guidance
            keywords: [a, b]
            title: 'Yes: a title'
            description: >
              folded
              text
            language: no
            year: 2022
            eqf: "4"
            licence: CC0-1.0
            partner:
            creator: ~
            """
        )
        #expect(problems.isEmpty)
        #expect(metadata.countries.map(\.code) == ["IT", "GR"])
        #expect(metadata.sectors.map(\.code) == ["C", "F"])
        #expect(metadata.topics.map(\.code) == ["craft-sme", "guidance"])
        #expect(metadata.keywords == ["a", "b"])
        #expect(metadata.title == "Yes: a title")
        #expect(metadata.description == "folded text")
        #expect(metadata.language?.code == "nb")
        #expect(metadata.year == 2022)
        #expect(metadata.eqf == 4)
        #expect(metadata.partner == nil)
        #expect(metadata.creators.isEmpty)
        #expect(Set(metadata.origins.values) == ["vetsearch.yaml in docs"])
    }

    @Test("Norway is a country", arguments: ["NO", "no", "[NO]", "\n  - NO\n", "'NO'"])
    func norway(value: String) throws {
        let (metadata, problems) = try read("country: \(value)\n")
        #expect(metadata.countries.map(\.code) == ["NO"])
        #expect(problems.isEmpty)
    }

    @Test(
        "Titles that YAML would interpret otherwise are kept as written",
        arguments: ["yes", "0x10", "1_000", "2020"]
    )
    func otherTypes(title: String) throws { #expect(try read("title: \(title)").metadata.title == title) }

    @Test("Wrong keys and values are reported with their line; the others are used")
    func mistakes() throws {
        let (metadata, problems) = try read(
            """
            contry: IT
            country: [IT, Itly]
            year: abc
            eqf: 9
            title: {en: x}
            file: a.pdf
            type: [guide, tool]
            lang: de
            language: fr
            """
        )
        #expect(metadata.countries.map(\.code) == ["IT"])
        #expect(metadata.type?.code == "guide")
        #expect(metadata.language?.code == "de")
        #expect(
            problems.map(\.description) == [
                "docs/vetsearch.yaml, line 1, key contry: 'contry' is not a known key; did you mean country? (ignored)",
                "docs/vetsearch.yaml, line 2, key country: " + Country.complaint(about: "Itly"),
                "docs/vetsearch.yaml, line 3, key year: 'abc' is not a year; expected four digits, such as 2023",
                "docs/vetsearch.yaml, line 4, key eqf: '9' is not an EQF level; expected a whole number from 1 to 8",
                "docs/vetsearch.yaml, line 5, key title: is neither a value nor a list of values; it was ignored",
                "docs/vetsearch.yaml, line 6, key file: 'file' is not a key: vetsearch.yaml describes all files below its folder; "
                    + "use metadata.csv for single files (ignored)",
                "docs/vetsearch.yaml, line 7, key type: has 2 values, but only one is allowed; 'guide' was used",
                "docs/vetsearch.yaml, line 9, key language: occurs twice (also as 'lang'); the first one was used",
            ]
        )
    }

    @Test(
        "Invalid YAML is reported with its line",
        arguments: [
            ("country: IT\ntitle: \"open\n", 3), ("country: IT\n\ttitle: x\n", 2), ("country: [IT\nyear: 2\n", 2),
            ("a: 1\na: 2\n", 1), ("- IT\n- FR\n", 1), ("country: IT\n---\nyear: 2020\n", 2), ("title: a\u{1}b\n", 1),
        ]
    )
    func noYAML(yaml: String, line: Int) throws {
        let (metadata, problems) = try read(yaml)
        #expect(metadata == Metadata())
        #expect(problems.map(\.line) == [line])
        #expect(problems.map(\.severity) == [.error])
        #expect(problems.first?.message.hasSuffix("the file was ignored") == true)
        #expect(problems.first?.message.contains("\n") == false)
    }

    @Test("Empty files, comments only and null are not mistakes", arguments: ["", "# later\n", "---\n", "~\n"])
    func empty(yaml: String) throws {
        let (metadata, problems) = try read(yaml)
        #expect(metadata == Metadata())
        #expect(problems.isEmpty)
    }

    @Test("Deep nesting and nested aliases are refused, and neither crash nor hang")
    func hostile() throws {
        #expect(try read("title: " + String(repeating: "[", count: 100_000)).problems.count == 1)
        var bomb = "a0: &a0 x\n"
        for level in 1...40 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let problems = try read(bomb + "? *a40\n: x\n").problems
        #expect(problems.map(\.message) == ["has too many aliases (*name); the file was ignored"])
    }

    @Test("More specific values take precedence: row, then the folder's own defaults, then those above")
    func precedence() throws {
        let folder = try TemporaryFolder()
        for file in ["in/deep/a.pdf", "in/deep/b.pdf", "c.pdf"] { try folder.write("docs/" + file) }
        try folder.write("docs/vetsearch.yaml", "country: DE\npartner: above\nyear: 2000\ntype: guide\n")
        try folder.write("docs/in/vetsearch.yml", "country: FR\nyear: 2001\n")
        try folder.write("docs/metadata.csv", "file,title,country,eqf\nin/deep/a.pdf,outer,IT,3\nc.pdf,sea,,\n")
        try folder.write("docs/in/deep/metadata.csv", "file,title,country\na.pdf,inner,\n")
        let listing = FolderListing(of: [folder.path.appending("docs")])
        let manifests = Manifests(of: listing)
        #expect(manifests.problems.isEmpty)
        #expect(listing.sources == ["c.pdf", "in/deep/a.pdf", "in/deep/b.pdf"])
        let (c, a, b) = (
            manifests.describe(listing.files[0]), manifests.describe(listing.files[1]),
            manifests.describe(listing.files[2])
        )
        #expect(a.title == "inner")
        #expect(a.countries.map(\.code) == ["IT"])
        #expect(
            a.origins == [
                .title: "docs/in/deep/metadata.csv row 2", .country: "docs/metadata.csv row 2",
                .eqf: "docs/metadata.csv row 2", .year: "vetsearch.yml in docs/in", .partner: "vetsearch.yaml in docs",
                .type: "vetsearch.yaml in docs",
            ]
        )
        #expect(a.year == 2001)
        #expect(b.countries.map(\.code) == ["FR"])
        #expect(b.partner == "above")
        #expect(c.countries.map(\.code) == ["DE"])
        #expect(c.title == "sea")
    }

    @Test("A second manifest of the same kind in a folder is reported and not read")
    func twoManifests() throws {
        let folder = try TemporaryFolder()
        try folder.write("docs/a.pdf")
        try folder.write("docs/vetsearch.yaml", "country: DE\n")
        try folder.write("docs/vetsearch.yml", "country: FR\n")
        let listing = FolderListing(of: [folder.path.appending("docs")])
        let manifests = Manifests(of: listing)
        #expect(manifests.describe(try #require(listing.files.first)).countries.map(\.code) == ["DE"])
        #expect(
            manifests.problems.map(\.description) == [
                "docs/vetsearch.yml: was ignored, because docs/vetsearch.yaml is in the same folder"
            ]
        )
    }

    @Test("A file given by itself is described as in its folder; rows for others are not mistakes")
    func singleFile() throws {
        let folder = try TemporaryFolder()
        for file in ["a.pdf", "b.pdf"] { try folder.write("docs/" + file) }
        try folder.write("docs/vetsearch.yaml", "country: DE\n")
        try folder.write("docs/metadata.csv", "file,title,year\nb.pdf,x,wrong\ngone.pdf,x,\na.pdf,mine,2020\n")
        let listing = FolderListing(of: [folder.path.appending("docs").appending("a.pdf")])
        let manifests = Manifests(of: listing)
        let metadata = manifests.describe(try #require(listing.files.first))
        #expect(manifests.problems.isEmpty)
        #expect(metadata.title == "mine")
        #expect(metadata.origins[.title] == "docs/metadata.csv row 4")
        #expect(metadata.countries.map(\.code) == ["DE"])
    }

    @Test("Files whose names are not UTF-8 can be described by their shown name")
    func notUTF8() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("docs/r".utf8) + [0xE9] + Array(".txt".utf8))
        try folder.write("docs/metadata.csv", "file,title\nr\\xE9.txt,found\n")
        let listing = FolderListing(of: [folder.path.appending("docs")])
        let manifests = Manifests(of: listing)
        #expect(manifests.describe(try #require(listing.files.first)).title == "found")
    }
}
