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
/// applied again: `replace` by the unique term makes that harmless. Each document lies in the part of its audience alone;
/// the parts of hidden ones are committed before the public one, which bears the number.
public final class IndexWriter {
    private let catalogue: Catalogue
    private let path: String
    private let compression: Compression
    private var parts: [Visibility: IndexPart] = [:]
    private let main: IndexPart
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
        self.path = path ?? catalogue.toolbox.index.string
        compression = try Compression()
        main = try IndexPart(path: self.path, compression)
        let recipe = try main.metadata(IndexLayout.MetadataKey.recipe)
        if recipe.isEmpty {
            try main.setMetadata(IndexLayout.MetadataKey.recipe, IndexLayout.recipe)
        } else if recipe != IndexLayout.recipe {
            throw RecipeError(found: recipe)
        }
        applied = Int64(try main.metadata(IndexLayout.MetadataKey.applied)) ?? 0
        committed = applied
        parts[.public] = main
        let there = IndexLayout.parts(of: self.path, seenBy: .curators)
        for audience in Visibility.allCases where there.contains(IndexLayout.path(of: audience, in: self.path)) {
            _ = try part(for: audience)
        }
    }

    /// Whether there is something that readers do not see yet.
    public var hasUncommitted: Bool { applied != committed }

    /// Applies up to `limit` waiting changes; commits when enough has come together. Returns what it applied, in order;
    /// nothing when nothing waits.
    public func apply(limit: Int = 32) throws -> [AppliedChange] {
        let changes = try catalogue.changes(after: applied, limit: limit)
        var result: [AppliedChange] = []
        for change in changes {
            let document = try catalogue.document(change.document)
            let extraction = try document.flatMap { try self.extraction(of: $0) }
            let home = document.flatMap { extraction == nil ? nil : $0.audience }
            for (audience, part) in parts where audience != home { try part.remove(change.document) }
            var languages: [LanguageTag] = []
            if let document, let extraction, let home {
                let (stored, bytes) = try part(for: home).put(document, extraction)
                uncommittedBytes += bytes
                languages = stored.languages
            }
            let originals = parts.values.reduce(into: Set([document?.translationOf].compactMap { $0 })) {
                $0.formUnion($1.takeOriginals())
            }
            for original in originals.sorted() { try regroup(original) }
            result.append(
                AppliedChange(sequence: change.sequence, document: change.document, languages: languages)
            )
            uncommittedDocuments += 1
            applied = change.sequence
            if uncommittedBytes >= Self.bytesPerCommit || uncommittedDocuments >= Self.documentsPerCommit {
                try commit()
            }
        }
        return result
    }

    /// Builds a document anew that has become the original of translations, or is none any more.
    private func regroup(_ id: String) throws {
        // One whose audience changes waits for that change, which builds it anew as well.
        guard let home = try parts.first(where: { try $0.value.isGroupHead(id) != nil }),
            let document = try catalogue.document(id), document.audience == home.key,
            try home.value.isGroupHead(id) != document.isTranslated, let extraction = try extraction(of: document)
        else { return }
        uncommittedBytes += try home.value.put(document, extraction).bytes
    }

    /// The part for an audience; those of hidden documents are made when the first one comes.
    private func part(for audience: Visibility) throws -> IndexPart {
        if let part = parts[audience] { return part }
        let part = try IndexPart(path: IndexLayout.path(of: audience, in: path), compression)
        parts[audience] = part
        return part
    }

    /// What is searched of a document; nil where what is stored of it is damaged. Such a document is left out, and
    /// `vetsearch check` names it: one damaged record must not keep all later changes from the index.
    private func extraction(of document: CatalogueDocument) throws -> ExtractedDocument? {
        do {
            return try catalogue.content(of: document, using: compression)
        } catch is CompressionError {
            return nil
        } catch is BinaryCodingError {
            return nil
        }
    }

    /// Makes everything applied visible to readers and durable.
    public func commit() throws {
        guard applied != committed else { return }
        for audience in Visibility.allCases.reversed() {
            guard let part = parts[audience], part.isChanged || part === main else { continue }
            try part.askFolders { id in
                guard let document = try catalogue.document(id), let extraction = try extraction(of: document) else {
                    return nil
                }
                return (document, extraction)
            }
            if part === main { try main.setMetadata(IndexLayout.MetadataKey.applied, String(applied)) }
            try part.commit()
        }
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
