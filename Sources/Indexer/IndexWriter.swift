import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import SystemPackage
import TextAnalysis

/// The index has another format version than this program writes, so its terms could have another meaning.
package struct IndexFormatError: Error, CustomStringConvertible {
    package let found: String

    /// - Parameter found: the format version of the index.
    package init(found: String) { self.found = found }

    /// Whether a newer program made it.
    package var isNewer: Bool { IndexLayout.isNewer(found) }

    package var description: String {
        if isNewer {
            return """
                the index was made by a newer version of vetsearch (\(found); this is \(IndexLayout.formatVersion)) and was not \
                changed. Install the newer version, or remove the folder 'index' from the toolbox and run 'vetsearch reindex'
                """
        }
        return
            "the index was made by another version (\(found); this is \(IndexLayout.formatVersion)); run 'vetsearch reindex'"
    }
}

/// The result of applying one change.
package struct AppliedChange: Sendable, Equatable {
    package var sequence: Int64
    package var document: String
    /// The document's languages, the main one first; empty if it was removed.
    package var languages: [LanguageTag]
    /// Why the document, or a part of it, is not in the index.
    package var trouble: IndexTrouble?

    package init(sequence: Int64, document: String, languages: [LanguageTag], trouble: IndexTrouble? = nil) {
        (self.sequence, self.document, self.languages, self.trouble) = (sequence, document, languages, trouble)
    }
}

/// Catalogue → index: the only writer of the index. For use by one thread at a time; has Xapian's lock until it is
/// deallocated.
///
/// Changes are applied in order, and the number of the last one is committed with the documents. Changes lost in a crash
/// are applied again, which is harmless, because documents are replaced by their unique term. Each document is only in
/// the part of its audience; the hidden parts are committed before the public one, which stores the number.
///
/// A document that cannot be indexed is recorded in the catalogue (``IndexTrouble``) and skipped until it or the format
/// version changes. One that crashes the process is skipped after the second time (``IndexAttempt``).
package final class IndexWriter {
    private let catalogue: Catalogue
    private let path: String
    private let compression: Compression
    private let analyser: Analyser
    private let limits: IndexLimits
    private var parts: [Visibility: IndexPart] = [:]
    private let main: IndexPart
    /// The number of the last change applied, committed or not.
    package private(set) var applied: Int64
    private var committed: Int64

    private var uncommittedBytes = 0
    private var uncommittedTerms = 0
    private var uncommittedChanges = 0
    /// The documents written since the last commit, and the last of them.
    private var written: Set<String> = []
    private var lastWritten: IndexAttempt.Mark?

    private let attempt: IndexAttempt
    /// The document at which the previous writer died, with the number of deaths.
    private var deadly: IndexAttempt.Mark?
    /// Up to this change, each change is committed separately, because a writer died and it is not certain at which
    /// document.
    private var carefulUntil: Int64 = 0
    private var keepsMark = false
    private var troubles: [String: IndexTrouble] = [:]

    /// The size of the text between two commits, in bytes: more is faster, but Xapian needs many times as much memory.
    package static let bytesPerCommit = 16 << 20
    package static let documentsPerCommit = 5000
    /// How often a document may crash the process before it is skipped.
    static let mostDeaths = 2

    /// Opens or creates the index; throws ``XapianError`` `.locked` while another process writes it, ``IndexFormatError``
    /// if the index has another format version.
    /// - Parameters:
    ///   - path: the index to write; by default the toolbox's.
    ///   - analyser: the analyser whose dictionaries are used; for a process that opens several writers one after the
    ///     other.
    ///   - lastDeath: why the previous index process died, if known.
    package convenience init(
        _ catalogue: Catalogue,
        path: String? = nil,
        analyser: Analyser? = nil,
        lastDeath: String? = nil
    ) throws {
        try self.init(catalogue, path, analyser ?? Analyser(), lastDeath, IndexLimits())
    }

    /// - Parameter limits: the limits for one document.
    init(
        _ catalogue: Catalogue,
        _ path: String? = nil,
        _ analyser: Analyser,
        _ lastDeath: String? = nil,
        _ limits: IndexLimits
    ) throws {
        self.catalogue = catalogue
        self.path = path ?? catalogue.toolbox.index.string
        (self.analyser, self.limits) = (analyser, limits)
        compression = try Compression()
        main = try IndexPart(path: self.path, self.analyser, compression, limits)
        let formatVersion = try main.metadata(IndexLayout.MetadataKey.formatVersion)
        if formatVersion.isEmpty {
            try main.setMetadata(IndexLayout.MetadataKey.formatVersion, IndexLayout.formatVersion)
            // At once, so that a copy or a check before the first document does not take it for another version's.
            try main.commit()
        } else if formatVersion != IndexLayout.formatVersion {
            throw IndexFormatError(found: formatVersion)
        }
        applied = Int64(try main.metadata(IndexLayout.MetadataKey.applied)) ?? 0
        committed = applied
        attempt = try IndexAttempt(index: self.path)
        parts[.public] = main
        let there = IndexLayout.parts(of: self.path, seenBy: .curators)
        for audience in Visibility.allCases where there.contains(IndexLayout.path(of: audience, in: self.path)) {
            _ = try part(for: audience)
        }
        for trouble in try catalogue.indexTroubles.all() { troubles[trouble.document] = trouble }
        try learn(from: attempt.left, lastDeath)
    }

    /// Whether there are changes that readers do not see yet.
    package var hasUncommitted: Bool { applied != committed }

    /// The number of documents in the public part, as readers see it.
    var documentCount: Int { get throws { try IndexReader(index: path, seenBy: .curators).documentCount } }

    /// Applies up to `limit` pending changes; commits if there are enough. Returns the applied changes in order; empty if
    /// none are pending.
    /// - Parameter isStopping: called between two changes.
    package func apply(limit: Int = 32, isStopping: () -> Bool = { false }) throws -> [AppliedChange] {
        try forgiving { try applyNext(limit, isStopping) }
    }

    private func applyNext(_ limit: Int, _ isStopping: () -> Bool) throws -> [AppliedChange] {
        let changes = try catalogue.changes(after: applied, limit: limit)
        var result: [AppliedChange] = []
        for change in changes {
            if isStopping() { break }
            let document = try catalogue.document(change.document)
            var outcome = Outcome()
            if let document {
                // A large document is written separately.
                if document.size >= IndexAttempt.large, !written.isEmpty { try commitAll() }
                outcome = try put(document, change.sequence)
            } else {
                for part in parts.values { try part.remove(change.document) }
            }
            let originals = parts.values.reduce(into: Set([document?.translationOf].compactMap { $0 })) {
                $0.formUnion($1.takeOriginals())
            }
            for original in originals.sorted() { try regroup(original, change.sequence) }
            result.append(
                AppliedChange(
                    sequence: change.sequence,
                    document: change.document,
                    languages: outcome.languages,
                    trouble: outcome.trouble
                )
            )
            uncommittedChanges += 1
            applied = change.sequence
            if uncommittedBytes >= Self.bytesPerCommit || uncommittedTerms >= limits.termsPerCommit
                || uncommittedChanges >= Self.documentsPerCommit || applied <= carefulUntil
            {
                try commitAll()
            }
        }
        return result
    }

    /// Rebuilds a document that has become the original of translations, or is not one any more.
    private func regroup(_ id: String, _ change: Int64) throws {
        // If its audience changes, too, that change is still pending and rebuilds it as well.
        guard let home = try parts.first(where: { try $0.value.isGroupHead(id) != nil }),
            let document = try catalogue.document(id), document.audience == home.key,
            try home.value.isGroupHead(id) != document.isTranslated
        else { return }
        _ = try put(document, change)
    }

    // MARK: One document

    private struct Outcome {
        var languages: [LanguageTag] = []
        var trouble: IndexTrouble?
    }

    /// Puts a document into the part of its audience only, or records why it cannot be indexed.
    private func put(_ document: CatalogueDocument, _ change: Int64) throws -> Outcome {
        for (audience, part) in parts where audience != document.audience { try part.remove(document.id) }
        if let failure = failure(of: document) {
            try parts[document.audience]?.remove(document.id)
            return Outcome(trouble: failure)
        }
        let mark = try begin(document, change)
        do {
            guard var content = try content(of: document) else {
                try parts[document.audience]?.remove(document.id)
                return Outcome()
            }
            let built = try part(for: document.audience).put(document, &content)
            written.insert(document.id)
            lastWritten = mark
            uncommittedBytes += built.textBytes
            uncommittedTerms += built.document.termCount
            let trouble = built.cut.map { describe(document, .partial, $0) }
            try note(trouble, of: document)
            return Outcome(languages: built.stored.languages, trouble: trouble)
        } catch let error as UnindexableDocument {
            try parts[document.audience]?.remove(document.id)
            let trouble = describe(document, .failed, error.reason)
            try note(trouble, of: document)
            return Outcome(trouble: trouble)
        }
    }

    /// Why a document, in its current state, must not be tried.
    private func failure(of document: CatalogueDocument) -> IndexTrouble? {
        guard let trouble = troubles[document.id], trouble.kind == .failed, trouble.sequence == document.sequence,
            trouble.formatVersion == IndexLayout.formatVersion
        else { return nil }
        return trouble
    }

    private func describe(_ document: CatalogueDocument, _ kind: IndexTrouble.Kind, _ reason: String) -> IndexTrouble {
        IndexTrouble(
            document: document.id,
            source: document.source,
            kind: kind,
            reason: reason,
            sequence: document.sequence,
            formatVersion: IndexLayout.formatVersion
        )
    }

    private func note(_ trouble: IndexTrouble?, of document: CatalogueDocument) throws {
        guard troubles[document.id] != trouble else { return }
        if let trouble {
            try catalogue.indexTroubles.note(trouble)
        } else {
            try catalogue.indexTroubles.forget(document.id)
        }
        troubles[document.id] = trouble
    }

    /// The part for an audience; hidden parts are created with their first document.
    private func part(for audience: Visibility) throws -> IndexPart {
        if let part = parts[audience] { return part }
        let part = try IndexPart(path: IndexLayout.path(of: audience, in: path), analyser, compression, limits)
        parts[audience] = part
        return part
    }

    /// The searchable content of a document; nil if its stored content is damaged. Such a document is skipped, and
    /// `vetsearch check` reports it: damaged content must not prevent all later changes.
    private func content(of document: CatalogueDocument) throws -> ExtractedDocument? {
        do {
            return try catalogue.content(of: document, using: compression)
        } catch is CompressionError {
            return nil
        } catch is BinaryCodingError {
            return nil
        }
    }

    // MARK: Deaths

    /// Records that a document is processed next.
    private func begin(_ document: CatalogueDocument, _ change: Int64) throws -> IndexAttempt.Mark {
        let isDeadly = deadly?.document == document.id && deadly?.sequence == document.sequence
        let mark = IndexAttempt.Mark(
            change: change,
            document: document.id,
            sequence: document.sequence,
            deaths: isDeadly ? deadly?.deaths ?? 0 : 0
        )
        try attempt.begin(mark, isLarge: document.size >= IndexAttempt.large)
        return mark
    }

    /// Evaluates the mark of a writer that died: after the second death, a document is recorded as not indexable.
    private func learn(from left: IndexAttempt.Mark?, _ reason: String?) throws {
        guard var left, left.change > applied else { return try attempt.clear() }
        carefulUntil = left.change
        guard let id = left.document, let document = try catalogue.document(id), document.sequence == left.sequence
        else {
            return
        }
        left.deaths += 1
        guard left.deaths >= Self.mostDeaths else {
            deadly = left
            return
        }
        let why = "the process that indexed it crashed \(left.deaths) times" + (reason.map { ": \($0)" } ?? "")
        try note(describe(document, .failed, why), of: document)
        try attempt.clear()
    }

    /// Runs a part of the work. An error that is not caused by a document (a full disk, a busy catalogue) removes the
    /// mark; any other error leaves it and counts as a death.
    private func forgiving<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as XapianError where error.code == .invalid || error.code == .noMemory {
            keepsMark = true
            for part in parts.values { part.abandon() }
            throw error
        } catch {
            try? attempt.clear()
            throw error
        }
    }

    deinit { if !keepsMark { try? attempt.clear() } }

    // MARK: Commits

    /// Makes all applied changes visible to readers and durable.
    package func commit() throws { try forgiving { try commitAll() } }

    private func commitAll() throws {
        guard applied != committed else { return }
        for audience in Visibility.allCases.reversed() {
            guard let part = parts[audience], part.isChanged || part === main else { continue }
            for (document, reason) in try part.askFolders({ try neighbour($0) }) {
                try note(describe(document, .failed, reason), of: document)
            }
            if written.count == 1, let lastWritten {
                try attempt.begin(lastWritten, isLarge: false)
            } else if !written.isEmpty {
                try attempt.begin(.init(change: applied, document: nil, sequence: 0, deaths: 0), isLarge: false)
            }
            try part.commit(applied: part === main ? applied : nil)
        }
        committed = applied
        if let id = deadly?.document, written.contains(id) { deadly = nil }
        (uncommittedBytes, uncommittedTerms, uncommittedChanges) = (0, 0, 0)
        (written, lastWritten) = ([], nil)
        try attempt.clear()
    }

    /// A document that is rebuilt because files beside it were added or removed.
    private func neighbour(_ id: String) throws -> (CatalogueDocument, ExtractedDocument)? {
        guard let document = try catalogue.document(id), failure(of: document) == nil else { return nil }
        lastWritten = try begin(document, applied)
        guard let content = try content(of: document) else { return nil }
        written.insert(id)
        return (document, content)
    }
}
