import DocumentModel
import Glibc
import SystemPackage
import Testing

@testable import Ingest

@Suite("Listing folders")
struct FoldersTests {
    @Test("Files are listed with their paths below the folder, sorted by bytes, with size and time")
    func plainTree() throws {
        let folder = try TemporaryFolder()
        try folder.write("b.pdf", "12345")
        try folder.write("a/z.txt")
        try folder.write("a.txt")
        try folder.write("Zebra/ü.txt")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["Zebra/ü.txt", "a.txt", "a/z.txt", "b.pdf"])
        #expect(listing.problems.isEmpty)
        let file = try #require(listing.files.last)
        #expect(file.size == 5)
        #expect(file.path == folder.path.appending("b.pdf"))
        let now = Int64(time(nil)) * 1_000_000_000
        #expect(abs(file.modifiedNanoseconds - now) < 60_000_000_000)
    }

    @Test(
        "A time that does not fit into 64 bits of nanoseconds is clamped",
        arguments: [
            (0, 5, 5), (1, 1, 1_000_000_001), (-1, 0, -1_000_000_000), (9_223_372_036, 854_775_807, .max),
            (9_223_372_036, 999_999_999, .max), (9_223_372_037, 0, .max), (.max, .max, .max), (.min, 0, .min),
            (-9_223_372_037, 5, .min),
        ] as [(Int64, Int64, Int64)]
    )
    func nanoseconds(seconds: Int64, rest: Int64, expected: Int64) {
        #expect(FoundFile.nanoseconds(seconds, rest) == expected)
    }

    @Test(
        "A file with a time in the far future is listed like any other",
        arguments: [253_402_300_799, -9_300_000_000]
    )
    func distantTimes(seconds: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt")
        // The file system may not support such times; then it uses the nearest one.
        let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, folder.path.appending("a.txt").string, times, 0) == 0)
        #expect(FolderListing(of: folder).sources == ["a.txt"])
    }

    @Test("Hidden files, lock files and Windows' own files are skipped and counted")
    func passedOver() throws {
        let folder = try TemporaryFolder()
        for name in [".hidden", "~$Bericht.docx", "Thumbs.db", "desktop.ini", ".git/config", "~kept.txt"] {
            try folder.write(name)
        }
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["~kept.txt"])
        #expect(listing.passedOver == 5)
        #expect(listing.problems.isEmpty)
    }

    @Test("A hidden folder that is named is read")
    func namedHiddenFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write(".hidden/a.txt")
        #expect(FolderListing(of: [folder.path.appending(".hidden")]).sources == ["a.txt"])
    }

    @Test("A missing path is reported as written")
    func missingPath() {
        let listing = FolderListing(of: ["/no/such place"])
        #expect(listing.files.isEmpty)
        #expect(listing.problems.map(\.description) == ["/no/such place: there is no such file or folder"])
        #expect(listing.problems.map(\.severity) == [.error])
    }

    @Test("A file given by itself has its name as source, and the manifests of its folder apply")
    func singleFile() throws {
        let folder = try TemporaryFolder()
        for name in ["sub/a.pdf", "sub/b.pdf", "sub/vetsearch.yaml", "vetsearch.yaml"] { try folder.write(name) }
        let listing = FolderListing(of: [folder.path.appending("sub").appending("a.pdf")])
        #expect(listing.sources == ["a.pdf"])
        #expect(listing.manifests.map(\.folder) == [folder.path.appending("sub")])
        #expect(listing.manifests.map(\.isFolderListed) == [false])
    }

    @Test("Manifests are found in any case and are not documents")
    func manifests() throws {
        let folder = try TemporaryFolder()
        for name in ["vetsearch.yaml", "sub/vetsearch.YML", "sub/Metadata.csv", "sub/metadata.csv.txt"] {
            try folder.write(name)
        }
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["sub/metadata.csv.txt"])
        #expect(listing.manifests.map(\.kind) == [.folderDefaults, .table, .folderDefaults])
        #expect(listing.manifests.first?.folder == folder.path)
    }

    @Test("Relative paths, dots and trailing slashes lead to the same file")
    func relativePaths() throws {
        let folder = try TemporaryFolder()
        try folder.write("sub/a.txt")
        for given in ["\(folder.path)/./sub/", "\(folder.path)//sub/.", "\(folder.path)/sub"] {
            let listing = FolderListing(of: [FilePath(given)])
            #expect(listing.files.map(\.path) == [folder.path.appending("sub").appending("a.txt")])
        }
        let up = FolderListing(of: [FilePath("\(folder.path)/sub/..")])
        #expect(up.sources == ["sub/a.txt"])
        // The tests' working directory is the package's folder.
        let relative = FolderListing(of: ["Package.swift"])
        #expect(relative.sources == ["Package.swift"])
        #expect(relative.files.first?.path.isAbsolute == true)
    }

    @Test("The same file given twice is listed once")
    func givenTwice() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt")
        let listing = FolderListing(of: [folder.path, folder.path.appending("a.txt"), folder.path])
        #expect(listing.sources == ["a.txt"])
        #expect(listing.problemTexts(folder) == ["ROOT: is a folder that was already read as ROOT"])
    }

    @Test("Pipes and devices are reported and never opened")
    func pipes() throws {
        let folder = try TemporaryFolder()
        try folder.makePipe("a pipe.pdf")
        try folder.link("null.pdf", to: "/dev/null")
        let listing = FolderListing(of: folder, followsLinks: true)
        #expect(listing.files.isEmpty)
        #expect(
            listing.problemTexts(folder) == [
                "ROOT/a pipe.pdf: is a pipe; it was not opened", "ROOT/null.pdf: is a device; it was not opened",
            ]
        )
    }

    @Test("An unreadable folder is reported; the rest is listed")
    func unreadableFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("closed/a.txt")
        try folder.write("open/b.txt")
        for name in ["", "open"] { chmod(folder.path.appending(name).string, 0o755) }
        chmod(folder.path.appending("closed").string, 0o000)
        let listing = try asNobody { FolderListing(of: folder) }
        chmod(folder.path.appending("closed").string, 0o755)
        #expect(listing.sources == ["open/b.txt"])
        #expect(listing.problemTexts(folder) == ["ROOT/closed: the folder cannot be read: Permission denied"])
        #expect(listing.problems.map(\.severity) == [.error])
    }

    @Test("An unreadable file is listed; opening it says why it cannot be read")
    func unreadableFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("closed.txt")
        chmod(folder.path.string, 0o755)
        chmod(folder.path.appending("closed.txt").string, 0o000)
        try asNobody {
            let listing = FolderListing(of: folder)
            #expect(listing.sources == ["closed.txt"])
            #expect(listing.problems.isEmpty)
            let file = try #require(listing.files.first)
            #expect(throws: UnreadableFile(reason: "cannot be opened: Permission denied")) {
                try file.openForReading()
            }
        }
    }

    @Test("A pipe in place of a file is refused without waiting for a writer")
    func replacedByPipe() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt")
        let file = try #require(FolderListing(of: folder).files.first)
        unlink(file.path.string)
        try folder.makePipe("a.txt")
        #expect(throws: UnreadableFile(reason: "is not a regular file")) { try file.openForReading() }
    }

    @Test("A file that can be read is opened")
    func openForReading() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt", "hello")
        let descriptor = try #require(FolderListing(of: folder).files.first).openForReading()
        let text = try descriptor.closeAfter {
            try String(unsafeUninitializedCapacity: 10) { try descriptor.read(into: UnsafeMutableRawBufferPointer($0)) }
        }
        #expect(text == "hello")
    }

    @Test("Folders nested deeper than the maximum path length are reported, and do not crash")
    func tooDeep() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt")
        let name = String(repeating: "n", count: 250)
        var parent = open(folder.path.string, O_RDONLY | O_DIRECTORY)
        for _ in 0..<20 {
            #expect(mkdirat(parent, name, 0o755) == 0)
            let next = openat(parent, name, O_RDONLY | O_DIRECTORY)
            close(parent)
            parent = next
        }
        close(parent)
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["a.txt"])
        #expect(listing.problems.count == 1)
        #expect(listing.problems.first?.reason.hasSuffix("File name too long") == true)
    }
}

/// Runs `body` with the file permissions of nobody; has no effect for users other than root, who are bound by permissions
/// anyway.
///
/// `setfsuid` changes only the calling thread, so concurrent tests keep their rights; Swift's Glibc module lacks it.
private func asNobody<Result>(_ body: () throws -> Result) throws -> Result {
    typealias SetFSUID = @convention(c) (uid_t) -> CInt
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setfsuid = unsafeBitCast(symbol, to: SetFSUID.self)
    _ = setfsuid(65534)
    defer { _ = setfsuid(geteuid()) }
    return try body()
}
