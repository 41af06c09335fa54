import Catalogue
import DocumentModel
import Encodings
import Index
import TextAnalysis

/// A document that cannot be made into one of the index, whoever tries.
struct UnindexableDocument: Error {
    let reason: String
}

/// The part of the index that holds the documents of one audience, with the lexicon of these alone: what somebody may not
/// see is in no list, count or spelling that they are answered from. One thread at a time.
final class IndexPart {
    /// Sees what is not committed yet; before the writer, so that it goes before it.
    private let written: IndexReader
    private let writer: XapianWriter
    private let lexicon: LexiconWriter
    private var builder: DocumentBuilder
    private let folders = FolderLanguages()
    private var originals: Set<String> = []
    /// Whether there is something to commit.
    private(set) var isChanged = false

    /// Opens or makes the part; throws ``XapianError`` `.locked` while another process writes it.
    /// - Parameter shared: whose dictionaries are used.
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

    /// Puts a document in, in place of what was there of it. Throws ``UnindexableDocument`` where it is the document's fault.
    /// - Parameter extraction: what is searched of it; its texts are taken out.
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

    /// Builds a document, and says of whatever keeps it from being built that it is the document's fault.
    private func indexable<Built>(_ build: () throws -> Built) throws -> Built {
        do {
            return try build()
        } catch let error as XapianError where error.code == .noMemory {
            throw error
        } catch {
            throw UnindexableDocument(reason: "\(error)")
        }
    }

    /// Takes a document out, if it is here.
    func remove(_ id: String) throws {
        guard try noteOld(id) else { return }
        try writer.delete(IndexLayout.uniqueTerm(id))
        isChanged = true
    }

    /// Whether a document that is here is known to have translations; nil where it is not here.
    func isGroupHead(_ id: String) throws -> Bool? {
        guard try written.find(IndexLayout.uniqueTerm(id)) != nil else { return nil }
        return try written.find(IndexLayout.groupHead(id)) != nil
    }

    /// The originals of the translations that were replaced or taken out since this was last called.
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

    /// Builds the documents anew that say nothing of their language, where what lies beside them has changed.
    /// - Parameter content: what the catalogue has of a document; nil where that cannot be read.
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

    /// Leaves the part for good as its last commit left it.
    func abandon() {
        writer.abandon()
        lexicon.abandon()
    }

    /// Makes everything written visible to readers and durable.
    /// - Parameter applied: the number of the last change applied, for the part that bears it.
    func commit(applied: Int64? = nil) throws {
        try lexicon.commit()  // first: what is searched must be in it
        // Only now: a writer that goes commits what it holds. Without the number it is applied again.
        if let applied { try writer.setMetadata(IndexLayout.MetadataKey.applied, String(applied)) }
        try writer.commit()
        isChanged = false
    }
}
