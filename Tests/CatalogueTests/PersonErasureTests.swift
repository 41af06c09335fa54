import DocumentModel
import Encodings
import Foundation
import GRDB
import SystemPackage
import Testing

@testable import Catalogue

@Suite("A person's data")
struct PersonErasureTests {
    private static let name = "Zëfirina-Qwo"
    private static let other = "Zëfirina-Qwostra"

    /// The files below a folder that contain a name in UTF-8 or UTF-16, in any of its spellings.
    private static func files(_ folder: String, with name: String) throws -> [String] {
        let patterns = PersonNames(neutral: "", texts: [name]).patterns
        #expect(patterns.count >= 6)
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            guard let data = FileManager.default.contents(atPath: folder + "/" + path) else { return false }
            return patterns.contains { data.range(of: Data($0)) != nil }
        }
    }

    @Test("After an erasure, no byte of the name is left in the toolbox, and others keep theirs")
    func erase() throws {
        let box = try TestToolbox()
        let (catalogue, name) = (box.catalogue, Self.name)
        let cli = "cli \(name)"
        func deposit(_ title: String, _ creators: [String] = []) -> Deposit {
            var deposit = Deposit()
            deposit.record.description.title = title
            deposit.record.description.creators = creators
            deposit.stage = .draft
            return deposit
        }
        // Wherever a name can be: as author, in texts, in a token, in a search, and in a description and its history.
        _ = try catalogue.put("a", deposit("Planing", [name, "Bo"]), by: cli)
        _ = try catalogue.put("a", deposit("Planing wood", [name.uppercased(), "Bo"]), by: "token \(name)")
        _ = try catalogue.put("b", deposit("Sawing"), by: "cli \(Self.other)")
        _ = try catalogue.curation.comment(on: "a", "Ask \(name), she knows.", by: cli)
        try catalogue.curation.assign("b", to: name, by: cli)
        _ = try catalogue.curation.sendBack("b", because: "\(name) will help", by: "jwt \(name)")
        _ = try catalogue.tokens.create(name: name, role: .member, expires: nil, by: cli)
        try catalogue.queryLog.add([(text: name.lowercased(), day: QueryLog.day(of: Date()), count: 5)], at: Date())
        _ = try catalogue.failedDeposits.keep(
            try box.stage("x"),
            name: "\(name) CV.pdf",
            .failed,
            reason: "damaged",
            members: ["creators": [.string(name)]],
            by: cli
        )
        let change = try BulkChange(["set": ["licence": "CC-BY-4.0"], "assignee": .string(name)])
        let (edit, _) = try catalogue.bulkEdits.apply(change, to: ["a"], by: cli)
        _ = try catalogue.bulkEdits.undo(edit.id, by: cli)
        try box.add("gone.txt", "A text.")
        _ = try catalogue.remove(try #require(try box.document(of: "gone.txt")).id, by: cli)

        let data = try catalogue.persons.data(about: name)
        #expect(data.actors.contains(cli) && data.deposits.map(\.id) == ["a"] && data.comments.count == 2)
        #expect(data.failedDeposits.count == 1 && data.tokens.count == 1 && data.namedIn == ["a"])
        #expect(data.auditTotal == data.audit.count && data.auditTotal > 4)
        let folder = catalogue.toolbox.folder.string
        #expect(try !Self.files(folder, with: name).isEmpty)

        let erasure = try catalogue.persons.erase(name, inDocuments: true, by: cli)
        let left = try Self.files(folder, with: name).filter {
            try Self.files(folder, with: Self.other).contains($0) == false
        }
        #expect(left == [], "\(left)")
        #expect(erasure.documents == ["a"] && erasure.mustReindex)
        // The other name begins with the same letters, so the catalogue still contains them.
        #expect(erasure.left.count == 1, "\(erasure.left)")
        #expect(try catalogue.document("a")?.metadata.creators == [erasure.neutralID, "Bo"])
        #expect(try catalogue.history.entry(1, of: "a")?.state.metadata.creators == [erasure.neutralID, "Bo"])
        #expect(try catalogue.curation.comments(on: "a").map(\.text) == ["Ask \(erasure.neutralID), she knows."])
        let audit = try catalogue.audit.entries(limit: 99)
        #expect(audit.first?.action == .erased && audit.first?.who == "cli \(erasure.neutralID)")
        #expect(audit.contains { $0.who == "cli \(Self.other)" })
        #expect(try catalogue.queryLog.zeroResults(limit: 9).isEmpty)
        #expect(try catalogue.persons.data(about: name).isEmpty)
        #expect(try box.problems() == [] && catalogue.changedTables() == [])

        // Without the other person, really no byte is left.
        let second = try catalogue.persons.erase(Self.other, inDocuments: true, by: "cli admin")
        #expect(second.left == [])
        #expect(try Self.files(folder, with: name) == [])
    }

    @Test("Without --documents, the descriptions of documents stay, and the answer names them")
    func content() throws {
        let box = try TestToolbox()
        var deposit = Deposit()
        deposit.record.description.title = "By \(Self.name)"
        _ = try box.catalogue.put("a", deposit, by: "cli \(Self.name)")
        let erasure = try box.catalogue.persons.erase(Self.name, inDocuments: false, by: "cli admin")
        #expect(erasure.documents == [] && !erasure.mustReindex)
        #expect(erasure.left.contains { $0.contains("1 documents") && $0.contains("a") }, "\(erasure.left)")
        #expect(try box.catalogue.document("a")?.metadata.title == "By \(Self.name)")
        #expect(try box.catalogue.audit.entries(limit: 9).allSatisfy { !$0.who.contains(Self.name) })
    }

    @Test("An account keeps its id, loses name and address, and its sessions end")
    func account() throws {
        let box = try TestToolbox()
        let details = AccountDetails(name: "Anna Zyxq", email: "anna@zyxq.example", role: .member)
        let id = try box.catalogue.accounts.invite(details, by: "cli admin").account.id
        let account = try #require(try box.catalogue.accounts.account(id))
        _ = try box.catalogue.sessions.begin(account)
        var deposit = Deposit()
        deposit.record.description.title = "Planing"
        _ = try box.catalogue.put("a", deposit, by: account.actor.name)
        _ = try box.catalogue.curation.comment(on: "a", "Write to ANNA@zyxq.example.", by: account.actor.name)
        let data = try box.catalogue.persons.data(about: "Anna@Zyxq.example")
        #expect(data.account?["name"] == "Anna Zyxq" && data.deposits.map(\.id) == ["a"])
        let erasure = try box.catalogue.persons.erase("anna@zyxq.example", inDocuments: false, by: "account 1")
        #expect(erasure.neutralID == id && erasure.left == [])
        #expect(try box.catalogue.curation.comments(on: "a").map(\.text) == ["Write to \(id)."])
        let rows = try box.catalogue.database.read { database in
            (
                try String.fetchAll(database, sql: "SELECT name || email FROM accounts"),
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sessions")
            )
        }
        #expect(rows.0 == [id + id] && rows.1 == 0)
        for text in ["Anna Zyxq", "anna@zyxq.example"] {
            #expect(try Self.files(box.catalogue.toolbox.folder.string, with: text) == [])
        }
    }
}
