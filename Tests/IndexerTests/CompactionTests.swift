import Catalogue
import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Indexer

@Suite("Compacting the index")
struct CompactionTests {
    private let box: IndexedToolbox
    private var toolbox: Toolbox { box.catalogue.toolbox }
    private var copy: String { IndexCompaction.path(in: toolbox) }
    private let files = FileManager.default

    /// An index with gaps, because each document was committed by itself.
    init() throws {
        box = try IndexedToolbox()
        for number in 0..<30 {
            let words = (0..<200).map { "word\(number * 37 % 30)x\($0)" }.joined(separator: " ")
            try box.addPages("\(number).pdf", [words, "The apprentices measure wood"], language: "en")
            try box.applyAll()
        }
    }

    private func isDue() throws -> Bool { try IndexCompaction.isDue(box.catalogue, fewest: 20) }

    private func size() throws -> Int {
        let paths = try files.subpathsOfDirectory(atPath: box.index)
        return try paths.reduce(0) { sum, path in
            sum + (try files.attributesOfItem(atPath: "\(box.index)/\(path)")[.size] as? Int ?? 0)
        }
    }

    @Test("It is smaller, has the same content, is intact, and can be continued")
    func same() throws {
        let (before, large) = (try box.dump(), try size())
        try IndexCompaction.run(toolbox)
        #expect(try box.dump() == before)
        #expect(try size() < large * 3 / 4)
        for path in [box.index, Lexicon.path(in: box.index)] {
            #expect(IndexFiles.problems(ofDatabase: path) == [])
        }
        let english = LanguageTag("en")!
        #expect(try LexiconReader(index: box.index).words(ofBase: "apprentice", in: english) == ["apprentices"])
        #expect(!files.fileExists(atPath: copy))
        try box.addPages("new.pdf", ["Apprenticeships"], language: "en")
        try box.applyAll()
        #expect(try box.dump().count == 31)
        #expect(try LexiconReader(index: box.index).uses(of: "apprenticeships", in: english).contains(.word))
    }

    @Test("It is due when all changes are applied and the number of documents has doubled")
    func due() throws {
        #expect(try isDue())
        #expect(try !IndexCompaction.isDue(box.catalogue), "small indexes are left alone")
        try box.addPages("pending.pdf", ["Not indexed yet"])
        #expect(try !isDue())
        try box.applyAll()
        #expect(try isDue())
        try IndexCompaction.run(toolbox)
        #expect(try !isDue())
        for number in 0..<30 { try box.addPages("more-\(number).pdf", ["More"]) }
        try box.applyAll()
        #expect(try !isDue())
        try box.addPages("last.pdf", ["The 62nd document"])
        try box.applyAll()
        #expect(try isDue())
    }

    @Test("Hidden parts are compacted, too")
    func hidden() throws {
        var deposit = Deposit()
        deposit.visibility = .members
        deposit.record.description.title = "For members"
        _ = try box.catalogue.put("hidden", deposit, by: "test")
        try box.applyAll()
        try IndexCompaction.run(toolbox)
        #expect(try box.dump().count == 30)
        #expect(try box.dump(IndexLayout.path(of: .members, in: box.index)).count == 1)
        let secret = Lexicon.path(in: IndexLayout.path(of: .members, in: box.index))
        #expect(IndexFiles.problems(ofDatabase: secret) == [])
    }

    /// The lock of the index. A process that another test starts may hold that of the writer before for a moment.
    private func lock() async throws -> IndexLock {
        for _ in 0..<100 {
            if let lock = try IndexLock(path: box.index) { return lock }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try #require(try IndexLock(path: box.index))
    }

    @Test("An index that is being written is left alone")
    func locked() async throws {
        let lock = try await lock()
        let before = try size()
        try IndexCompaction.run(toolbox)
        #expect(try size() == before)
        withExtendedLifetime(lock) {}
    }

    @Test("What an interrupted compaction left is removed, but not while one may be running")
    func leftovers() async throws {
        let unfinished = IndexCopy.unfinished(copy)
        try files.copyItem(atPath: box.index, toPath: copy)
        try files.createDirectory(atPath: unfinished, withIntermediateDirectories: false)
        do {
            let lock = try await lock()
            try IndexCompaction.removeLeftovers(of: toolbox)
            #expect(files.fileExists(atPath: copy) && files.fileExists(atPath: unfinished))
            withExtendedLifetime(lock) {}
        }
        for _ in 0..<100 where files.fileExists(atPath: copy) {
            try IndexCompaction.removeLeftovers(of: toolbox)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!files.fileExists(atPath: copy) && !files.fileExists(atPath: unfinished))
        #expect(try box.dump().count == 30)
    }
}
