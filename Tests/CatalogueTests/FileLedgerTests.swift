import DocumentModel
import Foundation
import Testing

@testable import Catalogue

@Suite("The ledger of files")
struct FileLedgerTests {
    private let box: TestToolbox

    init() throws { box = try TestToolbox() }

    private func titled(_ title: String) -> Metadata {
        var metadata = Metadata()
        metadata.title = title
        return metadata.from("flag")
    }

    @Test("New content makes a document whose id is derived from the content alone")
    func new() throws {
        let recorded = try box.add("a.txt", "apprenticeship")
        #expect(recorded.status == .indexed)
        let other = try TestToolbox()
        #expect(try other.add("elsewhere/b.txt", "apprenticeship", root: "/s").document == recorded.document)
        #expect(recorded.document?.count == 12)
        #expect(try box.add("b.txt", "guidance").document != recorded.document)
        #expect(try box.problems() == [])
    }

    @Test("Recording the same finding again changes nothing")
    func unchanged() throws {
        let first = try box.add("a.txt", "one")
        let again = try box.add("a.txt", "one")
        #expect(again.status == .unchanged)
        #expect(again.document == first.document)
        #expect(again.sequence == nil)
        #expect(try box.catalogue.lastSequence() == 1)
    }

    @Test("New content of a file is a new version of its document, which keeps its id and its older originals")
    func updated() throws {
        let first = try box.add("a.txt", "one")
        let second = try box.add("a.txt", "two")
        #expect(second.status == .updated)
        #expect(second.document == first.document)
        let document = try #require(try box.document(of: "a.txt"))
        #expect(document.version == 2)
        #expect(document.hash == sha256("two".utf8))
        #expect(document.sequence == 2)
        #expect(try box.catalogue.referencedHashes() == [sha256("one".utf8), sha256("two".utf8)])
        // Its first content in another file cannot have the same id again.
        let third = try box.add("b.txt", "one")
        #expect(third.status == .indexed)
        #expect(third.document != first.document)
        #expect(try box.problems() == [])
    }

    @Test("A changed description is an update without a new version; missing values come from the file's metadata")
    func described() throws {
        try box.record(box.facts("a.txt"), try box.finding("one", titled("From the file")))
        #expect(try box.document(of: "a.txt")?.metadata.title == "From the file")
        let update = try box.add("a.txt", "one", titled("From a curator"))
        #expect(update.status == .updated)
        #expect(update.sequence == 2)
        #expect(try box.document(of: "a.txt")?.metadata.title == "From a curator")
        try box.add("a.txt", "one")
        #expect(try box.document(of: "a.txt")?.metadata.title == "From the file")
        #expect(try box.document(of: "a.txt")?.version == 1)
    }

    @Test("Two files with the same content are one document; the second is reported as a duplicate once")
    func duplicate() throws {
        let first = try box.add("a.txt", "one")
        let second = try box.add("b.txt", "one")
        #expect(second.status == .duplicate)
        #expect(second.document == first.document)
        #expect(second.reason == "same content as a.txt")
        #expect(try box.add("b.txt", "one").status == .unchanged)
        #expect(try box.catalogue.documentCount() == 1)
        #expect(try box.problems() == [])
    }

    @Test("When a document's file gets other content, the duplicate inherits the document")
    func ownerMovesOn() throws {
        let first = try box.add("a.txt", "one")
        try box.add("b.txt", "one", titled("B"))
        let moved = try box.add("a.txt", "two")
        #expect(moved.status == .indexed)
        #expect(moved.document != first.document)
        #expect(try box.file("b.txt")?.status == .indexed)
        let inherited = try #require(try box.document(of: "b.txt"))
        #expect(inherited.id == first.document)
        #expect(inherited.source == "b.txt")
        #expect(inherited.metadata.title == "B", "it is described as its new file is")
        #expect(try box.problems() == [])
    }

    @Test("When a document's file disappears, the duplicate inherits it, with its outcome")
    func ownerGone() throws {
        let first = try box.add("a.txt", "scan 1")
        #expect(first.status == .noText)
        try box.add("b.txt", "scan 1")
        let removed = try box.catalogue.files.removeMissing(root: "/r") { $0 != "a.txt" }
        #expect(removed.map(\.source) == ["a.txt"])
        #expect(removed[0].sequence == 2)
        #expect(try box.file("b.txt")?.status == .noText)
        #expect(try box.file("b.txt")?.reason == first.reason)
        #expect(try box.document(of: "b.txt")?.id == first.document)
        #expect(try box.problems() == [])
    }

    @Test("A duplicate that gets other content does not affect the document")
    func duplicateMovesOn() throws {
        let first = try box.add("a.txt", "one")
        try box.add("b.txt", "one")
        let own = try box.add("b.txt", "two")
        #expect(own.status == .indexed)
        #expect(own.document != first.document)
        #expect(try box.document(of: "a.txt")?.version == 1)
        #expect(try box.problems() == [])
    }

    @Test("A file that takes another's content gives up its own document")
    func becomesDuplicate() throws {
        try box.add("a.txt", "one")
        let second = try box.add("b.txt", "two")
        #expect(try box.add("b.txt", "one").status == .duplicate)
        #expect(try box.catalogue.document(try #require(second.document)) == nil)
        #expect(try box.catalogue.changes(after: 2, limit: 9).map(\.document) == [second.document])
        #expect(try box.problems() == [])
    }

    @Test(
        "The previous content of a file that is now encrypted stays searchable; when the content returns, everything is as before"
    )
    func locked() throws {
        let first = try box.add("a.txt", "one")
        let refused = try box.lock("a.txt")
        #expect(refused.status == .encrypted)
        #expect(refused.reason == "a password is needed; its previous content stays searchable")
        #expect(try box.document(of: "a.txt")?.id == first.document)
        #expect(try box.add("a.txt", "one").status == .unchanged)
        #expect(try box.file("a.txt")?.status == .indexed)
        #expect(try box.file("a.txt")?.reason == nil)
        #expect(try box.problems() == [])
    }

    @Test("A duplicate that becomes encrypted has no content any more, and inherits nothing")
    func duplicateLocked() throws {
        let first = try box.add("a.txt", "one")
        try box.add("b.txt", "one")
        let refused = try box.lock("b.txt")
        #expect(refused.document == nil)
        #expect(refused.reason == "a password is needed")
        _ = try box.catalogue.files.removeMissing(root: "/r") { $0 != "a.txt" }
        #expect(try box.file("b.txt")?.status == .encrypted)
        #expect(try box.catalogue.document(try #require(first.document)) == nil)
        #expect(try box.problems() == [])
    }

    @Test("Content that was refused once is refused again, with its own reason")
    func refusedAlike() throws {
        try box.add("a.txt", "one")
        try box.lock("a.txt", "locked")
        try box.lock("b.txt", "locked")
        #expect(try box.catalogue.files.knows(hash: sha256("locked".utf8), extractor: 1))
        #expect(
            try !box.catalogue.files.knows(hash: sha256("locked".utf8), extractor: 2),
            "a newer extractor may read it"
        )
        let again = try box.record(box.facts("c.txt"), .sameContent(hash: sha256("locked".utf8)))
        #expect(again.status == .encrypted)
        #expect(again.reason == "a password is needed", "it held nothing before")
        let twice = try box.record(box.facts("a.txt"), .sameContent(hash: sha256("locked".utf8)))
        #expect(twice.reason == "a password is needed; its previous content stays searchable")
    }

    @Test("A file whose content another file had until just now is read again, and nothing breaks")
    func contentChangedHands() throws {
        try box.add("a.txt", "one")
        let both = [
            (box.facts("a.txt"), try box.finding("two")),
            (box.facts("b.txt"), FileFinding.sameContent(hash: sha256("one".utf8))),
        ]
        let recorded = try box.catalogue.files.record(both, extractor: 1, using: box.compression)
        #expect(recorded.map(\.status) == [.updated, .failed])
        #expect(try box.file("b.txt")?.hash == nil, "so that the next ingest does not take it for settled")
        #expect(try box.add("b.txt", "one").status == .indexed)
        #expect(try box.problems() == [])
    }

    @Test("A renamed file keeps its document")
    func renamed() throws {
        let first = try box.add("old.txt", "one")
        try box.add("new.txt", "one")
        _ = try box.catalogue.files.removeMissing(root: "/r") { $0 == "new.txt" }
        #expect(try box.document(of: "new.txt")?.id == first.document)
        #expect(try box.document(of: "new.txt")?.source == "new.txt")
        #expect(try box.problems() == [])
    }

    @Test("Two roots can have files with the same name")
    func twoRoots() throws {
        let left = try box.add("a.txt", "one", root: "/left")
        let right = try box.add("a.txt", "two", root: "/right")
        #expect(left.document != right.document)
        #expect(try box.add("a.txt", "three", root: "/right").document == right.document)
        _ = try box.catalogue.files.removeMissing(root: "/left") { _ in false }
        #expect(try box.catalogue.documentIDs() == [right.document])
        #expect(try box.problems() == [])
    }

    @Test("Two roots have files with the same name and content: each inherits from the other")
    func twoRootsSameContent() throws {
        let left = try box.add("a.txt", "one", root: "/left")
        #expect(try box.add("a.txt", "one", root: "/right").status == .duplicate)
        _ = try box.catalogue.files.removeMissing(root: "/left") { _ in false }
        #expect(try box.document(of: "a.txt", root: "/right")?.id == left.document)
        #expect(try box.problems() == [])
    }

    @Test("Extraction's warnings are the reason of an ingested file")
    func warnings() throws {
        let recorded = try box.record(
            box.facts("a.txt"),
            try box.finding("one", warnings: ["page 7 could not be read"])
        )
        #expect(recorded.status == .indexed)
        #expect(recorded.reason == "page 7 could not be read")
        #expect(try box.add("a.txt", "one").reason == "page 7 could not be read")
    }
}
