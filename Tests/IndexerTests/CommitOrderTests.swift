import Catalogue
import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Indexer

/// The lexicon is committed before the documents, hidden parts before the public one, and the number of the last change
/// with the public documents. Each test makes one commit fail, and checks what the others have done.
@Suite("The order of commits")
struct CommitOrderTests {
    private let box: IndexedToolbox

    init() throws {
        box = try IndexedToolbox()
        try box.addPages("a.pdf", ["sunrise"], language: "en")
        try put("hidden", "moonrise")
        try box.applyAll()
    }

    private func put(_ id: String, _ text: String) throws {
        var deposit = Deposit()
        deposit.visibility = .members
        deposit.record.description.title = text
        deposit.record.text = text
        _ = try box.catalogue.put(id, deposit, by: "test")
    }

    /// Commits pending changes while a database cannot be written, and examines the index before the writer is
    /// deallocated.
    private func commit(without folder: String, _ look: (_ publicPart: IndexReader) throws -> Void) throws {
        let away = folder + ".away"
        let writer = try IndexWriter(box.catalogue)
        while !(try writer.apply().isEmpty) {}
        try FileManager.default.moveItem(atPath: folder, toPath: away)
        #expect(throws: XapianError.self) { try writer.commit() }
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: away, toPath: folder)
        try look(box.reader())
        withExtendedLifetime(writer) {}
    }

    private func find(_ term: String, seenBy audience: Visibility = .public) throws -> Int {
        try IndexReader(index: box.index, seenBy: audience).search(.term(term), IndexSearchOptions()).total
    }

    @Test("Documents whose words could not be written are not searchable, and are applied again")
    func lexicon() throws {
        let before = try box.catalogue.lastSequence()
        try box.addPages("b.pdf", ["starlight"], language: "en")
        try commit(without: Lexicon.path(in: box.index)) { (reader) throws in
            #expect(try reader.appliedSequence() == before)
            #expect(try reader.search(.term("starlight"), IndexSearchOptions()).total == 0)
        }
        // Whatever the writer left behind, the number is not there, so the next one applies the change.
        #expect(try box.reader().appliedSequence() == before)
        // Nothing is left of the words: a word that is stored without its lists would never get them.
        #expect(try LexiconReader(index: box.index).uses(of: "starlight", in: LanguageTag("en")!).isEmpty)
        try box.applyAll()
        #expect(try box.reader().appliedSequence() == before + 1)
        #expect(try find("starlight") == 1)
        #expect(try LexiconReader(index: box.index).uses(of: "starlight", in: LanguageTag("en")!).contains(.word))
    }

    @Test("The public part does not record a change as applied if its hidden document could not be written")
    func hiddenParts() throws {
        let before = try box.catalogue.lastSequence()
        try box.addPages("b.pdf", ["starlight"], language: "en")
        try put("hidden", "eclipse")
        try commit(without: IndexLayout.path(of: .members, in: box.index)) { (reader) throws in
            #expect(try reader.appliedSequence() == before)
            #expect(try reader.search(.term("starlight"), IndexSearchOptions()).total == 0)
        }
        #expect(try box.reader().appliedSequence() == before)
        try box.applyAll()
        #expect(try find("starlight") == 1 && find("eclipse", seenBy: .members) == 1)
        #expect(try find("moonrise", seenBy: .members) == 0)
    }

    @Test("The number is committed with its documents, not when the index is closed")
    func number() throws {
        try box.addPages("b.pdf", ["starlight"], language: "en")
        let writer = try IndexWriter(box.catalogue)
        while !(try writer.apply().isEmpty) {}
        try writer.commit()
        #expect(try box.reader().appliedSequence() == (try box.catalogue.lastSequence()))
        #expect(try find("starlight") == 1)
        withExtendedLifetime(writer) {}
    }
}
