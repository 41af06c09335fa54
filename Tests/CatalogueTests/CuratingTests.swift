import DocumentModel
import Encodings
import Foundation
import SystemPackage
import Testing

@testable import Catalogue

@Suite("Curating")
struct CuratingTests {
    private static func deposit(_ title: String, stage: Stage = .draft, _ change: (inout Deposit) -> Void = { _ in })
        -> Deposit
    {
        var deposit = Deposit()
        deposit.record.description.title = title
        deposit.stage = stage
        change(&deposit)
        return deposit
    }

    private static let member = DepositPermission(Actor(name: "account 7", role: .member))

    @Test("Members change and remove only their own drafts; others they may not even know of")
    func permissions() throws {
        let box = try TestToolbox()
        let catalogue = box.catalogue
        let rule = Self.member.guarding(.none)
        #expect(Self.member.limited(Self.deposit("A", stage: .published)).stage == .draft)
        _ = try catalogue.put("mine", Self.deposit("Mine"), if: rule, by: "account 7")
        _ = try catalogue.put("theirs", Self.deposit("Theirs"), by: "account 8")
        _ = try catalogue.put("open", Self.deposit("Open", stage: .reviewed), by: "account 8")
        _ = try catalogue.describe("open", by: "curator") { $0.stage = .published }
        _ = try catalogue.put("mine", Self.deposit("Mine, changed"), if: rule, by: "account 7")
        #expect(throws: DepositError.unknown("theirs")) { try catalogue.remove("theirs", if: rule, by: "account 7") }
        for attempt in [
            { try catalogue.remove("open", if: rule, by: "account 7") },
            { try catalogue.describe("open", if: rule, by: "account 7") { $0.record.text = "x" } },
        ] {
            #expect { try attempt() } throws: { if case .notAllowed? = $0 as? DepositError { true } else { false } }
        }
        _ = try catalogue.describe("mine", by: "curator") { $0.stage = .reviewed }
        #expect { try catalogue.remove("mine", if: rule, by: "account 7") } throws: {
            if case .notAllowed? = $0 as? DepositError { true } else { false }
        }
        #expect(try catalogue.audience(of: "mine", for: Self.member.actor) == .curators)
        #expect(try catalogue.audience(of: "theirs", for: Self.member.actor) == .members)
    }

    @Test("The queue is by age, with filters for the assignee, the depositor and what was sent back")
    func queue() throws {
        let box = try TestToolbox()
        let (catalogue, curation) = (box.catalogue, box.catalogue.curation)
        for (id, who) in [("a", "account 7"), ("b", "account 8"), ("c", "account 7")] {
            _ = try catalogue.put(id, Self.deposit("Title of \(id)"), by: who)
        }
        _ = try catalogue.put("d", Self.deposit("Published", stage: .published), by: "account 7")
        try curation.assign("b", to: "account 9", by: "account 9")
        _ = try catalogue.describe("c", by: "account 9") { $0.stage = .reviewed }
        _ = try curation.sendBack("c", because: "The licence is missing.", by: "account 9")
        func ids(_ change: (inout QueueFilter) -> Void) throws -> [String] {
            var filter = QueueFilter()
            change(&filter)
            return try curation.queue(filter, limit: 9).entries.map(\.id)
        }
        #expect(try ids { _ in } == ["a", "b", "c"])
        #expect(try ids { $0.assignee = .nobody } == ["a", "c"])
        #expect(try ids { $0.assignee = .person("account 9") } == ["b"])
        #expect(try ids { $0.isSentBack = true } == ["c"])
        #expect(
            try ids {
                $0.depositor = "account 7"
                $0.stages = Set(Stage.allCases)
                $0.newestFirst = true
            } == ["d", "c", "a"]
        )
        let page = try curation.queue(QueueFilter(), offset: 2, limit: 1)
        #expect(page.total == 3 && page.entries.map(\.id) == ["c"] && page.entries[0].comments == 1)
        #expect(try catalogue.document("c")?.stage == .draft)
        #expect(try curation.comments(on: "c").map(\.kind) == [.sentBack])
        try curation.submit("c", if: Self.member.guarding(.present), by: "account 7")
        #expect(try curation.state(of: "c").sentBack == nil && curation.state(of: "c").submitted != nil)
        #expect(throws: DepositError.self) {
            try curation.comment(on: "a", String(repeating: "x", count: 5001), by: "x")
        }
        #expect(throws: DepositError.self) { try curation.sendBack("d", because: "No.", by: "account 9") }
    }

    @Test("Every description is kept in full, whoever changed it, and can be restored")
    func history() throws {
        let box = try TestToolbox()
        let catalogue = box.catalogue
        let long = String(repeating: "Planing wood. ", count: 100)
        _ = try catalogue.put("a", Self.deposit("First") { $0.record.text = long }, by: "anna")
        _ = try catalogue.put("a", Self.deposit("Second"), by: "bo")
        _ = try catalogue.put("a", Self.deposit("Third") { $0.visibility = .members }, by: "carl")
        let found = try #require(try catalogue.history.entries(of: "a", limit: 9))
        #expect(found.total == 3 && found.entries.map(\.number) == [1, 2, 3])
        #expect(found.entries.map(\.who) == ["anna", "bo", "carl"])
        #expect(found.entries.map(\.state.metadata.title) == ["First", "Second", "Third"])
        #expect(found.entries[0].state.record.text == long)
        let differences = DocumentState.differences(found.entries[1].state, found.entries[2].state)
        #expect(Set(differences.keys) == ["title", "visibility"])
        #expect(differences["title"] == .init(from: "Second", to: "Third"))
        #expect(try catalogue.history.entry(2, of: "a")?.who == "bo")
        #expect(try catalogue.history.entries(of: "a", from: 2, limit: 1)?.entries.map(\.number) == [2])
        #expect(try catalogue.history.entries(of: "a", from: 4, limit: 1)?.entries.isEmpty == true)
        _ = try catalogue.history.restore(1, of: "a", by: "dora")
        let restored = try #require(try catalogue.document("a"))
        #expect(restored.metadata.title == "First" && restored.record.text == long)
        #expect(restored.visibility == .members, "the audience is not changed")
        #expect(try catalogue.history.entry(4, of: "a")?.who == "dora")

        // A manifest changes a description, too.
        var described = Metadata()
        described.title = "From the folder"
        try box.add("x.txt", "A text.", described.from("metadata.csv"))
        described.title = "From the folder, changed"
        try box.add("x.txt", "A text.", described.from("metadata.csv"))
        let file = try #require(try box.document(of: "x.txt"))
        let states = try #require(try catalogue.history.entries(of: file.id, limit: 9)).entries
        #expect(states.map(\.state.metadata.title) == ["From the folder", "From the folder, changed"])
    }

    @Test("An edit of many documents is shown first, then made, and undone except where somebody changed more")
    func bulkEdit() throws {
        let box = try TestToolbox()
        let catalogue = box.catalogue
        for number in 1...5 {
            _ = try catalogue.put(
                "d\(number)",
                Self.deposit("Title \(number)", stage: .draft) { deposit in
                    deposit.record.description.countries = number == 1 ? [Country("IT")!] : []
                    deposit.record.description.keywords = ["old", "wood"]
                },
                by: "anna"
            )
        }
        #expect(throws: DepositError.self) { try BulkChange(["set": ["stage": "best"]]) }
        #expect(throws: DepositError.self) { try BulkChange(["add": ["title": "x"]]) }
        let change = try BulkChange([
            "set": ["licence": "CC-BY-4.0", "stage": "reviewed"], "add": ["countries": ["Italy", "DE"]],
            "remove": ["keywords": ["old"]], "assignee": "account 9",
        ])
        let ids = (1...5).map { "d\($0)" } + ["nothing"]
        let preview = try catalogue.bulkEdits.preview(change, of: ids, offset: 1, limit: 2)
        #expect(preview.changing == 5 && preview.items.map(\.document) == ["d2", "d3"])
        #expect(preview.troubles.map(\.document) == ["nothing"])
        #expect(preview.items[0].changes["countries"] == .init(from: .null, to: ["IT", "DE"]))
        #expect(preview.items[0].changes["keywords"] == .init(from: ["old", "wood"], to: ["wood"]))
        #expect(try catalogue.document("d2")?.metadata.licence == nil, "a preview changes nothing")

        let (edit, troubles) = try catalogue.bulkEdits.apply(change, to: ids, by: "bo")
        #expect(edit.documents == 5 && troubles.count == 1)
        let changed = try #require(try catalogue.document("d1"))
        #expect(changed.metadata.countries.map(\.code) == ["IT", "DE"] && changed.stage == .reviewed)
        #expect(try catalogue.curation.state(of: "d1").assignee == "account 9")
        _ = try catalogue.describe("d4", by: "carl") { $0.record.text = "More" }
        _ = try catalogue.remove("d5", by: "carl")
        let undone = try catalogue.bulkEdits.undo(edit.id, by: "bo")
        #expect(undone == .init(restored: 3, changedSince: ["d4"], invalid: [], gone: 1))
        let restored = try #require(try catalogue.document("d1"))
        #expect(restored.metadata.licence == nil && restored.metadata.keywords == ["old", "wood"])
        #expect(restored.stage == .draft)
        #expect(try catalogue.curation.state(of: "d1").assignee == nil)
        #expect(try catalogue.document("d4")?.metadata.licence == "CC-BY-4.0")
        #expect(throws: DepositError.self) { try catalogue.bulkEdits.undo(edit.id, by: "bo") }
        let actions = try catalogue.audit.entries(limit: 50).map(\.action)
        #expect(actions.contains(.bulkEdited) && actions.contains(.bulkUndone))
    }

    @Test("Work lists have what lacks a value, and files with the remedy, page by page")
    func workLists() throws {
        let box = try TestToolbox()
        for name in ["a", "b", "c"] { try box.add("\(name).txt", "Text \(name).") }
        try box.lock("locked.txt")
        let lists = box.catalogue.workLists
        let lacking = try lists.documents(lacking: .licence, offset: 1, limit: 1)
        #expect(lacking.total == 3 && lacking.entries.map(\.source) == ["b.txt"])
        #expect(try lists.documents(lacking: .title, offset: 0, limit: 9).total == 3)
        #expect(try lists.fileCounts() == [.encrypted: 1])
        let files = try lists.files(nil, offset: 0, limit: 9)
        #expect(files.entries.map(\.remedy) == [.removePassword] && files.entries[0].source == "locked.txt")
    }

    @Test("A failed upload is kept with its bytes until it is dismissed, too old, or the space is full")
    func failedDeposits() throws {
        let box = try TestToolbox()
        let failed = box.catalogue.failedDeposits
        func keep(_ text: String, by who: String) throws -> FailedDeposit {
            try failed.keep(
                try box.stage(text),
                name: "\(text).pdf",
                .encrypted,
                reason: "a password is needed",
                members: ["title": "Planing"],
                by: who
            )
        }
        let first = try keep("first", by: "account 7")
        let second = try keep("second", by: "account 8")
        #expect(try String(contentsOfFile: failed.path(of: first.id).string, encoding: .utf8) == "first")
        #expect(try failed.list(depositor: "account 7", limit: 9).entries.map(\.id) == [first.id])
        #expect(try failed.find(second.id, of: "account 7") == nil)
        #expect(first.remedy == .removePassword)
        // Only the newer one fits.
        try failed.clean(now: Date().addingTimeInterval(3600), mostBytes: 6)
        #expect(try failed.find(first.id, of: nil)?.isKept == false)
        #expect(!FileManager.default.fileExists(atPath: failed.path(of: first.id).string))
        #expect(try failed.find(second.id, of: nil)?.isKept == true)
        #expect(try failed.dismiss(second.id) && !failed.dismiss(second.id))
        #expect(!FileManager.default.fileExists(atPath: failed.path(of: second.id).string))
        try failed.clean(now: Date().addingTimeInterval(31 * 86_400))
        #expect(try failed.list(limit: 9).total == 0)
    }
}
