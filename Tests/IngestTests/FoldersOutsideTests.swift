import DocumentModel
import Glibc
import SystemPackage
import Testing

@testable import Ingest

/// A folder that others can write to must not make documents of files elsewhere on the machine.
@Suite("Links out of listed folders")
struct FoldersOutsideTests {
    /// A folder beside one that contains a secret.
    private func folders() throws -> (folder: TemporaryFolder, other: TemporaryFolder) {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try other.write("secret.txt", "secret")
        try other.write("deep/secret.txt", "secret")
        return (folder, other)
    }

    private func text(_ file: FoundFile) throws -> String {
        let descriptor = try file.openForReading()
        return try descriptor.closeAfter {
            try String(unsafeUninitializedCapacity: 64) { try descriptor.read(into: UnsafeMutableRawBufferPointer($0)) }
        }
    }

    @Test("They are reported and not followed, whatever they lead to")
    func leftAlone() throws {
        let (folder, other) = try folders()
        try folder.write("good.txt")
        let targets = [
            "a.txt": "\(other.path)/secret.txt", "b": other.path.string, "c.txt": "/etc/passwd",
            "d": "/proc/self", "e.txt": "/proc/self/environ", "f.txt": "/dev/null", "g": "/",
            "deep/h.txt": "../../\(other.path.lastComponent?.string ?? "")/secret.txt", "i": "..",
        ]
        for (name, target) in targets { try folder.link(name, to: target) }
        // Once by a link that leads back inside, and once by a link in the folder that leads outside.
        try other.link("back", to: folder.path.string)
        try folder.link("j.txt", to: "b/deep/secret.txt")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["good.txt"])
        #expect(listing.problems.count == targets.count + 1)
        #expect(listing.problems.allSatisfy { $0.severity == .notice })
        let root = folder.path.lastComponent?.string ?? ""
        #expect(
            listing.problems.contains {
                $0.description
                    == "\(root)/c.txt: is a link to /etc/passwd, outside the folder \(root); it was not followed "
                    + "(use --follow-links to follow it)"
            }
        )
        #expect(listing.isComplete)
        for source in ["b/deep/secret.txt", "a.txt", "deep/h.txt"] { #expect(listing.isBehindLinkLeftAlone(source)) }
        for source in ["good.txt", "bb/x.txt", "deep", "deep/other.txt"] {
            #expect(!listing.isBehindLinkLeftAlone(source))
        }
    }

    @Test("Links within the folder are followed, relative and absolute, to files and folders")
    func within() throws {
        let (folder, other) = try folders()
        try folder.write(".hidden/deep/x.txt", "inside")
        try folder.write("real.txt", "inside")
        try folder.link("relative.txt", to: ".hidden/deep/x.txt")
        try folder.link("absolute.txt", to: "\(folder.path)/real.txt")
        try folder.link("folder", to: ".hidden/deep")
        try other.link("back", to: folder.path.string)
        try folder.link("around.txt", to: "\(other.path)/back/real.txt")
        let listing = FolderListing(of: folder)
        #expect(listing.sources == ["absolute.txt", "around.txt", "folder/x.txt", "real.txt", "relative.txt"])
        #expect(listing.problems.isEmpty)
        for file in listing.files { #expect(try text(file) == "inside") }
    }

    @Test("A given path may be a link")
    func given() throws {
        let (folder, other) = try folders()
        try folder.link("to", to: other.path.string)
        try folder.link("file.txt", to: "\(other.path)/secret.txt")
        let listing = FolderListing(of: [folder.path.appending("to"), folder.path.appending("file.txt")])
        #expect(listing.sources == ["deep/secret.txt", "file.txt", "secret.txt"])
        #expect(listing.problems.isEmpty)
        for file in listing.files { #expect(try text(file) == "secret") }
    }

    @Test("A link that replaces a file, or a folder above it, after the listing is not followed")
    func swapped() throws {
        let (folder, other) = try folders()
        for name in ["secret.txt", "deep/secret.txt", "a/deep/secret.txt"] { try folder.write(name, "own") }
        let files = FolderListing(of: folder).files
        #expect(files.map(\.source) == ["a/deep/secret.txt", "deep/secret.txt", "secret.txt"])
        for name in ["a", "deep", "secret.txt"] {
            let path = folder.path.appending(name)
            #expect(rename(path.string, path.string + ".before") == 0)
        }
        try folder.link("a", to: other.path.string)
        try folder.link("deep", to: "\(other.path)/deep")
        try folder.link("secret.txt", to: "\(other.path)/secret.txt")
        let reason = UnreadableFile(reason: "cannot be opened: it was replaced by a link after the folder was listed")
        for file in files { #expect(throws: reason) { try file.openForReading() } }
        for file in files {
            #expect(throws: Errno.self) { try file.place.open(stepwise: true) }
        }
    }

    @Test("Opening step by step, as on kernels without openat2, has the same result")
    func stepwise() throws {
        let (folder, other) = try folders()
        try folder.write("a/b/c.txt", "inside")
        try folder.link("a/out.txt", to: "\(other.path)/secret.txt")
        try folder.link("a/to-b", to: "b")
        let root = try folder.path.resolved()
        func outcome(_ path: String, folder: Bool, stepwise: Bool) -> Errno? {
            do {
                try FilePlace.beneath(folder: root, FilePath(path)).open(folder: folder, stepwise: stepwise).close()
                return nil
            } catch {
                return error as? Errno
            }
        }
        let cases: [(String, Bool, Errno?)] = [
            ("a/b/c.txt", false, nil), ("a/b", true, nil), ("", true, nil), ("a//b/c.txt", false, nil),
            ("a/out.txt", false, .tooManySymbolicLinkLevels), ("a/to-b/c.txt", false, .tooManySymbolicLinkLevels),
            ("a/to-b", false, .tooManySymbolicLinkLevels), ("../x", false, .improperLink),
            ("a/b/c.txt/d", false, .notDirectory), ("a/none/c.txt", false, .noSuchFileOrDirectory),
            ("a/b/c.txt", true, .notDirectory),
        ]
        for (path, isFolder, expected) in cases {
            #expect(outcome(path, folder: isFolder, stepwise: false) == expected, "\(path)")
            #expect(outcome(path, folder: isFolder, stepwise: true) == expected, "\(path), step by step")
        }
    }

    @Test("Manifests that are links out of the folder are reported and not read")
    func manifests() throws {
        let (folder, other) = try folders()
        try folder.write("a.txt")
        try other.write("secret.csv", "file,title\na.txt,secret\n")
        try folder.link("metadata.csv", to: "\(other.path)/secret.csv")
        try folder.link("vetsearch.yaml", to: "/etc/passwd")
        for paths in [[folder.path], [folder.path.appending("a.txt")]] {
            let listing = FolderListing(of: paths)
            #expect(listing.sources == ["a.txt"])
            #expect(listing.manifests.isEmpty)
            #expect(listing.problems.count == 2)
            #expect(listing.problems.allSatisfy { $0.reason.contains("was not followed") })
        }
        let followed = FolderListing(of: folder, followsLinks: true)
        #expect(Manifests(of: followed).describe(try #require(followed.files.first)).title == "secret")
    }

    @Test("A manifest within the folder may be a link; one that becomes a link out of it is not read")
    func swappedManifest() throws {
        let (folder, other) = try folders()
        try folder.write("a.txt")
        try folder.write(".shared/table.csv", "file,title\na.txt,own\n")
        try folder.link("metadata.csv", to: ".shared/table.csv")
        try other.write("secret.csv", "file,title\na.txt,secret\n")
        let listing = FolderListing(of: folder)
        #expect(Manifests(of: listing).describe(try #require(listing.files.first)).title == "own")
        #expect(unlink("\(folder.path)/.shared/table.csv") == 0)
        try folder.link(".shared/table.csv", to: "\(other.path)/secret.csv")
        let manifests = Manifests(of: listing)
        #expect(manifests.describe(try #require(listing.files.first)).title == nil)
        #expect(manifests.problems.map(\.severity) == [.error])
        #expect(manifests.problems.first?.message.contains("it was replaced by a link") == true)
    }

    @Test("A file beside a given video that is a link out of the folder does not belong to it")
    func besideVideo() throws {
        let (folder, other) = try folders()
        try folder.write("lesson.mp4")
        try folder.write("lesson.de.vtt")
        try folder.link("lesson.vtt", to: "\(other.path)/secret.txt")
        let video = folder.path.appending("lesson.mp4")
        let listing = FolderListing(of: [video])
        #expect(listing.sources == ["lesson.mp4"])
        #expect(listing.files.first?.companions.map(\.source) == ["lesson.de.vtt"])
        #expect(listing.problems.count == 1)
        #expect(throws: UnreadableFile.self) { try MediaBundles.openBeside(folder.path.appending("lesson.vtt")) }
        try MediaBundles.openBeside(folder.path.appending("lesson.de.vtt")).close()
    }

    @Test("A pipe, a socket and a device in place of a listed file are refused without blocking")
    func strangeFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.txt")
        let file = try #require(FolderListing(of: folder).files.first)
        #expect(unlink(file.path.string) == 0)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: file.path.string.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        #expect(throws: UnreadableFile.self) { try file.openForReading() }
        #expect(FolderListing(of: folder).problems.map(\.reason) == ["is a socket; it was not opened"])
    }
}
