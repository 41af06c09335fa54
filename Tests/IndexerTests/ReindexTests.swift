import Catalogue
import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Indexer

@Suite("Rebuilding the index")
struct ReindexTests {
    private let box: IndexedToolbox
    private var new: String { Reindex.path(in: box.catalogue.toolbox) }

    init() throws {
        box = try IndexedToolbox()
        for number in 0..<40 {
            try box.addPages(
                "\(number).pdf",
                ["Die Ausbildungen in Betrieb \(number) und in den Schulen", "Seite zwei"],
                language: "de"
            )
        }
        try box.remove("7.pdf")
        try box.addPages("8.pdf", ["geändert"])
    }

    private func reindex(cancelAfter documents: Int = .max) throws -> Int? {
        var seen = 0
        return try Reindex.run(box.catalogue, progress: { seen = $0 }, isCancelled: { seen >= documents })
    }

    @Test("A rebuilt index equals the one that was updated step by step")
    func same() throws {
        try box.applyAll()
        let before = try box.dump()
        #expect(before.count == 39)
        #expect(try reindex() == 40)
        #expect(try box.dump() == before)
        #expect(try box.reader().appliedSequence() == (try box.catalogue.lastSequence()))
        #expect(!FileManager.default.fileExists(atPath: new))
        #expect(!FileManager.default.fileExists(atPath: Reindex.mark(in: box.index)))
        #expect(IndexFiles.problems(ofDatabase: box.index) == [])
        try box.addPages("9.pdf", ["noch einmal"])
        try box.applyAll()
        #expect(try box.reader().appliedSequence() == (try box.catalogue.lastSequence()), "it continues from there")
    }

    @Test("If there is no index yet, one is built")
    func first() throws {
        #expect(try reindex() == 40)
        #expect(try box.dump().count == 39)
    }

    @Test("An interrupted run leaves the old index in place, and the next one continues")
    func resumes() throws {
        try box.applyAll()
        let before = try box.dump()
        #expect(try reindex(cancelAfter: 32) == nil)
        #expect(try box.dump() == before)
        #expect(try reindex() == 8)
        #expect(try box.dump() == before)
    }

    @Test("The old index, left by a run that was killed right after the exchange, is not taken for an unfinished one")
    func leftover() throws {
        try box.applyAll()
        let before = try box.dump()
        try FileManager.default.copyItem(atPath: box.index, toPath: new)
        #expect(try reindex() == 40)
        #expect(try box.dump() == before)
    }

    @Test("An unfinished index in another format, or a damaged one, is discarded")
    func badBeginnings() throws {
        try box.applyAll()
        let before = try box.dump()
        #expect(try reindex(cancelAfter: 1) == nil)
        do {
            let writer = try XapianWriter(path: new)
            try writer.setMetadata(IndexLayout.MetadataKey.formatVersion, "layout 0")
            try writer.commit()
        }
        #expect(try reindex() == 40)
        #expect(try reindex(cancelAfter: 1) == nil)
        try Data("damaged".utf8).write(to: URL(filePath: new + "/iamglass"))
        #expect(try reindex() == 40)
        #expect(try box.dump() == before)
    }

    @Test("An index of a newer version is reported, with both versions, and not replaced")
    func newer() throws {
        try box.applyAll()
        try Reindex.checkAge(of: box.catalogue.toolbox)
        let newer = IndexLayout.formatVersion.replacing("layout \(IndexLayout.version)", with: "layout 99")
        do {
            let writer = try XapianWriter(path: box.index)
            try writer.setMetadata(IndexLayout.MetadataKey.formatVersion, newer)
            try writer.commit()
        }
        let error = #expect(throws: IndexFormatError.self) { try Reindex.checkAge(of: box.catalogue.toolbox) }
        let message = error?.description ?? ""
        #expect(
            message.contains(newer) && message.contains(IndexLayout.formatVersion) && message.contains("newer"),
            "\(message)"
        )
        #expect(!IndexLayout.isNewer(IndexLayout.formatVersion) && !IndexLayout.isNewer("layout 1, analyser 1"))
    }

    @Test("An index too damaged to be opened is replaced")
    func damaged() throws {
        try box.applyAll()
        let before = try box.dump()
        try Data("damaged".utf8).write(to: URL(filePath: box.index + "/iamglass"))
        #expect(throws: XapianError.self) { try box.reader() }
        #expect(try reindex() == 40)
        #expect(try box.dump() == before)
    }

    @Test("Waiting for another writer can be interrupted")
    func waiting() throws {
        try box.applyAll()
        let lock = try XapianWriter(path: box.index)
        var checks = 0
        let done = try Reindex.run(
            box.catalogue,
            progress: { _ in },
            isCancelled: {
                checks += 1
                return checks > 8
            }
        )
        #expect(done == nil)
        withExtendedLifetime(lock) {}
    }
}
