import Catalogue
import DocumentModel
import Encodings
import Index
import TextAnalysis

/// A document that cannot be indexed, however often it is tried.
struct UnindexableDocument: Error {
    let reason: String
}

/// The part of the index with the documents of one audience, and with a lexicon of these only, so that hidden documents
/// affect no list, count or spelling of other audiences. For use by one thread at a time.
final class IndexPart {
    /// Sees uncommitted changes; declared before the writer, so that it is deallocated first.
    private let written: IndexReader
    private let writer: XapianWriter
    private let lexicon: LexiconWriter
    private var builder: DocumentBuilder
    private let folders = FolderLanguages()
    private var originals: Set<String> = []
    /// Whether there is anything to commit.
    private(set) var isChanged = false

    /// Opens or creates the part; throws ``XapianError`` `.locked` while another process writes it.
    /// - Parameter shared: the analyser whose dictionaries are used.
    init(path: String, _ shared: Analyser, _ compression: Compression, _ limits: IndexLimits) throws {
        writer = try XapianWriter(path: path)
        written = try writer.reader()
        let analyser = Analyser(sharing: shared)
        lexicon = try LexiconWriter(index: path, words: analyser.words)
        analyser.onNewWord = { [lexicon] in lexicon.note($0, $1) }
        builder = DocumentBuilder(analyser, compression, limits)
    }

    func metadata(_ key: String) throws -> String { try writer.metadata(key) }
    func setMetadata(_ key: String, _ value: String) throws { try writer.setMetadata(key, value) }

    /// Adds or replaces a document. Throws ``UnindexableDocument`` if the document is the cause of the failure.
    /// - Parameter extraction: its searchable content; its texts are removed.
    func put(
        _ document: CatalogueDocument,
        _ extraction: inout ExtractedDocument
    ) throws -> DocumentBuilder.Built {
        try noteOld(document.id)
        let built = try indexable { try builder.build(document, &extraction) }
        try writer.replace(IndexLayout.uniqueTerm(document.id), with: built.document)
        folders.note(document.source)
        isChanged = true
        return built
    }

    /// Builds a document; failures are attributed to the document.
    private func indexable<Built>(_ build: () throws -> Built) throws -> Built {
        do {
            return try build()
        } catch let error as XapianError where error.code == .noMemory {
            throw error
        } catch {
            throw UnindexableDocument(reason: "\(error)")
        }
    }

    /// Removes a document, if it is in this part.
    func remove(_ id: String) throws {
        guard try noteOld(id) else { return }
        try writer.delete(IndexLayout.uniqueTerm(id))
        isChanged = true
    }

    /// Whether a document in this part is marked as having translations; nil if it is not in this part.
    func isGroupHead(_ id: String) throws -> Bool? {
        guard try written.find(IndexLayout.uniqueTerm(id)) != nil else { return nil }
        return try written.find(IndexLayout.groupHead(id)) != nil
    }

    /// The originals of the translations that were replaced or removed since the last call.
    func takeOriginals() -> Set<String> {
        defer { originals = [] }
        return originals
    }

    @discardableResult
    private func noteOld(_ id: String) throws -> Bool {
        guard let docid = try written.find(IndexLayout.uniqueTerm(id)) else { return false }
        let old = try StoredDocument(written.data(of: docid))
        folders.note(old.source)
        if let original = old.translationOf { originals.insert(original) }
        return true
    }

    /// Rebuilds the documents without a language of their own if the files beside them have changed.
    /// - Parameter content: returns a document from the catalogue; nil if it cannot be read.
    /// - Returns: those that could not be built, with the reason for each.
    func askFolders(
        _ content: (String) throws -> (CatalogueDocument, ExtractedDocument)?
    ) throws -> [(CatalogueDocument, reason: String)] {
        var failed: [(CatalogueDocument, reason: String)] = []
        for (docid, neighbours) in try folders.undecided(in: written) {
            let stored = try StoredDocument(written.data(of: docid))
            guard let (document, content) = try content(stored.id) else { continue }
            var extraction = content
            do {
                let built = try indexable {
                    try builder.build(document, &extraction, neighbours: neighbours, unlessIn: stored.languages)
                }
                guard let built else { continue }
                try writer.replace(IndexLayout.uniqueTerm(stored.id), with: built.document)
            } catch let error as UnindexableDocument {
                try writer.delete(IndexLayout.uniqueTerm(stored.id))
                failed.append((document, error.reason))
            }
        }
        return failed
    }

    /// Leaves the part in the state of its last commit.
    func abandon() {
        writer.abandon()
        lexicon.abandon()
    }

    /// Makes all changes visible to readers and durable.
    /// - Parameter applied: the number of the last change applied, for the part that stores it.
    func commit(applied: Int64? = nil) throws {
        try lexicon.commit()  // first: what is searched must be in it
        // Only now, because a writer that is deallocated commits its changes. Without the number they are applied again.
        if let applied { try writer.setMetadata(IndexLayout.MetadataKey.applied, String(applied)) }
        try writer.commit()
        isChanged = false
    }
}
