import DocumentModel
import Foundation
import Testing

@testable import Catalogue

@Suite("The audit trail")
struct AuditTests {
    @Test("An entry names who changed what, with the old and the new value, newest first and page by page")
    func entries() throws {
        let box = try TestToolbox()
        for title in ["Planing", "Planing wood"] {
            var deposit = Deposit()
            deposit.record.description.title = title
            _ = try box.catalogue.put("planing", deposit, by: title == "Planing" ? "anna" : "bo")
        }
        let before = Date().addingTimeInterval(1)
        let entries = try box.catalogue.audit.entries(document: "planing", limit: 9)
        #expect(entries.map(\.action) == [.described, .added] && entries.map(\.who) == ["bo", "anna"])
        #expect(entries.allSatisfy { $0.at < before && $0.at > before.addingTimeInterval(-600) })
        let details = String(decoding: try JSONEncoder().encode(entries[0].details), as: UTF8.self)
        #expect(details.contains(#""to":"Planing wood""#) && details.contains(#""from":"Planing""#), "\(details)")
        let page = try box.catalogue.audit.entries(before: entries[0].number, limit: 1)
        #expect(page == [entries[1]])
        #expect(try box.catalogue.audit.entries(document: "another", limit: 9).isEmpty)
    }

    @Test("A token is created, listed without its secret, and revoked, with an entry for each")
    func tokens() throws {
        let box = try TestToolbox()
        let expires = Date(timeIntervalSince1970: 1_900_000_000)
        let (token, details) = try box.catalogue.tokens.create(
            name: "forum",
            role: .curator,
            expires: expires,
            by: "anna"
        )
        #expect(try box.catalogue.tokens.all().map(\.name) == ["forum"])
        #expect(try box.catalogue.tokens.all()[0].expires == expires)
        #expect(try box.catalogue.tokens.actor(showing: token)?.role == .curator)
        #expect(try box.catalogue.tokens.actor(showing: token, at: expires) == nil, "it has expired")
        #expect(try box.catalogue.tokens.actor(showing: token + "0") == nil)
        #expect(try box.catalogue.tokens.revoke(details.id, by: "bo"))
        #expect(try !box.catalogue.tokens.revoke(details.id, by: "bo"))
        #expect(try box.catalogue.tokens.actor(showing: token) == nil)
        #expect(try box.catalogue.audit.entries(limit: 9).map(\.action) == [.tokenRevoked, .tokenCreated])
    }
}
