import DocumentModel
import Foundation
import Testing

@testable import Catalogue
@testable import Encodings

/// Second deposits of a file or a link: what comes with them is not lost, and changes nothing that is there.
@Suite("Duplicate deposits")
struct DuplicateTests {
    private let toolbox: TestToolbox

    init() throws { toolbox = try TestToolbox() }

    private func file(_ content: String, _ name: String, _ metadata: Metadata = Metadata()) throws -> DepositedFile {
        let document = ExtractedDocument(
            format: .text,
            metadata: metadata.from("file"),
            sections: [Section(locator: .text(line: 1), text: content)]
        )
        return DepositedFile(
            staged: try toolbox.stage(content),
            name: name,
            extraction: try EncodedDocument(document),
            extractor: 1
        )
    }

    private func deposit(_ json: String) throws -> Deposit {
        var deposit = Deposit()
        try deposit.apply(try JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8)))
        return deposit
    }

    @Test("Values that the document lacks are filled in, lists are added to, and nothing is overwritten")
    func merged() throws {
        let first = try toolbox.catalogue.deposit(
            file("a guide to lathes", "guide.txt"),
            deposit(#"{"title": "Lathes", "countries": ["IT"], "year": 2020}"#),
            by: "anna"
        )
        let second = try toolbox.catalogue.deposit(
            file("a guide to lathes", "copy.txt"),
            deposit(
                #"{"title": "Turning", "countries": ["IT", "DE"], "year": 2020, "licence": "CC-BY-4.0", "visibility": "members"}"#
            ),
            by: "ben"
        )
        #expect(second.id == first.id && second.outcome == .duplicate && second.sequence > first.sequence)
        #expect(second.duplicate?.kept == ["countries", "licence"])
        #expect(
            second.duplicate?.differing == [
                .init(field: "title", existing: .string("Lathes"), offered: .string("Turning")),
                .init(field: "visibility", existing: .string("public"), offered: .string("members")),
            ]
        )
        let document = try #require(try toolbox.catalogue.document(first.id))
        #expect(document.metadata.title == "Lathes" && document.metadata.licence == "CC-BY-4.0")
        #expect(document.metadata.countries.map(\.code).sorted() == ["DE", "IT"] && document.visibility == .public)
        let entry = try #require(try toolbox.catalogue.audit.entries(document: first.id, limit: 1).first)
        #expect(entry.who == "ben" && entry.action == .described)
        // The same once more changes nothing.
        let third = try toolbox.catalogue.deposit(
            file("a guide to lathes", "copy.txt"),
            deposit(#"{"countries": ["DE"]}"#),
            by: "ben"
        )
        #expect(third.sequence == second.sequence && third.duplicate == DuplicateDescription())
        #expect(try toolbox.problems() == [] && toolbox.catalogue.changedTables() == [])
    }

    @Test("A member's second copy is a proposal, and one that they may not see is not described to them")
    func member() throws {
        let first = try toolbox.catalogue.deposit(
            file("minutes", "a.txt"),
            deposit(#"{"title": "Minutes"}"#),
            by: "anna"
        )
        func again(_ json: String) throws -> Deposited {
            try toolbox.catalogue.deposit(
                file("minutes", "b.txt"),
                deposit(json),
                by: "member",
                rights: DepositRights(.member)
            )
        }
        let second = try again(#"{"licence": "CC0-1.0", "title": "Protocol"}"#)
        #expect(second.sequence == first.sequence && second.duplicate?.isProposed == true)
        #expect(second.duplicate?.kept == [] && second.duplicate?.differing.map(\.field) == ["title"])
        #expect(try toolbox.catalogue.document(first.id)?.metadata.licence == nil)
        let proposals = try toolbox.catalogue.proposals(for: first.id)
        #expect(proposals.map(\.who) == ["member"])
        #expect(proposals[0].members["licence"] == .string("CC0-1.0"))
        // The same person's next proposal replaces it.
        _ = try again(#"{"licence": "CC-BY-4.0"}"#)
        #expect(try toolbox.catalogue.proposals(for: first.id).count == 1)
        _ = try toolbox.catalogue.describe(first.id, by: "anna") { $0.visibility = .curators }
        let hidden = try again(#"{"title": "Protocol"}"#)
        #expect(hidden.duplicate?.isVisible == false && hidden.duplicate?.differing == [])
        _ = try toolbox.catalogue.remove(first.id, by: "anna")
        #expect(try toolbox.catalogue.proposals(for: first.id).isEmpty)
        #expect(try toolbox.catalogue.changedTables() == [])
    }

    @Test("A link is a record; the same link again adds to it")
    func links() throws {
        let page = #""link": "https://example.eu/story/7""#
        let first = try toolbox.catalogue.depositLink(deposit("{\(page), \"title\": \"A story\"}"), by: "anna")
        #expect(first.outcome == .created)
        let document = try #require(try toolbox.catalogue.document(first.id))
        #expect(document.format == .record && document.record.link == "https://example.eu/story/7")
        let second = try toolbox.catalogue.depositLink(
            deposit("{\(page), \"title\": \"Another title\", \"year\": 2024}"),
            by: "ben"
        )
        #expect(second.id == first.id && second.outcome == .duplicate && second.duplicate?.kept == ["year"])
        #expect(throws: DepositError.self) {
            try toolbox.catalogue.depositLink(deposit("{\(page)}"), id: "x", by: "ben")
        }
        #expect(throws: DepositError.self) { try toolbox.catalogue.depositLink(deposit(#"{"title": "x"}"#), by: "ben") }
        let other = try toolbox.catalogue.depositLink(
            deposit(#"{"link": "https://example.eu/8", "title": "B"}"#),
            by: "ben"
        )
        #expect(other.id != first.id)
    }
}
