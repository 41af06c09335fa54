import DocumentModel
import Foundation
import GRDB
import SystemPackage
import Testing

@testable import Catalogue

@Suite("The mark of a toolbox, and catalogues that are not opened")
struct ToolboxMarkTests {
    private let box: TestToolbox
    private var toolbox: Toolbox { box.catalogue.toolbox }

    init() throws {
        box = try TestToolbox()
        for number in 0..<3 { try box.add("\(number).txt", "text \(number)") }
    }

    private func open(creating: Bool = true) throws -> Catalogue { try Catalogue(toolbox, creating: creating) }

    /// The error that opening the toolbox throws.
    private func refusal() -> String {
        do {
            _ = try open()
            return "it was opened"
        } catch {
            return "\(error)"
        }
    }

    private func replaceCatalogue(by other: FilePath) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: toolbox.catalogue.string + suffix)
        }
        try FileManager.default.copyItem(atPath: other.string, toPath: toolbox.catalogue.string)
    }

    /// A copy of the current catalogue in one file.
    private func copyOfCatalogue(of catalogue: Catalogue) throws -> FilePath {
        let path = box.folder.appending("copy-\(UUID().uuidString)")
        let copy = try DatabaseQueue(path: path.string)
        try catalogue.database.backup(to: copy)
        // In WAL mode, like a catalogue in use: opening another kind would change its first page.
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try copy.close()
        return path
    }

    /// The contents of the catalogue file: documents, originals and the toolbox's id.
    private func rows() throws -> [String] {
        let database = try DatabaseQueue(path: toolbox.catalogue.string)
        defer { try? database.close() }
        return try database.read {
            try String.fetchAll(
                $0,
                sql: "SELECT id || hash FROM documents UNION SELECT hash FROM versions UNION SELECT id FROM toolbox"
            ).sorted()
        }
    }

    @Test("A new toolbox is marked with the id in its catalogue")
    func marked() throws {
        let id = try #require(ToolboxMark(of: toolbox)?.id)
        #expect(try box.catalogue.toolboxID() == id)
        #expect(try open().toolboxID() == id)
    }

    @Test(
        "A missing or empty catalogue beside originals is an error that names 'restore', and is not changed",
        arguments: [true, false]
    )
    func lost(isEmpty: Bool) throws {
        let originals = try box.catalogue.originals.all()
        for hasMark in [true, false] {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: toolbox.catalogue.string + suffix)
            }
            if isEmpty { try Data().write(to: URL(filePath: toolbox.catalogue.string)) }
            if !hasMark { try FileManager.default.removeItem(atPath: toolbox.mark.string) }
            let message = refusal()
            #expect(message.contains(isEmpty ? "is empty (0 bytes)" : "is missing"), "\(message)")
            #expect(message.contains("vetsearch restore"), "\(message)")
            #expect((try? toolbox.catalogue.stat().size) == (isEmpty ? 0 : nil))
        }
        #expect(try box.catalogue.originals.all().sorted() == originals.sorted())
    }

    @Test("The catalogue of another toolbox is not used")
    func foreign() throws {
        let other = try TestToolbox()
        try other.add("a.txt", "something else")
        try replaceCatalogue(by: copyOfCatalogue(of: other.catalogue))
        let before = try rows()
        let message = refusal()
        #expect(
            message.contains("does not belong to this toolbox") && message.contains("vetsearch restore"),
            "\(message)"
        )
        #expect(try rows() == before && before.count > 1)
        #expect(try box.catalogue.originals.all().count == 3)
    }

    @Test("A lost or damaged mark is rewritten if catalogue and originals belong together")
    func healed() throws {
        let id = try box.catalogue.toolboxID()
        try FileManager.default.removeItem(atPath: toolbox.mark.string)
        _ = try open()
        #expect(ToolboxMark(of: toolbox)?.id == id)
        try Data("id 12".utf8).write(to: URL(filePath: toolbox.mark.string))
        _ = try open()
        #expect(ToolboxMark(of: toolbox)?.id == id)
    }

    @Test("A toolbox without a mark gets one, unless its catalogue refers to none of the originals")
    func unmarked() throws {
        try box.catalogue.database.write { try $0.execute(sql: "DELETE FROM toolbox") }
        try FileManager.default.removeItem(atPath: toolbox.mark.string)
        let id = try open().toolboxID()
        #expect(id != nil && ToolboxMark(of: toolbox)?.id == id)

        try box.catalogue.database.write {
            try $0.execute(sql: "DELETE FROM toolbox; DELETE FROM documents")
        }
        try FileManager.default.removeItem(atPath: toolbox.mark.string)
        let message = refusal()
        #expect(message.contains("contains no documents, but there are 3 originals"), "\(message)")
        #expect(ToolboxMark(of: toolbox) == nil)
    }

    @Test("A catalogue changed by a newer version is refused with both versions named, and not changed")
    func newer() throws {
        try box.catalogue.database.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99: colours')")
        }
        try replaceCatalogue(by: copyOfCatalogue(of: box.catalogue))
        let before = try Data(contentsOf: URL(filePath: toolbox.catalogue.string))
        let message = refusal()
        let newest = try #require(Catalogue.migrator.migrations.last)
        #expect(message.contains("'99: colours'") && message.contains("'\(newest)'"), "\(message)")
        #expect(try Data(contentsOf: URL(filePath: toolbox.catalogue.string)) == before)
    }

    @Test("Overwritten pages are found, and reported as damage of the catalogue when they are read")
    func damaged() throws {
        let copy = try copyOfCatalogue(of: box.catalogue)
        let bytes = try Data(contentsOf: URL(filePath: copy.string))
        var found = 0
        for page in 2...(bytes.count / 4096) {
            var damaged = bytes
            damaged.replaceSubrange((page - 1) * 4096..<page * 4096, with: [UInt8](repeating: 0xA5, count: 4096))
            try damaged.write(to: URL(filePath: copy.string))
            try replaceCatalogue(by: copy)
            do {
                if try !open().integrityProblems().isEmpty { found += 1 }
            } catch {
                #expect("\(error)".contains("is damaged") && "\(error)".contains("vetsearch restore"), "\(error)")
                found += 1
            }
        }
        #expect(found == bytes.count / 4096 - 1)
    }
}

@Suite("Unreferenced originals, and the trash")
struct SweepTests {
    private let box: TestToolbox
    private var trash: Trash { Trash(of: box.catalogue.toolbox) }

    init() throws { box = try TestToolbox() }

    private func leave(_ count: Int) throws {
        for number in 0..<count { try box.catalogue.originals.keep(box.stage("stray \(number)")) }
    }

    @Test("They are moved to the day's folder in the trash, and unfinished copies are deleted")
    func moved() throws {
        try box.add("a.txt", "one")
        let staged = try box.stage("unfinished")
        try leave(Catalogue.mostStrays)
        #expect(try box.catalogue.sweep() == .init(moved: Catalogue.mostStrays))
        #expect(try box.catalogue.originals.all() == [sha256("one".utf8)])
        #expect(trash.places(of: sha256("stray 3".utf8)).count == 1)
        #expect(!FileManager.default.fileExists(atPath: staged.path.string))
    }

    @Test("Many are moved only on request, and so are all if the catalogue refers to no original")
    func refused() throws {
        try leave(1)
        let none = try #require(try box.catalogue.sweep().refusal)
        #expect(none.contains("the catalogue refers to no originals, but there are 1"), "\(none)")
        try box.add("a.txt", "one")
        try leave(Catalogue.mostStrays + 1)
        let many = try #require(try box.catalogue.sweep().refusal)
        #expect(many.contains("\(Catalogue.mostStrays + 1) originals") && many.contains("--move-strays"), "\(many)")
        #expect(try box.catalogue.originals.all().count == Catalogue.mostStrays + 2)
        #expect(try box.catalogue.sweep(movingAll: true).moved == Catalogue.mostStrays + 1)
        #expect(try box.catalogue.originals.all() == [sha256("one".utf8)])
    }

    @Test("Only originals older than 30 days are deleted from the trash")
    func emptied() throws {
        let now = try Date("2026-11-28T12:00:00Z", strategy: .iso8601)
        for days in [0, 29, 30, 31, 400] {
            try box.catalogue.originals.keep(box.stage("stray \(days)"))
            let then = now.addingTimeInterval(-Double(days) * 86400)
            try trash.take([sha256("stray \(days)".utf8)], from: box.catalogue.originals, now: then)
        }
        try FileManager.default.createDirectory(
            atPath: trash.folder.appending("kept by hand").string,
            withIntermediateDirectories: true
        )
        trash.empty(now: now)
        let left = try FileManager.default.contentsOfDirectory(atPath: trash.folder.string).sorted()
        #expect(left == ["2026-10-29", "2026-10-30", "2026-11-28", "kept by hand"])
        trash.empty(now: now.addingTimeInterval(86400))
        #expect(trash.places(of: sha256("stray 30".utf8)) == [] && trash.places(of: sha256("stray 29".utf8)).count == 1)
    }

    @Test("Nothing is moved because of a damaged catalogue")
    func damagedCatalogue() throws {
        try box.add("a.txt", "one")
        try leave(1)
        try box.catalogue.database.write { database in
            // An index of the table of needed originals no longer agrees with the table.
            try database.execute(sql: "PRAGMA writable_schema = ON")
            try database.execute(
                sql: """
                    UPDATE sqlite_schema SET sql = 'CREATE INDEX files_by_hash ON files (source)'
                    WHERE name = 'files_by_hash'
                    """
            )
            try database.execute(sql: "PRAGMA writable_schema = RESET")
        }
        let other = try Catalogue(box.catalogue.toolbox, creating: false)
        #expect(throws: StorageTrouble.self) { try other.sweep() }
        #expect(try box.catalogue.originals.all().count == 2)
    }

    @Test("Removing documents of missing files removes their originals, and no others")
    func removeMissing() throws {
        try box.add("a.txt", "one")
        try box.add("b.txt", "two")
        try leave(1)
        #expect(try box.catalogue.files.removeMissing(root: "/r") { $0 == "a.txt" }.count == 1)
        #expect(Set(try box.catalogue.originals.all()) == [sha256("one".utf8), sha256("stray 0".utf8)])
    }

    @Test("A failed change leaves no original behind, and removes no existing one")
    func failed() throws {
        struct Full: Error {}
        try leave(1)
        let catalogue = box.catalogue
        let copies = try ["stray 0", "new"].map { try box.stage($0) }
        #expect(throws: Full.self) {
            try catalogue.writeKeeping { database in
                for copy in copies { try catalogue.keep(copy, in: database) }
                throw Full()
            }
        }
        #expect(try catalogue.originals.all() == [sha256("stray 0".utf8)])
    }

    @Test("A damaged original is replaced by an intact copy")
    func replaced() throws {
        try box.add("a.txt", "one")
        let originals = box.catalogue.originals
        try Data("oNe".utf8).write(to: URL(filePath: originals.path(of: sha256("one".utf8)).string))
        try originals.keep(box.stage("one"))
        #expect(try originals.rehash(sha256("one".utf8)) == sha256("one".utf8))
    }
}

@Suite("Checksums of the catalogue's rows")
struct SealTests {
    private let box: TestToolbox

    init() throws {
        box = try TestToolbox()
        for number in 0..<3 { try box.add("\(number).txt", "text \(number)") }
    }

    @Test("They follow every change: new, changed, replaced and removed rows, and dependent rows")
    func followed() throws {
        var deposit = Deposit()
        deposit.record.description.title = "A story"
        _ = try box.catalogue.put("story", deposit, by: "test")
        (deposit.record.description.title, deposit.visibility) = ("Another", .members)
        _ = try box.catalogue.put("story", deposit, by: "test")
        try box.add("0.txt", "another text")
        _ = try box.catalogue.remove("story", by: "test")
        _ = try box.catalogue.files.removeMissing(root: "/r") { $0 != "1.txt" }
        _ = try box.catalogue.thesauri.useBuiltIn(false)
        #expect(try box.catalogue.changedTables() == [])
        #expect(try Catalogue(box.catalogue.toolbox, creating: false).changedTables() == [])
    }

    @Test("A row changed by another program is reported with its table, until it is accepted")
    func changed() throws {
        let other = try DatabaseQueue(path: box.catalogue.toolbox.catalogue.string)
        try other.write { try $0.execute(sql: "UPDATE documents SET metadata = replace(metadata, '\"', '\"')") }
        #expect(try box.catalogue.changedTables() == [], "the same is no change")
        try other.write { try $0.execute(sql: "UPDATE documents SET source = '0.TXT' WHERE source = '0.txt'") }
        #expect(try box.catalogue.changedTables() == ["documents"])
        try box.catalogue.acceptChanges()
        #expect(try box.catalogue.changedTables() == [])
    }

    @Test(
        "SQLite's own tables are checked, too: the definitions of tables, and the last numbers used",
        arguments: [
            ("sqlite_sequence", "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'changes'"),
            ("sqlite_sequence", "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'changes'"),
            ("sqlite_sequence", "UPDATE sqlite_sequence SET name = 'chances' WHERE name = 'changes'"),
            ("sqlite_schema", "UPDATE sqlite_schema SET sql = replace(sql, 'what was public', 'what was(public')"),
        ]
    )
    func ownTables(_ table: String, _ change: String) throws {
        let other = try DatabaseQueue(path: box.catalogue.toolbox.catalogue.string)
        try other.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA writable_schema = ON")
            try $0.execute(sql: change)
        }
        #expect(try box.catalogue.changedTables() == [table])
    }

    @Test("Tables left without checksums by a kill are sealed when the catalogue is opened")
    func sealedAnew() throws {
        let other = try DatabaseQueue(path: box.catalogue.toolbox.catalogue.string)
        try other.write { try $0.execute(sql: "DELETE FROM seals") }
        #expect(try Catalogue(box.catalogue.toolbox, creating: false).changedTables() == [])
    }
}
