import DocumentModel
import Foundation
import GRDB
import Synchronization
import SystemPackage
import Testing

@testable import Catalogue
@testable import Encodings

@Suite("The catalogue on disk")
struct StoreTests {
    private let box: TestToolbox

    init() throws { box = try TestToolbox() }

    @Test("A toolbox that does not exist is created only on request")
    func creating() throws {
        let nowhere = Toolbox(folder: box.folder.appending("nowhere"))
        #expect(throws: CatalogueError.self) { try Catalogue(nowhere, creating: false) }
        #expect(!nowhere.exists)
        #expect(try Catalogue(nowhere, creating: true).documentCount() == 0)
        #expect(try Catalogue(nowhere, creating: false).lastSequence() == 0)
    }

    @Test("The toolbox's location: the given name, else the environment")
    func locate() {
        let locate = { (name: String?, environment: [String: String]) in
            Toolbox.locate(name, environment: environment).folder.string
        }
        #expect(locate("/x/../y", ["VETSEARCH_TOOLBOX": "/z"]) == "/y")
        #expect(locate(nil, ["VETSEARCH_TOOLBOX": "/z", "HOME": "/h"]) == "/z")
        #expect(locate("", ["VETSEARCH_TOOLBOX": "", "XDG_DATA_HOME": "/d", "HOME": "/h"]) == "/d/vetsearch")
        #expect(locate(nil, ["HOME": "/h"]) == "/h/.local/share/vetsearch")
        #expect(locate("box", [:]) == FileManager.default.currentDirectoryPath + "/box")
    }

    @Test("Acknowledged changes survive a power failure: every writing connection synchronises")
    func durable() throws {
        let settings = try box.catalogue.database.write { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try Int.fetchOne(database, sql: "PRAGMA foreign_keys"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect(settings == (2, 1, "wal"))
    }

    @Test("A reopened toolbox has everything that was recorded, and the changes that no index has applied")
    func reopened() throws {
        let first = try box.add("a.txt", "one")
        let second = try box.add("b.txt", "two")
        try box.add("a.txt", "three")
        let again = try Catalogue(box.catalogue.toolbox, creating: false)
        #expect(try again.documentIDs() == [first.document!, second.document!].sorted())
        #expect(
            try again.changes(after: 0, limit: 9) == [
                Change(sequence: 2, document: second.document!), Change(sequence: 3, document: first.document!),
            ]
        )
        #expect(try again.changes(after: 0, limit: 1).map(\.sequence) == [2])
        #expect(try again.changes(after: 3, limit: 9) == [])
        #expect(try again.lastSequence() == 3)
        let extraction = try again.extraction(of: first.document!, using: box.compression)
        #expect(extraction?.sections.map(\.text) == ["three"])
        #expect(try again.extraction(of: "nothing", using: box.compression) == nil)
    }

    @Test("A removed document stays in the changes, so that an index removes it")
    func removedInChanges() throws {
        let first = try box.add("a.txt", "one")
        let removed = try box.catalogue.files.removeMissing(root: "/r") { _ in false }
        #expect(removed.map(\.document) == [first.document])
        #expect(try box.catalogue.changes(after: 1, limit: 9).map(\.document) == [first.document])
        #expect(try box.catalogue.documentCount() == 0)
        #expect(try box.catalogue.originals.all() == [])
        #expect(try box.add("a.txt", "one").document == first.document, "and comes back under its id")
    }

    @Test("A batch is recorded completely or not at all")
    func batch() throws {
        let staged = try box.stage("one")
        box.catalogue.originals.discard(staged)
        let good = try box.finding("two")
        let document = ExtractedDocument(format: .text)
        #expect(throws: (any Error).self) {
            try box.catalogue.files.record(
                [
                    (box.facts("b.txt"), good),
                    (box.facts("a.txt"), .content(staged, document, encoded: try document.encoded())),
                ],
                extractor: 1,
                using: box.compression
            )
        }
        #expect(try box.catalogue.documentCount() == 0)
        #expect(try box.file("b.txt") == nil)
    }

    @Test("Originals are stored once, discarded if known, and hashed as they are on disk")
    func originals() throws {
        let originals = box.catalogue.originals
        let (first, second) = (try box.stage("one"), try box.stage("one"))
        #expect(first.hash == sha256("one".utf8))
        #expect(first.size == 3)
        #expect(first.path != second.path)
        #expect(!originals.holds(first.hash))
        try originals.keep(first)
        try originals.keep(second)
        try originals.keep(second)
        #expect(try originals.all() == [first.hash])
        #expect(!FileManager.default.fileExists(atPath: second.path.string))
        #expect(try originals.rehash(first.hash) == first.hash)
        try Data("two".utf8).write(to: URL(filePath: originals.path(of: first.hash).string))
        #expect(try originals.rehash(first.hash) == sha256("two".utf8))
        let third = try box.stage("three")
        originals.discard(third)
        #expect(throws: (any Error).self) { try originals.keep(third) }
    }

    @Test("An original is synchronised before it gets its name, and its name before anything refers to it")
    func synchronised() throws {
        /// What was synchronised, and whether the original had its name then.
        let log = Mutex<[(path: String, isNamed: Bool)]>([])
        let folder = box.folder.appending("store")
        let hash = sha256("one".utf8)
        let target = folder.appending(String(hash.prefix(2))).appending(hash)
        let originals = try Originals(folder: folder, creating: true) { path in
            try Originals.synchronise(path)
            let isNamed = FileManager.default.fileExists(atPath: target.string)
            log.withLock { $0.append((path.string, isNamed)) }
        }
        let (first, again) = (
            try originals.stage(bytes: Array("one".utf8)), try originals.stage(bytes: Array("one".utf8))
        )
        try originals.keep(first)
        let names = [first.path, target.removingLastComponent(), folder].map(\.string)
        #expect(log.withLock { $0.map(\.path) } == names)
        #expect(log.withLock { $0.map(\.isNamed) } == [false, true, true])
        // Nothing is synchronised for an intact original; a damaged one is replaced in the same order.
        try originals.keep(again)
        #expect(log.withLock { $0.count } == 3)
        try Data("two".utf8).write(to: URL(filePath: target.string))
        let third = try originals.stage(bytes: Array("one".utf8))
        try originals.keep(third)
        #expect(log.withLock { $0.map(\.path) } == names + [third.path, target.removingLastComponent()].map(\.string))
        // An original whose disk fails is not stored.
        let broken = try Originals(folder: folder, creating: true) { _ in throw Errno.ioError }
        let fourth = try broken.stage(bytes: Array("four".utf8))
        #expect(throws: Errno.ioError) { try broken.keep(fourth) }
        #expect(!broken.holds(fourth.hash))
    }

    @Test("Sweeping removes what killed processes left behind, and nothing that a document needs")
    func sweep() throws {
        try box.add("a.txt", "one")
        try box.add("a.txt", "two")
        let (left, kept) = (try box.stage("left"), try box.stage("kept"))
        try box.catalogue.originals.keep(kept)
        try box.catalogue.sweep()
        #expect(Set(try box.catalogue.originals.all()) == [sha256("one".utf8), sha256("two".utf8)])
        #expect(!FileManager.default.fileExists(atPath: left.path.string))
    }

    @Test("Removing nothing does not affect originals that another ingest is about to record")
    func removesOnlyItsOwn() throws {
        try box.add("a.txt", "one")
        let other = try box.stage("of another process")
        try box.catalogue.originals.keep(other)
        _ = try box.catalogue.files.removeMissing(root: "/r") { _ in true }
        #expect(box.catalogue.originals.holds(other.hash))
    }

    @Test("Files are counted by status; those with problems are listed by path")
    func statuses() throws {
        try box.add("b.txt", "one")
        try box.add("c.txt", "one")
        try box.add("d.txt", "scan")
        try box.lock("a.txt")
        #expect(try box.catalogue.files.statusCounts() == [.indexed: 1, .duplicate: 1, .noText: 1, .encrypted: 1])
        #expect(try box.catalogue.files.withoutText().map(\.source) == ["a.txt", "d.txt"])
    }

    @Test("Only the first of several ingests cleans up")
    func presence() throws {
        var swept = 0
        let first = try IngestPresence(box.catalogue.toolbox) { swept += 1 }
        let second = try IngestPresence(box.catalogue.toolbox) { swept += 1 }
        #expect(first.isAlone)
        #expect(!second.isAlone)
        #expect(swept == 1)
    }
}

@Suite("Compression")
struct CompressionTests {
    @Test("Decompressed bytes equal the original ones", arguments: [0, 1, 100, 100_000])
    func roundTrip(count: Int) throws {
        let compression = try Compression()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        #expect(try compression.decompress(Array(compression.compress(bytes))) == bytes)
    }

    @Test("A frame is not changed when the next one is made")
    func independent() throws {
        let compression = try Compression()
        let first = try compression.compress(Array("one".utf8))
        _ = try compression.compress(Array("something else".utf8))
        #expect(try compression.decompress(first) == Array("one".utf8))
    }

    @Test("Damaged frames throw or give other bytes, but never crash the process")
    func damaged() throws {
        let compression = try Compression()
        let good = Array(try compression.compress(Array(String(repeating: "apprenticeship ", count: 50).utf8)))
        for length in 0..<good.count {
            #expect(throws: CompressionError.self) { try compression.decompress(Array(good[..<length])) }
        }
        for index in good.indices {
            for bit in 0..<8 {
                var bad = good
                bad[index] ^= 1 << bit
                _ = try? compression.decompress(bad)
            }
        }
        #expect(throws: CompressionError.self) { try compression.decompress(Array("no frame at all".utf8)) }
        // A header that announces 2^62 bytes.
        let promise: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0]
        #expect(throws: CompressionError.self) { try compression.decompress(promise) }
    }
}
