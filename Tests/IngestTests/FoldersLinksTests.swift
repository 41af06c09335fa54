import DocumentModel
import Ingest
import SystemPackage
import Testing

@Suite("Symbolic links in listed folders")
struct FoldersLinksTests {
    @Test("Links that lead out of the folder are followed on request")
    func followed() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try other.write("deep/x.txt", "1234")
        try folder.link("file.txt", to: "\(other.path)/deep/x.txt")
        try folder.link("folder", to: other.path.string)
        let listing = FolderListing(of: folder, followsLinks: true)
        #expect(listing.sources == ["file.txt", "folder/deep/x.txt"])
        #expect(listing.files.map(\.size) == [4, 4])
        #expect(listing.problems.isEmpty)
        for file in listing.files { try file.openForReading().close() }
    }

    @Test("A link to a folder above it is one problem, and everything is listed once")
    func loop() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/b/x.txt")
        try folder.link("a/b/up", to: "../..")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["a/b/x.txt"])
        #expect(
            listing.problemTexts(folder) == [
                "ROOT/a/b/up: is a link to ../.., which leads to the folder ROOT above it; this is a loop and was not followed"
            ]
        )
        #expect(listing.problems.map(\.severity) == [.warning])
    }

    @Test("Two links into each other's folders do not cause a loop")
    func crossedLoop() throws {
        let folder = try TemporaryFolder()
        try folder.write("a/1.txt")
        try folder.write("b/2.txt")
        try folder.link("a/to-b", to: "../b")
        try folder.link("b/to-a", to: "../a")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["a/1.txt", "b/2.txt"])
        #expect(
            listing.problemTexts(folder) == [
                "ROOT/a/to-b: is a link to ../b, which was already read as ROOT/b",
                "ROOT/b/to-a: is a link to ../a, which was already read as ROOT/a",
            ]
        )
    }

    @Test("The real path takes precedence over a link that sorts before it")
    func realPathWins() throws {
        let folder = try TemporaryFolder()
        try folder.write("zebra/x.txt")
        try folder.link("alias", to: "zebra")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["zebra/x.txt"])
        #expect(
            listing.problemTexts(folder) == ["ROOT/alias: is a link to zebra, which was already read as ROOT/zebra"]
        )
    }

    @Test("Of two links to one folder outside, the first is read, the second reported; so is a loop behind a link")
    func behindLinks() throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try other.write("x.txt")
        try other.link("self", to: ".")
        try folder.link("one", to: other.path.string)
        try folder.link("two", to: other.path.string)
        let listing = FolderListing(of: folder, followsLinks: true)
        #expect(listing.sources == ["one/x.txt"])
        #expect(
            listing.problemTexts(folder) == [
                "ROOT/two: is a link to \(other.path), which was already read as ROOT/one",
                "ROOT/one/self: is a link to ., which leads to the folder ROOT/one above it; this is a loop and was not followed",
            ]
        )
    }

    @Test("A broken link and a link to itself are one problem each")
    func broken() throws {
        let folder = try TemporaryFolder()
        try folder.link("gone.pdf", to: "../nowhere/x.pdf")
        try folder.link("self.pdf", to: "self.pdf")
        let listing = FolderListing(of: folder)
        #expect(listing.files.isEmpty)
        #expect(
            listing.problemTexts(folder) == [
                "ROOT/gone.pdf: is a broken link (to ../nowhere/x.pdf)",
                "ROOT/self.pdf: is a link that leads back to itself (to self.pdf)",
            ]
        )
        #expect(listing.problems.allSatisfy { $0.severity == .error })
    }

    @Test("A given folder inside another given one is reported, whichever comes first")
    func nestedPaths() throws {
        let folder = try TemporaryFolder()
        try folder.write("in/x.txt")
        try folder.write("y.txt")
        let inner = folder.path.appending("in")
        #expect(FolderListing(of: [folder.path, inner]).sources == ["in/x.txt", "y.txt"])
        let other = FolderListing(of: [inner, folder.path])
        #expect(other.sources == ["x.txt", "y.txt"])
        #expect(other.problemTexts(folder) == ["ROOT/in: is a folder that was already read as in"])
    }
}
