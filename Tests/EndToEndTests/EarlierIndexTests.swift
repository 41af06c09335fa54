import Foundation
import Index
import Testing

/// An index made by an earlier version.
@Suite struct EarlierIndexTests {
    private static let formatVersion = "layout 5, analyser 1, words 1, languages 1"
    private static let message =
        "the index was made by another version (\(formatVersion); this is \(IndexLayout.formatVersion))"

    @Test("Commands report that the index is from an earlier version and suggest 'reindex', which rebuilds it")
    func offered() async throws {
        let sandbox = try await DamageTests.whole()
        let before = try await sandbox.check().result
        try Self.makeEarlier(sandbox)

        let search = try await Program.run(["search", "gouge", "--toolbox", sandbox.toolbox])
        #expect(search.code == 0)
        #expect(search.errors.contains("warning: \(Self.message); run 'vetsearch reindex'"), "\(search.errors)")
        let status = try await Program.run(["status", "--toolbox", sandbox.toolbox])
        #expect(status.output.contains("another version of vetsearch (\(Self.formatVersion)): run 'vetsearch reindex'"))
        let check = try await sandbox.check()
        #expect(check.code == 1 && "\(check.result["problems"])".contains(Self.message), "\(check.result)")
        // Until then, ingested documents are only in the catalogue.
        try sandbox.write("A burin engraves the copper.", to: "burin.txt")
        let ingest = try await sandbox.ingest()
        #expect(ingest.code == 1 && ingest.errors.contains("run 'vetsearch reindex'"), "\(ingest.errors)")

        let reindex = try await Program.run(["reindex", "--toolbox", sandbox.toolbox])
        #expect(reindex.code == 0, "\(reindex.errors)")
        let again = try await Program.run(["search", "burin", "--json", "--toolbox", sandbox.toolbox])
        #expect(again.errors == "")
        #expect(try JSON(Data(again.output.utf8))["total"].int == 1)
        let after = try await sandbox.check()
        #expect(after.code == 0 && after.result["documents"].int == (before["documents"].int ?? 0) + 1)
    }

    private static func makeEarlier(_ sandbox: Sandbox) throws {
        let writer = try XapianWriter(path: sandbox.toolbox + "/index")
        try writer.setMetadata(IndexLayout.MetadataKey.formatVersion, formatVersion)
        try writer.commit()
    }
}
