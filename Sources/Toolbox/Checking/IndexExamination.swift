import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Indexer
import SystemPackage

/// The result of reading the complete index.
package struct IndexReport: Codable, Equatable {
    /// One sentence each; empty if everything is consistent.
    var problems: [String] = []
    /// Whether only a rebuild helps.
    package var isDamaged = false
    /// Whether a newer version made it, which this program must not change.
    var isNewer = false
    /// A hash of each document's data in the index, by id; empty if the index cannot be read.
    var hashes: [String: String] = [:]
}

/// Reads the complete index and checks that it is consistent with itself and with the catalogue. Damaged files may crash
/// the process: ``IndexExaminer`` runs this in a separate one.
package struct IndexExamination {
    let catalogue: Catalogue
    private var path: String { catalogue.toolbox.index.string }
    private var report = IndexReport()

    /// How long to wait for processes that write the index.
    private static let patience = Duration.seconds(10)

    package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    /// Checks everything. Problems found while another process writes are checked again when it has finished.
    package mutating func run() throws -> IndexReport {
        try examine()
        guard !report.problems.isEmpty, !report.isNewer, !catalogue.isReadOnly,
            FileManager.default.fileExists(atPath: path)
        else { return report }
        let deadline = ContinuousClock.now + Self.patience
        repeat {
            guard let lock = try IndexLock(path: path) else {
                usleep(100_000)
                continue
            }
            report = IndexReport()
            try examine()
            withExtendedLifetime(lock) {}
            return report
        } while ContinuousClock.now < deadline
        return report
    }

    private mutating func examine() throws {
        // Documents that could not be indexed are reported separately.
        let troubles = Set(
            try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion).filter { $0.kind == .failed }.map(
                \.document
            )
        )
        let ids = try catalogue.documentIDs().filter { !troubles.contains($0) }
        guard FileManager.default.fileExists(atPath: path) else {
            if !ids.isEmpty { damage("there is no index; run 'vetsearch reindex'") }
            return
        }
        do {
            let main = try IndexReader(path: path)
            let formatVersion = try main.formatVersion()
            // An index without any commit has no format version and no documents.
            guard formatVersion == IndexLayout.formatVersion || (formatVersion.isEmpty && main.documentCount == 0)
            else {
                report.isNewer = IndexLayout.isNewer(formatVersion)
                return damage(IndexFormatError(found: formatVersion).description)
            }
            let broken = databases().flatMap(IndexFiles.problems(ofDatabase:))
            guard broken.isEmpty else {
                for problem in broken { damage("the index is damaged: \(problem); run 'vetsearch reindex'") }
                return
            }
            let reader = try IndexReader(index: path, seenBy: .curators)
            let (applied, last) = (try reader.appliedSequence(), try catalogue.lastSequence())
            if applied < last {
                report.problems.append(
                    "the index is at change \(applied), the catalogue at \(last); the next ingest applies the rest"
                )
            } else if applied > last {
                damage(
                    """
                    the index is at change \(applied), but the catalogue only at \(last): the catalogue has lost changes or is \
                    an older copy; 'vetsearch restore' restores a backup
                    """
                )
            }
            let before = report.problems.count
            try compare(ids, reader)
            // Problems in an index to which all changes were applied do not go away by themselves.
            if applied == last, report.problems.count > before { report.isDamaged = true }
        } catch let error as XapianError {
            damage("the index cannot be read: \(error); run 'vetsearch reindex'")
        }
    }

    private mutating func damage(_ problem: String) {
        report.problems.append(problem)
        report.isDamaged = true
    }

    /// The existing parts and their lexicons, even if files that are needed to open them are missing.
    private func databases() -> [String] {
        Visibility.allCases.flatMap { audience -> [String] in
            let part = IndexLayout.path(of: audience, in: path)
            let lexicon = Lexicon.path(in: part)
            // A killed process may leave a part without documents and without a lexicon.
            let documents = try? IndexReader(path: part).documentCount
            if FileManager.default.fileExists(atPath: lexicon) || documents ?? 0 > 0 { return [part, lexicon] }
            return documents == nil ? [] : [part]
        }
    }

    private mutating func compare(_ ids: [String], _ reader: IndexReader) throws {
        let compression = try Compression()
        for id in ids {
            guard let document = try catalogue.document(id) else { continue }
            report.hashes[id] = try compare(document, reader, compression)
        }
        for audience in Visibility.allCases {
            guard let part = try? IndexReader(path: IndexLayout.path(of: audience, in: path)) else { continue }
            for id in ids {
                guard let document = try catalogue.document(id), document.audience != audience,
                    try part.find(IndexLayout.uniqueTerm(id)) != nil
                else { continue }
                report.problems.append(
                    "\(document.source) (\(id)) is for \(document.audience.rawValue), but the index shows it "
                        + "to \(audience.rawValue)"
                )
            }
        }
        let catalogueIDs = Set(ids)
        let prefix = IndexLayout.uniqueTerm("")
        for (term, _) in try reader.terms(prefix: prefix)
        where !catalogueIDs.contains(String(term.dropFirst(prefix.count))) {
            report.problems.append("document \(term.dropFirst(prefix.count)) is in the index but not in the catalogue")
        }
        if reader.documentCount != catalogueIDs.count {
            report.problems.append(
                "the index contains \(reader.documentCount) documents, the catalogue \(catalogueIDs.count)"
            )
        }
    }

    /// Compares one document in the index with the catalogue; returns a hash of its data in the index.
    private mutating func compare(
        _ document: CatalogueDocument,
        _ reader: IndexReader,
        _ compression: Compression
    ) throws -> String {
        let name = "\(document.source) (\(document.id))"
        guard let docid = try reader.find(IndexLayout.uniqueTerm(document.id)) else {
            report.problems.append("\(name) is not in the index")
            return ""
        }
        do {
            let stored = try StoredDocument(reader.data(of: docid))
            if stored.sequence != document.sequence || stored.hash != document.hash || stored.source != document.source
            {
                report.problems.append("\(name) is older in the index than in the catalogue")
            }
            if try reader.value(IndexLayout.Slot.group, of: docid) != document.group ?? "" {
                report.problems.append(
                    "\(name) is not linked to its translations in the index; run 'vetsearch reindex'"
                )
            }
            var parts = try reader.terms(of: docid).map { "\($0.term) \($0.documents)" }
            parts += [stored.title, stored.languages.map(\.code).joined(separator: ","), String(stored.sectionCount)]
            for index in 0..<stored.sectionCount {
                let section = try stored.section(index, using: compression)
                parts.append("\(section.locator) \(section.language) \(section.firstPosition) \(section.words.count)")
                parts.append(String(decoding: section.text, as: UTF8.self))
            }
            return sha256(parts.joined(separator: "\n").utf8)
        } catch {
            report.problems.append("\(name) cannot be read from the index: \(error)")
            return ""
        }
    }
}
