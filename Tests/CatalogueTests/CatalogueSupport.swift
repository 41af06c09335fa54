import DocumentModel
import Foundation
import GRDB
import SystemPackage

@testable import Catalogue
@testable import Encodings

/// A toolbox in a temporary folder, and files that exist only as the findings of an ingest.
final class TestToolbox {
    let catalogue: Catalogue
    let compression: Compression
    let folder: FilePath

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("vetsearch-test-\(UUID().uuidString)")
        catalogue = try Catalogue(Toolbox(folder: folder.appending("toolbox")), creating: true)
        compression = try Compression()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.string) }

    func facts(_ source: String, root: String = "/r", _ description: Metadata = Metadata()) -> FileFacts {
        FileFacts(root: root, source: source, size: 1, modifiedNanoseconds: 1, description: description)
    }

    /// A staged copy of `content`.
    func stage(_ content: String) throws -> StagedOriginal {
        let path = folder.appending("file-\(UUID().uuidString)")
        try Data(content.utf8).write(to: URL(filePath: path.string))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        let descriptor = try FileDescriptor.open(path, .readOnly)
        return try descriptor.closeAfter { try catalogue.originals.stage(descriptor) }
    }

    /// The finding that an ingest would have for a file with this content.
    func finding(_ content: String, _ metadata: Metadata = Metadata(), warnings: [String] = []) throws -> FileFinding {
        let staged = try stage(content)
        if try catalogue.files.knows(hash: staged.hash, extractor: 1) {
            catalogue.originals.discard(staged)
            return .sameContent(hash: staged.hash)
        }
        let text = content.hasPrefix("scan") ? "" : content
        let document = ExtractedDocument(
            format: .text,
            metadata: metadata.from("file"),
            sections: [Section(locator: .text(line: 1), text: text)],
            warnings: warnings
        )
        return .content(staged, document, encoded: try document.encoded())
    }

    @discardableResult
    func record(_ facts: FileFacts, _ finding: FileFinding) throws -> FileOutcome {
        try catalogue.files.record([(facts, finding)], extractor: 1, using: compression)[0]
    }

    @discardableResult
    func add(_ source: String, _ content: String, root: String = "/r", _ description: Metadata = Metadata()) throws
        -> FileOutcome
    {
        try record(facts(source, root: root, description), try finding(content))
    }

    @discardableResult
    func lock(_ source: String, _ content: String = "locked", root: String = "/r") throws -> FileOutcome {
        try record(
            facts(source, root: root),
            try catalogue.files.knows(hash: sha256(content.utf8), extractor: 1)
                ? .sameContent(hash: sha256(content.utf8))
                : .refused(hash: sha256(content.utf8), .encrypted, reason: "a password is needed")
        )
    }

    func file(_ source: String, root: String = "/r") throws -> LedgerEntry? {
        try catalogue.files.entry(root: root, source: source)
    }

    func document(of source: String, root: String = "/r") throws -> CatalogueDocument? {
        try file(source, root: root)?.document.flatMap { try catalogue.document($0) }
    }

    /// Violations of the toolbox's invariants; empty if there are none.
    func problems() throws -> [String] {
        var problems: [String] = []
        let documents = try catalogue.documentIDs().map { try catalogue.document($0) }
        var hashes: Set<String> = []
        for document in documents {
            guard let document else { return ["a document has no change"] }
            let name = "\(document.id) (\(document.source))"
            if !hashes.insert(document.hash).inserted {
                problems.append("\(name): another document has the same content")
            }
            if !catalogue.originals.holds(document.hash) { problems.append("\(name): its original is missing") }
            if try catalogue.originals.rehash(document.hash) != document.hash { problems.append("\(name): damaged") }
            if try catalogue.extraction(of: document.id, using: compression) == nil {
                problems.append("\(name): no extraction")
            }
        }
        let owned = try catalogue.database.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT documents.id FROM documents LEFT JOIN files
                    ON files.root = documents.root AND files.source = documents.source AND files.document = documents.id
                    WHERE (files.source IS NULL AND documents.format <> 'record') OR files.status = 'duplicate'
                    """
            )
        }
        problems += owned.map { "\($0): its file does not have its content" }
        let strays = try catalogue.database.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT files.source FROM files JOIN documents ON files.document = documents.id
                    WHERE NOT (files.root = documents.root AND files.source = documents.source)
                        AND (files.status <> 'duplicate' OR files.hash <> documents.hash)
                    """
            )
        }
        problems += strays.map { "\($0): refers to a document with other content" }
        return problems
    }
}
