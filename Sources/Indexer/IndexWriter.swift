import Catalogue
import DocumentModel
import Foundation
import SystemPackage
import TextAnalysis

/// The index was made by another recipe than this program's: its terms would not mean the same.
public struct RecipeError: Error, CustomStringConvertible {
    public let found: String

    /// - Parameter found: the recipe that the index names.
    public init(found: String) { self.found = found }

    public var description: String {
        "the index was made by another version (\(found); this is \(IndexLayout.recipe)); run 'vetsearch reindex'"
    }
}

/// What the indexer made of one change.
public struct AppliedChange: Sendable, Equatable {
    public var sequence: Int64
    public var document: String
    /// The document's languages, the main one first; empty where it was removed.
    public var languages: [LanguageTag]
}

/// Catalogue → index: the only writer of the index. One thread at a time; holds Xapian's lock until it goes.
///
/// Changes are applied in order, and the number of the last one is committed with the documents. What a crash undoes is
/// applied again: `replace` by the unique term makes that harmless.
public final class IndexWriter {
    private let catalogue: Catalogue
    /// Sees what is not committed yet; before the writer, so that it goes before it.
    private let written: IndexReader
    private let writer: XapianWriter
    private let compression: Compression
    private let vocabulary: VocabularyWriter
    private var builder: DocumentBuilder
    private let folders = FolderLanguages()
    /// The number of the last change applied, committed or not.
    public private(set) var applied: Int64
    private var uncommittedBytes = 0
    private var uncommittedDocuments = 0
    private var committed: Int64

    /// Bytes of text between two commits: more is faster, and held in memory many times over by Xapian.
    public static let bytesPerCommit = 16 << 20
    public static let documentsPerCommit = 5000

    /// Opens or makes the index; throws ``XapianError`` `.locked` while another process writes, ``RecipeError`` where
    /// the index is another recipe's.
    /// - Parameter path: the index to write; by default the toolbox's.
    public init(_ catalogue: Catalogue, path: String? = nil) throws {
        self.catalogue = catalogue
        writer = try XapianWriter(path: path ?? catalogue.toolbox.index.string)
        written = try writer.reader()
        compression = try Compression()
        let analyser = try Analyser()
        vocabulary = try VocabularyWriter(index: path ?? catalogue.toolbox.index.string, words: analyser.words)
        analyser.onNewWord = { [vocabulary] in vocabulary.note($0, $1) }
        builder = DocumentBuilder(analyser, compression)
        let recipe = try writer.metadata(IndexLayout.MetadataKey.recipe)
        if recipe.isEmpty {
            try writer.setMetadata(IndexLayout.MetadataKey.recipe, IndexLayout.recipe)
        } else if recipe != IndexLayout.recipe {
            throw RecipeError(found: recipe)
        }
        applied = Int64(try writer.metadata(IndexLayout.MetadataKey.applied)) ?? 0
        committed = applied
    }

    /// Applies up to `limit` waiting changes; commits when enough has come together. Returns what it applied, in order;
    /// nothing when nothing waits.
    public func apply(limit: Int = 32) throws -> [AppliedChange] {
        let changes = try catalogue.changes(after: applied, limit: limit)
        var result: [AppliedChange] = []
        for change in changes {
            let term = IndexLayout.uniqueTerm(change.document)
            if let docid = try written.find(term) { folders.note(try StoredDocument(written.data(of: docid)).source) }
            if let document = try catalogue.document(change.document), let extraction = try extraction(of: document) {
                let (built, stored, bytes) = try builder.build(document, extraction)
                try writer.replace(term, with: built)
                folders.note(document.source)
                uncommittedBytes += bytes
                result.append(
                    AppliedChange(sequence: change.sequence, document: change.document, languages: stored.languages)
                )
            } else {
                try writer.delete(term)
                result.append(AppliedChange(sequence: change.sequence, document: change.document, languages: []))
            }
            uncommittedDocuments += 1
            applied = change.sequence
            if uncommittedBytes >= Self.bytesPerCommit || uncommittedDocuments >= Self.documentsPerCommit {
                try commit()
            }
        }
        return result
    }

    /// What extraction found in a document; nil where what is stored of it is damaged. Such a document is left out, and
    /// `vetsearch check` names it: one damaged record must not keep all later changes from the index.
    private func extraction(of document: CatalogueDocument) throws -> ExtractedDocument? {
        do {
            return try catalogue.extraction(of: document.id, using: compression)
        } catch is CompressionError {
            return nil
        } catch is BinaryCodingError {
            return nil
        }
    }

    /// Builds the documents anew that say nothing of their language, where what lies beside them has changed.
    private func askFolders() throws {
        for (docid, neighbours) in try folders.undecided(in: written) {
            let stored = try StoredDocument(written.data(of: docid))
            guard let document = try catalogue.document(stored.id), let extraction = try extraction(of: document) else {
                continue
            }
            let (built, new, _) = try builder.build(document, extraction, neighbours: neighbours)
            if new.languages != stored.languages {
                try writer.replace(IndexLayout.uniqueTerm(stored.id), with: built)
            }
        }
    }

    /// Makes everything applied visible to readers and durable.
    public func commit() throws {
        guard applied != committed else { return }
        try askFolders()
        try vocabulary.commit()  // first: what is searched must be in it
        try writer.setMetadata(IndexLayout.MetadataKey.applied, String(applied))
        try writer.commit()
        committed = applied
        uncommittedBytes = 0
        uncommittedDocuments = 0
    }
}

/// The last change that an index has applied, as its readers see it.
extension IndexReader {
    public func appliedSequence() throws -> Int64 { Int64(try metadata(IndexLayout.MetadataKey.applied)) ?? 0 }

    /// The recipe that the index was made by.
    public func recipe() throws -> String { try metadata(IndexLayout.MetadataKey.recipe) }
}
