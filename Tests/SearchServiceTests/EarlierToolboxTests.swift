import DocumentModel
import Foundation
import GRDB
import Indexer
import SystemPackage
import Testing

@testable import Catalogue
@testable import Encodings
@testable import SearchService

/// Toolboxes left by earlier versions (fixtures/toolboxes), each opened, upgraded, indexed and searched.
@Suite("Toolboxes of earlier versions")
struct EarlierToolboxTests {
    @Test("For every migration there is a toolbox made by a version in which it was the newest")
    func complete() {
        for (number, migration) in Catalogue.migrator.migrations.enumerated() {
            #expect(
                FileManager.default.fileExists(atPath: EarlierToolbox.dump(number + 1).path),
                "there is no toolbox for the migration '\(migration)'; fixtures/toolboxes/make-schema makes one"
            )
        }
    }

    @Test("An upgraded catalogue equals a new one, and nothing looks changed by others", arguments: schemas)
    func upgraded(_ schema: Int) throws {
        let (earlier, new) = (try EarlierToolbox(schema), try SearchToolbox())
        defer { earlier.remove() }
        #expect(try earlier.catalogue.changedTables() == [])
        #expect(try Self.schema(of: earlier.catalogue) == Self.schema(of: new.catalogue))
        #expect(FileManager.default.fileExists(atPath: earlier.catalogue.toolbox.mark.string))
        #expect(
            try Set(earlier.catalogue.originals.all()) == earlier.catalogue.referencedHashes(),
            "each original is there, and belongs to a document"
        )
    }

    @Test(
        "Documents are described as before, and those from before audiences existed are public",
        arguments: schemas
    )
    func documents(_ schema: Int) throws {
        let toolbox = try EarlierToolbox(schema)
        defer { toolbox.remove() }
        let catalogue = toolbox.catalogue
        let ids = ["fttk0x0yt9bf", "z8qczc2baw51"] + (schema < 3 ? ["t4t3zqabhfnc"] : ["leaflet", "story", "stove"])
        #expect(try catalogue.documentIDs() == (ids + (schema < 4 ? [] : ["0a88jw0pmgr5"])).sorted())

        let guide = try #require(try catalogue.document("z8qczc2baw51"))
        #expect(guide.source == "guide.md" && guide.format == .markdown)
        #expect(guide.metadata.title == "The cooper's guide" && guide.metadata.year == 2021)
        #expect(guide.metadata.countries.map(\.code) == ["IE", "EU"] && guide.metadata.sectors.map(\.code) == ["C"])
        #expect(guide.metadata.topics.map(\.code) == ["work-based-learning"])
        #expect(guide.metadata.origins[.title] == "folder/metadata.csv row 2")
        #expect(guide.visibility == .public && guide.stage == .published && guide.record.isEmpty)
        #expect(guide.translationOf == nil && !guide.isTranslated)
        let versions = try catalogue.versions(of: guide.id, seenBy: .public)
        #expect(versions.map(\.version) == [1, 2] && versions.map(\.size) == [150, 192])
        #expect(guide.version == 2 && guide.hash == versions.last?.hash)
        let content = try catalogue.content(of: guide, using: Compression())
        #expect(content?.sections.map(\.heading) == ["Learning in the cooperage", "Safety"])

        let files = try ["guide.md", "kurs.txt", "encrypted-agreement.pdf"].map {
            try catalogue.files.entry(root: "/tmp/vetsearch-schema/folder", source: $0)
        }
        #expect(files.map { $0?.status } == [.indexed, .duplicate, .encrypted])
        #expect(files.map { $0?.document } == ["z8qczc2baw51", "fttk0x0yt9bf", nil])
        #expect(files.allSatisfy { $0?.isRemoved == false && $0?.companionOf == nil })
        // An ingest does not read known files again.
        #expect(try catalogue.files.knows(hash: #require(files[2]?.hash), extractor: #require(files[2]).extractor))
    }

    @Test("Records, audiences, tokens and the audit trail are as they were", arguments: schemas.filter { $0 >= 3 })
    func records(_ schema: Int) throws {
        let toolbox = try EarlierToolbox(schema)
        defer { toolbox.remove() }
        let catalogue = toolbox.catalogue
        let story = try #require(try catalogue.document("story"))
        #expect(story.stage == .draft && story.audience == .curators && story.version == 2)
        #expect(story.metadata.countries.map(\.code) == ["PT"] && story.record.text?.hasSuffix("first horse.") == true)
        #expect(try catalogue.versions(of: "story", seenBy: .members).isEmpty)
        #expect(try catalogue.document("leaflet", seenBy: .public) == nil)
        #expect(try catalogue.document("leaflet", seenBy: .members)?.metadata.title == "Travel of thatchers")
        #expect(try catalogue.document("stove")?.translationOf == "fttk0x0yt9bf")
        #expect(try catalogue.document("fttk0x0yt9bf")?.isTranslated == true)

        let removed = try catalogue.files.entry(root: "/tmp/vetsearch-schema/folder", source: "removed.txt")
        #expect(removed?.isRemoved == true && removed?.document == nil)
        #expect(try catalogue.harvest.document("t4t3zqabhfnc")?.document == nil)
        #expect(try catalogue.harvest.documents(limit: 99).filter { $0.document == nil }.map(\.id) == ["t4t3zqabhfnc"])

        #expect(try catalogue.tokens.all().map(\.name) == ["forum", "lost"])
        #expect(try catalogue.tokens.all().map { $0.revoked == nil } == [true, false])
        #expect(try catalogue.tokens.actor(showing: toolbox.token)?.role == .curator)
        #expect(try catalogue.audit.entries(document: "story", limit: 9).map(\.action) == [.described, .added])
        #expect(try catalogue.queryLog.zeroResults(limit: 9) == [ZeroResultQuery(text: "basketry", count: 3)])
    }

    @Test(
        "Documents that were public before audiences existed leave a tombstone when they are removed",
        arguments: schemas
    )
    func tombstones(_ schema: Int) throws {
        let toolbox = try EarlierToolbox(schema)
        defer { toolbox.remove() }
        let catalogue = toolbox.catalogue
        let before = try catalogue.harvest.documents(limit: 99).compactMap { $0.document?.id }
        #expect(before.contains("z8qczc2baw51") && !before.contains("story") && !before.contains("leaflet"))
        let guide = try catalogue.versions(of: "z8qczc2baw51")
        _ = try catalogue.remove("z8qczc2baw51", by: "test")
        let harvested = try #require(try catalogue.harvest.document("z8qczc2baw51"))
        #expect(harvested.document == nil)
        #expect(guide.allSatisfy { !catalogue.originals.holds($0.hash) })
        // Documents that only curators could read leave none.
        if schema >= 3 {
            _ = try catalogue.remove("story", by: "test")
            #expect(try catalogue.harvest.document("story") == nil)
        }
        #expect(try catalogue.changedTables() == [])
    }

    @Test("Its documents are found by everyone who may see them", arguments: schemas)
    func searched(_ schema: Int) async throws {
        try await offPool {
            let toolbox = try EarlierToolbox(schema)
            defer { toolbox.remove() }
            let catalogue = toolbox.catalogue
            let writer = try IndexWriter(catalogue)
            while !(try writer.apply().isEmpty) {}
            try writer.commit()
            let engine = try SearchEngine(index: catalogue.toolbox.index, thesauri: catalogue.thesauri)
            let hit = try #require(try engine.search("steam").hits.first)
            #expect(hit.source == "guide.md" && hit.countries == ["IE", "EU"].sorted())
            #expect(hit.passages.first?.marks == ["steam"])
            #expect(try engine.sources("water").isEmpty, "the first version is not searched")
            #expect(try engine.sources("Schamottestein") == ["copy/kurs.txt"])
            #expect(try engine.sources("tannery") == (schema < 3 ? ["removed.txt"] : []))
            // By a name in an imported thesaurus.
            #expect(try engine.sources("Fassbinderei") == (schema < 2 ? [] : ["guide.md"]))
            #expect(try engine.sources("thatchers") == (schema < 3 ? [] : ["leaflet/leaflet.txt"]))
            #expect(try engine.seen(by: .public).sources("thatchers") { $0.isVerbatim = true }.isEmpty)
            #expect(try engine.sources("forge") == (schema < 3 ? [] : ["story"]))
            #expect(try engine.seen(by: .members).sources("forge") { $0.isVerbatim = true }.isEmpty)
            #expect(try engine.sources("scaffold") == (schema < 4 ? [] : ["video/scaffold-check.mp4"]))
        }
    }

    @Test("A video keeps its parts", arguments: schemas.filter { $0 >= 4 })
    func video(_ schema: Int) throws {
        let toolbox = try EarlierToolbox(schema)
        defer { toolbox.remove() }
        let catalogue = toolbox.catalogue
        let video = try #require(try catalogue.document("0a88jw0pmgr5"))
        let parts = try catalogue.parts(of: video.hash)
        #expect(parts.map(\.format) == [.mp4, .vtt, .vtt, .webm])
        #expect(parts.map { $0.language?.code } == [nil, "de", "en", nil])
        #expect(try catalogue.mediaBundleList(of: video.hash).map { sha256($0) } == video.hash)
        let file = try #require(try catalogue.files.entry(root: "/tmp/vetsearch-schema/folder", source: video.source))
        #expect(try catalogue.companions(of: file).count == 3)
    }

    private static let schemas = Array(1...Catalogue.migrator.migrations.count)

    private static func schema(of catalogue: Catalogue) throws -> [String] {
        try catalogue.database.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
            )
        }
    }
}

/// A toolbox made from a dump of its catalogue and its originals, and opened.
private struct EarlierToolbox {
    let catalogue: Catalogue
    /// The token in its dump; empty if there were no tokens yet.
    let token: String
    private let folder: FilePath

    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../fixtures").standardizedFileURL

    static func dump(_ schema: Int) -> URL { fixtures.appendingPathComponent("toolboxes/schema-\(schema).sql") }

    /// The files that the toolboxes were made from, by their hashes.
    private static let files: [String: URL] = {
        var files: [String: URL] = [:]
        for folder in ["toolboxes/files", "toolboxes/originals", "toolbox/webinars/2025"] {
            let folder = fixtures.appendingPathComponent(folder)
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
                let file = folder.appendingPathComponent(name)
                if let data = try? Data(contentsOf: file) { files[sha256(data)] = file }
            }
        }
        return files
    }()

    init(_ schema: Int) throws {
        folder = FilePath(NSTemporaryDirectory()).appending("vetsearch-test-\(UUID().uuidString)")
        let toolbox = Toolbox(folder: folder)
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        let dump = try String(contentsOf: Self.dump(schema), encoding: .utf8)
        token = dump.firstMatch(of: /vetsearch_[0-9a-f]+/).map { String($0.output) } ?? ""
        let hashes = try DatabaseQueue(path: toolbox.catalogue.string).inDatabase { database in
            try database.execute(sql: dump)
            let tables = schema < 4 ? ["versions"] : ["versions", "parts"]
            return try tables.flatMap { try String.fetchAll(database, sql: "SELECT hash FROM \($0)") }
        }
        for hash in Set(hashes) {
            let target = toolbox.originals.appending(String(hash.prefix(2)))
            try FileManager.default.createDirectory(atPath: target.string, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: #require(Self.files[hash]).path,
                toPath: target.appending(hash).string
            )
        }
        catalogue = try Catalogue(toolbox, creating: false)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder.string) }
}
