import Catalogue
import DocumentModel
import Foundation
import Indexer
import Synchronization
import SystemPackage
import Testing

@testable import Encodings
@testable import SearchService
@testable import Web

/// A small real toolbox, filled by a test and then searched.
final class SearchToolbox {
    let catalogue: Catalogue
    private let compression: Compression
    private let folder: FilePath

    init() throws {
        folder = FilePath(NSTemporaryDirectory()).appending("vetsearch-test-\(UUID().uuidString)")
        catalogue = try Catalogue(Toolbox(folder: folder.appending("toolbox")), creating: true)
        compression = try Compression()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.string) }

    /// A toolbox and an engine that the tests of a suite share, because none of them changes it; its folder is deleted
    /// after the tests.
    static func shared(_ make: () throws -> (SearchToolbox, SearchEngine)) -> Result<
        (SearchToolbox, SearchEngine), any Error
    > {
        Result {
            let made = try make()
            sharedFolders.withLock { folders in
                if folders.isEmpty {
                    atexit {
                        for folder in sharedFolders.withLock({ $0 }) {
                            try? FileManager.default.removeItem(atPath: folder)
                        }
                    }
                }
                folders.append(made.0.folder.string)
            }
            return made
        }
    }

    func add(
        _ source: String,
        _ sections: [Section],
        _ metadata: Metadata = Metadata(),
        format: FileFormat = .pdf
    ) throws {
        try add([(source, sections, metadata)], format: format)
    }

    /// Records many documents in one transaction.
    func add(
        _ documents: [(source: String, sections: [Section], metadata: Metadata)],
        format: FileFormat = .pdf
    ) throws {
        let findings = try documents.map { source, sections, metadata in
            let path = folder.appending("file")
            try Data((source + sections.map(\.text).joined(separator: "\u{C}")).utf8)
                .write(to: URL(filePath: path.string))
            let descriptor = try FileDescriptor.open(path, .readOnly)
            let staged = try descriptor.closeAfter { try catalogue.originals.stage(descriptor) }
            let document = ExtractedDocument(format: format, sections: sections)
            let facts = FileFacts(root: "/r", source: source, size: 1, modifiedNanoseconds: 1, description: metadata)
            return (facts, FileFinding.content(staged, document, encoded: try document.encoded()))
        }
        _ = try catalogue.files.record(findings, extractor: 1, using: compression)
    }

    func addPages(_ source: String, _ pages: [String], language: String = "en", title: String? = nil) throws {
        var metadata = Metadata()
        metadata.language = LanguageTag(language)
        metadata.title = title
        try add(source, Self.pages(pages), metadata)
    }

    static func pages(_ texts: [String]) -> [Section] {
        texts.enumerated().map { Section(locator: .page(number: $0.offset + 1, label: nil), text: $0.element) }
    }

    /// Brings the index up to date and opens it.
    func engine() throws -> SearchEngine {
        try index()
        return try SearchEngine(index: catalogue.toolbox.index)
    }

    func index() throws {
        let writer = try IndexWriter(catalogue)
        while !(try writer.apply().isEmpty) {}
        try writer.commit()
    }
}

extension SearchEngine {
    func search(_ text: String, _ change: (inout SearchRequest) -> Void = { _ in }) throws -> SearchResponse {
        var request = SearchRequest(text: text)
        change(&request)
        return try search(request)
    }

    /// The sources of the hits, sorted; relaxed searches count as finding nothing.
    func sources(_ text: String, _ change: (inout SearchRequest) -> Void = { _ in }) throws -> [String] {
        let response = try search(text, change)
        return response.query.relaxed ? [] : response.hits.map(\.source).sorted()
    }
}

extension SearchEngine {
    /// Waits until searches see everything in the index, because a reader may be slightly behind.
    func catchUp(with catalogue: Catalogue) throws {
        let end = ContinuousClock.now + .seconds(120)
        while try revision() < catalogue.lastSequence() {
            try #require(ContinuousClock.now < end, "searches do not see what was indexed two minutes ago")
            usleep(5000)
        }
    }
}

extension Passage {
    var plain: String { text.map(\.text).joined() }
    var marks: [String] { text.filter(\.match).map(\.text) }
}

private let sharedFolders = Mutex<[String]>([])

/// Blocking work, run outside Swift's cooperative pool.
func offPool<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await testThreads.run(work)
}

private let testThreads = WorkPool(threads: 8, mostWaiting: 1000, longestWait: .seconds(600))
