import DocumentModel
import Encodings
import Foundation
import Testing

@testable import Catalogue

/// Curators whose role is limited: one rule for everything that changes documents.
@Suite("Limited roles")
struct ScopeTests {
    private static let italian: DepositPermission = {
        var scope = RoleScope()
        scope.countries = ["IT"]
        return DepositPermission(Actor(account: "7", role: .curator, scope: scope))
    }()

    private static func deposit(_ country: String, stage: Stage = .draft) -> Deposit {
        var deposit = Deposit()
        deposit.record.description.title = "About \(country)"
        deposit.record.description.countries = [Country(country)].compactMap { $0 }
        deposit.stage = stage
        return deposit
    }

    /// Whether a change is refused because the role does not cover the document.
    private static func isRefused(_ change: () throws -> Void) -> Bool {
        do {
            try change()
            return false
        } catch DepositError.notAllowed {
            return true
        } catch {
            Issue.record("\(error)")
            return false
        }
    }

    @Test("Whatever changes a document needs a role that covers it, before and after the change")
    func changes() throws {
        let box = try TestToolbox()
        let (catalogue, curation) = (box.catalogue, box.catalogue.curation)
        let (rule, who) = (Self.italian.guarding(.present), Self.italian.actor.name)
        for country in ["IT", "DE"] {
            _ = try catalogue.put(country, Self.deposit(country), by: "account 8")
            _ = try catalogue.describe(country, by: "account 9") { $0.record.text = "Changed" }
        }
        let changes: [(String) throws -> Void] = [
            { try curation.assign($0, to: who, if: rule, by: who) },
            { _ = try catalogue.describe($0, if: rule, by: who) { $0.record.text = "Other" } },
            { _ = try catalogue.history.restore(1, of: $0, if: rule, by: who) },
            { _ = try curation.advance($0, to: .reviewed, if: rule, by: who) },
            { _ = try curation.sendBack($0, because: "A reason", if: rule, by: who) },
            { _ = try curation.advance($0, to: .published, if: rule, by: who) },
        ]
        for (number, change) in changes.enumerated() {
            #expect(!Self.isRefused { try change("IT") }, "change \(number)")
            #expect(Self.isRefused { try change("DE") }, "change \(number)")
        }
        #expect(try catalogue.document("IT")?.stage == .published)
        #expect(try catalogue.document("DE")?.stage == .draft)
        // A published document cannot be taken out of the limits, and none can be published outside of them.
        #expect(
            Self.isRefused {
                _ = try catalogue.describe("IT", if: rule, by: who) {
                    $0.record.description.countries = [Country("DE")].compactMap { $0 }
                }
            }
        )
        let new = Self.italian.guarding(.none)
        #expect(
            Self.isRefused { _ = try catalogue.put("new", Self.deposit("FR", stage: .published), if: new, by: who) }
        )
        #expect(try catalogue.document("new") == nil)
        // Own drafts are like those of members.
        _ = try catalogue.put("own", Self.deposit("FR"), if: new, by: who)
        #expect(!Self.isRefused { _ = try catalogue.describe("own", if: rule, by: who) { $0.record.text = "Mine" } })
        #expect(Self.isRefused { _ = try curation.advance("own", to: .published, if: rule, by: who) })
        #expect(Self.isRefused { _ = try catalogue.remove("DE", if: rule, by: who) })
        #expect(!Self.isRefused { _ = try catalogue.remove("IT", if: rule, by: who) })
    }

    @Test("An edit of many documents leaves out what the role does not cover, and is undone by its maker alone")
    func bulk() throws {
        let box = try TestToolbox()
        let catalogue = box.catalogue
        for country in ["IT", "DE"] { _ = try catalogue.put(country, Self.deposit(country), by: "account 8") }
        let change = try BulkChange(["set": .object(["year": .integer(2024)])])
        let edits = catalogue.bulkEdits(by: Self.italian.actor)
        let preview = try edits.preview(change, of: ["IT", "DE"], limit: 9)
        #expect(preview.items.map(\.document) == ["IT"] && preview.troubles.map(\.document) == ["DE"])
        _ = try edits.apply(change, to: ["IT", "DE"], by: Self.italian.actor.name)
        #expect(try catalogue.document("IT")?.metadata.year == 2024)
        #expect(try catalogue.document("DE")?.metadata.year == nil)
        let (other, _) = try catalogue.bulkEdits.apply(change, to: ["DE"], by: "account 9")
        #expect(Self.isRefused { _ = try edits.undo(other.id, by: Self.italian.actor.name) })
        #expect(try catalogue.bulkEdits.undo(other.id, by: "account 9").restored == 1)
    }

    @Test("A published file from a limited curator is a draft unless the role covers it")
    func files() throws {
        let box = try TestToolbox()
        let catalogue = box.catalogue
        func file(_ content: String) throws -> DepositedFile {
            let document = ExtractedDocument(
                format: .text,
                sections: [Section(locator: .text(line: 1), text: content)]
            )
            return DepositedFile(
                staged: try box.stage(content),
                name: "a.txt",
                extraction: try EncodedDocument(document.encoded()),
                extractor: 1
            )
        }
        let rights = DepositRights(Self.italian.actor)
        for (country, stage) in [("IT", Stage.published), ("DE", .draft)] {
            let done = try catalogue.deposit(
                file("About \(country)"),
                Self.deposit(country, stage: .published),
                by: Self.italian.actor.name,
                rights: rights
            )
            #expect(try catalogue.document(done.id)?.stage == stage, "\(country)")
        }
    }

    @Test("A document is published through the stages between, and is not sent back any more")
    func publishing() throws {
        let box = try TestToolbox()
        let curation = box.catalogue.curation
        _ = try box.catalogue.put("a", Self.deposit("IT"), by: "account 8")
        _ = try curation.sendBack("a", because: "A reason", by: "account 9")
        var waiting = QueueFilter()
        waiting.isWaiting = true
        #expect(try curation.queue(waiting, limit: 9).total == 0)
        _ = try curation.advance("a", to: .published, by: "account 9")
        #expect(try box.catalogue.document("a")?.stage == .published)
        #expect(try curation.state(of: "a").sentBack == nil)
        #expect(try box.catalogue.history.entries(of: "a", limit: 9)?.total == 3)

        // The same for many at once, which is undone as one.
        for id in ["b", "c"] { _ = try box.catalogue.put(id, Self.deposit("IT"), by: "account 8") }
        let change = try BulkChange(["set": .object(["stage": .string("published")])])
        let (edit, troubles) = try box.catalogue.bulkEdits.apply(change, to: ["b", "c"], by: "account 9")
        #expect(troubles.isEmpty && edit.documents == 2)
        #expect(try box.catalogue.document("b")?.stage == .published)
        #expect(try box.catalogue.bulkEdits.undo(edit.id, by: "account 9").restored == 2)
        #expect(try box.catalogue.document("c")?.stage == .draft)
    }
}
