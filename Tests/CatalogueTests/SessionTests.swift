import DocumentModel
import Foundation
import Testing

@testable import Catalogue

@Suite("Accounts and sessions")
struct SessionTests {
    private static func account(_ role: Role, _ email: String, in catalogue: Catalogue) throws -> Account {
        let details = AccountDetails(name: "Anna", email: email, role: role)
        return try catalogue.accounts.invite(details, by: "test").account
    }

    @Test("A session ends without use, ends in any case, and ends with its account")
    func ends() throws {
        let catalogue = try TestToolbox().catalogue
        _ = try Self.account(.administrator, "ada@example.eu", in: catalogue)
        let account = try Self.account(.member, "anna@example.eu", in: catalogue)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let id = try catalogue.sessions.begin(account, at: now).id
        #expect(try catalogue.sessions.session(id, at: now)?.account.id == account.id)
        #expect(try catalogue.sessions.session(id + "x", at: now) == nil)
        let later = { (seconds: TimeInterval) in now.addingTimeInterval(seconds) }
        #expect(try catalogue.sessions.session(id, at: later(SessionStore.idleLife + 1)) == nil)
        // Used every hour, it lasts until its absolute end.
        var time = now
        while time < later(SessionStore.absoluteLife - 3600) {
            time += 3600
            #expect(try catalogue.sessions.session(id, at: time) != nil)
        }
        #expect(try catalogue.sessions.session(id, at: later(SessionStore.absoluteLife + 1)) == nil)

        let other = try catalogue.sessions.begin(account, at: now).id
        _ = try catalogue.accounts.change(account.id, to: AccountDetails(account), disabled: true, by: "test")
        #expect(try catalogue.sessions.session(other, at: now) == nil)
    }

    @Test("A link works once, and not after its time; the last administrator stays")
    func links() throws {
        let catalogue = try TestToolbox().catalogue
        let accounts = catalogue.accounts
        let ada = try Self.account(.administrator, " Ada@Example.EU ", in: catalogue)
        #expect(ada.email == "ada@example.eu")
        let secret = try accounts.link(for: ada.id, lasting: 60)
        #expect(try accounts.account(ofLink: secret, at: Date().addingTimeInterval(61)) == nil)
        #expect(throws: AccountError.badLink) {
            try accounts.choosePassword("hash", withLink: secret, at: Date().addingTimeInterval(61))
        }
        #expect(try accounts.choosePassword("hash", withLink: secret).id == ada.id)
        #expect(throws: AccountError.badLink) { try accounts.choosePassword("other", withLink: secret) }
        var details = AccountDetails(ada)
        details.role = .member
        #expect(throws: AccountError.lastAdministrator) {
            try accounts.change(ada.id, to: details, disabled: false, by: "test")
        }
        #expect(throws: AccountError.lastAdministrator) { try accounts.remove(ada.id, by: "test") }
        #expect(throws: AccountError.emailTaken) { try Self.account(.member, "ADA@example.eu", in: catalogue) }
        for email in ["", "anna", "anna@", "@example.eu", "a b@example.eu", "a@b@c.eu", "a@example..eu"] {
            #expect(throws: AccountError.invalid(.email), "\(email)") {
                try Self.account(.member, email, in: catalogue)
            }
        }
    }

    @Test("The role of a person of the platform follows the platform; who loses it cannot sign in")
    func provider() throws {
        let accounts = try TestToolbox().catalogue.accounts
        func person(_ role: Role?, email: String? = "anna@example.eu", verified: Bool = true) throws -> Account? {
            try accounts.account(
                issuer: "https://login.example",
                subject: "1",
                name: "Anna",
                email: email,
                isVerified: verified,
                role: role
            )
        }
        #expect(try person(nil) == nil)
        let first = try #require(try person(.curator))
        #expect(first.role == .curator && first.isFromProvider)
        #expect(try person(.member)?.role == .member)
        #expect(try person(nil) == nil)
        // An address that is not verified does not lead to somebody else's account.
        _ = try accounts.invite(AccountDetails(name: "Ben", email: "ben@example.eu", role: .administrator), by: "test")
        let stranger = try accounts.account(
            issuer: "https://login.example",
            subject: "2",
            name: "Not Ben",
            email: "ben@example.eu",
            isVerified: false,
            role: .member
        )
        #expect(stranger?.role == .member && stranger?.email != "ben@example.eu")
    }
}
