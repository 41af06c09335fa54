import Catalogue
import DocumentModel
import Foundation
import SystemPackage

@testable import Encodings
@testable import Index
@testable import Indexer

/// A toolbox in a temporary folder with documents added directly to its catalogue.
final class IndexedToolbox {
    let catalogue: Catalogue
    let compression: Compression
    private let folder: FilePath

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("vetsearch-test-\(UUID().uuidString)")
        catalogue = try Catalogue(Toolbox(folder: folder.appending("toolbox")), creating: true)
        compression = try Compression()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.string) }

    var index: String { catalogue.toolbox.index.string }

    /// Records a file with these sections; returns its document's id.
    @discardableResult
    func add(_ source: String, _ sections: [Section], _ metadata: Metadata = Metadata()) throws -> String {
        let path = folder.appending("file-\(UUID().uuidString)")
        try Data((source + sections.map(\.text).joined(separator: "\u{C}")).utf8).write(to: URL(filePath: path.string))
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        let descriptor = try FileDescriptor.open(path, .readOnly)
        let staged = try descriptor.closeAfter { try catalogue.originals.stage(descriptor) }
        let document = ExtractedDocument(format: .pdf, sections: sections)
        let facts = FileFacts(root: "/r", source: source, size: 1, modifiedNanoseconds: 1, description: metadata)
        let recorded = try catalogue.files.record(
            [(facts, .content(staged, document, encoded: try document.encoded()))],
            extractor: 1,
            using: compression
        )
        return recorded[0].document!
    }

    @discardableResult
    func addPages(_ source: String, _ pages: [String], language: String? = nil) throws -> String {
        var metadata = Metadata()
        metadata.language = language.flatMap { LanguageTag($0) }
        return try add(source, Self.pages(pages), metadata)
    }

    static func pages(_ texts: [String]) -> [Section] {
        texts.enumerated().map { Section(locator: .page(number: $0.offset + 1, label: nil), text: $0.element) }
    }

    func remove(_ source: String) throws { _ = try catalogue.files.removeMissing(root: "/r") { $0 != source } }

    /// Applies all pending changes.
    func applyAll() throws {
        let writer = try IndexWriter(catalogue)
        while !(try writer.apply().isEmpty) {}
        try writer.commit()
    }

    func reader() throws -> IndexReader { try IndexReader(path: index) }

    func stored(_ id: String, _ reader: IndexReader) throws -> StoredDocument? {
        try reader.find(IndexLayout.uniqueTerm(id)).map { try StoredDocument(reader.data(of: $0)) }
    }

    /// The complete index data of each document, for comparing two indexes.
    func dump(_ path: String? = nil) throws -> [String: [String]] {
        let reader = try IndexReader(path: path ?? index)
        var result: [String: [String]] = [:]
        for id in try catalogue.documentIDs() {
            let docid = try reader.find(IndexLayout.uniqueTerm(id)) ?? 0
            guard docid != 0 else { continue }
            result[id] = try reader.terms(of: docid).map { term in
                "\(term.term) \(term.documents) \(try reader.positions(of: term.term, in: docid))"
            }
        }
        return result
    }
}
