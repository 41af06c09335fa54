import DocumentModel
import Ingest
import SystemPackage
import TestSupport
import Testing

@Suite("Names of files")
struct FoldersNamesTests {
    @Test(
        "Bytes that are not UTF-8 and control characters are escaped; nothing else changes",
        arguments: [
            (Array("Gesellenprüfung 1.pdf".utf8), "Gesellenprüfung 1.pdf"),
            ([0x72, 0xE9, 0x73, 0x75, 0x6D, 0xE9], #"r\xE9sum\xE9"#),
            (Array("a\nb\u{7F}".utf8), #"a\x0Ab\x7F"#),
            (Array("\u{85}".utf8), #"\xC2\x85"#),
            ([0xE2, 0x82], #"\xE2\x82"#),
            ([0xC0, 0xAF], #"\xC0\xAF"#),
            ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#),
            (Array(#"a\xE9"#.utf8), #"a\x5CxE9"#),
            (Array(#"C:\xenon\x4"#.utf8), #"C:\xenon\x4"#),
            (Array("東京 🎓.txt".utf8), "東京 🎓.txt"),
        ] as [([UInt8], String)]
    )
    func shown(bytes: [UInt8], text: String) {
        #expect(Array(shownName(bytes).utf8) == Array(text.utf8))
    }

    @Test("Different names are always shown differently")
    func injective() {
        var generator = SplitMix64(7)
        let alphabet: [UInt8] = Array(#"\x5CE9"#.utf8) + [0xE9, 0xC3, 0xA9, 0x0A]
        var seen: [[UInt8]: [UInt8]] = [:]
        for _ in 0..<200_000 {
            let name = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            let shown = Array(shownName(name).utf8)
            if let other = seen[shown], other != name {
                Issue.record("\(name) and \(other) are both shown as \(shown)")
            }
            seen[shown] = name
        }
    }

    @Test("Names that are not UTF-8 are stored under an escaped name, which is reported")
    func notUTF8() throws {
        let folder = try TemporaryFolder()
        let name: [UInt8] = Array("r".utf8) + [0xE9] + Array("sum.txt".utf8)
        try folder.write(Array("d".utf8) + [0xFF] + Array("/".utf8) + name, Array("abc".utf8))
        try folder.write("a\nb.txt")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == [#"a\x0Ab.txt"#, #"d\xFF/r\xE9sum.txt"#])
        #expect(listing.files.map(\.size) == [1, 3])
        #expect(
            listing.problemTexts(folder) == [
                #"ROOT/a\x0Ab.txt: the name contains control characters; the file is stored under the name shown here"#,
                #"ROOT/d\xFF/r\xE9sum.txt: the name is not UTF-8; the file is stored under the name shown here"#,
            ]
        )
        #expect(listing.problems.allSatisfy { $0.severity == .notice })
        let descriptor = try #require(listing.files.last).openForReading()
        try descriptor.close()
    }

    @Test("Composed and decomposed letters are two files with two sources")
    func canonicalEquivalence() throws {
        let folder = try TemporaryFolder()
        try folder.write("mu\u{308}nchen.txt", "decomposed")
        try folder.write("m\u{FC}nchen.txt", "composed")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == [#"mu\xCC\x88nchen.txt"#, "m\u{FC}nchen.txt"])
        #expect(listing.files.map(\.size) == [10, 8])
        #expect(Set(listing.sources).count == 2)
        #expect(listing.problems.count == 1)
    }

    @Test("The same path below two given folders has two sources")
    func sameSourceTwice() throws {
        let folder = try TemporaryFolder()
        try folder.write("lyon/guide.pdf")
        try folder.write("torino/guide.pdf")
        try folder.write("old/torino/guide.pdf")
        let listing = FolderListing(of: ["lyon", "torino", "old/torino"].map { FilePath("\(folder.path)/\($0)") })
        #expect(Set(listing.sources) == ["guide.pdf", "torino/guide.pdf", "torino-2/guide.pdf"])
        #expect(listing.files.first?.path == folder.path.appending("lyon").appending("guide.pdf"))
        #expect(
            listing.problems.first?.description
                == "torino/guide.pdf: 'guide.pdf' is also the name of lyon/guide.pdf; this one is stored as 'torino/guide.pdf'"
        )
    }
}
