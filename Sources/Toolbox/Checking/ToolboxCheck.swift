import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import SystemPackage

/// Checks that a toolbox is consistent: catalogue, originals and index.
package struct ToolboxCheck {
    package struct Result: Codable, Equatable {
        package var documents = 0
        package var originals = 0
        /// One sentence each; empty if everything is consistent.
        package var problems: [String] = []
        /// Not errors, but possibly unexpected: documents that exceed a limit of the index.
        package var notices: [String] = []
        /// A hash of everything in the toolbox that readers can see: two toolboxes with the same content have the same
        /// hash. Times and internal numbers are not included.
        package var digest = ""
    }

    let catalogue: Catalogue

    package init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    package func run() async throws -> Result {
        var result = Result()
        let damage = try catalogue.integrityProblems()
        guard damage.isEmpty else {
            // Other results could not be trusted.
            result.problems = damage.map { "catalogue.sqlite is damaged: \($0)" }
            result.problems.append(
                "'vetsearch restore BACKUP --toolbox NEW_FOLDER' makes a new toolbox from a backup; a damaged "
                    + "catalogue cannot be repaired"
            )
            return result
        }
        for table in try catalogue.changedTables() {
            result.problems.append(
                """
                catalogue.sqlite: rows of table '\(table)' were changed by another program or are damaged; 'vetsearch restore' \
                restores a backup. If you changed them yourself, 'vetsearch check --repair --accept-changes' accepts them
                """
            )
        }
        let index = try await IndexExaminer.run(catalogue.toolbox)
        let others = result
        return try await Blocking.run {
            var result = others
            try examine(index, &result)
            return result
        }
    }

    private func examine(_ index: IndexReport, _ result: inout Result) throws {
        let compression = try Compression()
        let ids = try catalogue.documentIDs()
        result.documents = ids.count
        checkOriginals(&result)
        result.problems += index.problems
        result.problems += try VectorCheck(catalogue).problems()
        try noteTroubles(&result)
        var digests: [String] = []
        for id in ids {
            guard let document = try catalogue.document(id) else { continue }
            var parts = [id, document.source, document.hash, String(document.size), document.format.rawValue]
            parts.append(try jsonText(document.metadata))
            parts.append(try jsonText(document.deposit))
            do {
                if let extraction = try catalogue.extraction(of: id, using: compression) {
                    parts.append(sha256(try extraction.encoded()))
                } else {
                    result.problems.append("\(document.source): the extracted text is missing from the catalogue")
                }
            } catch let error as CompressionError {
                result.problems.append("\(document.source): the extracted text cannot be read: \(error)")
            } catch let error as BinaryCodingError {
                result.problems.append("\(document.source): the extracted text cannot be read: \(error)")
            }
            if let hash = index.hashes[id] { parts.append(hash) }
            digests.append(parts.joined(separator: "\n"))
        }
        let statuses = try catalogue.files.statusCounts().map { "\($0.key.rawValue) \($0.value)" }.sorted()
        result.digest = sha256((digests + statuses).joined(separator: "\n\n").utf8)
    }

    /// Adds the documents that are not, or not completely, in the index.
    private func noteTroubles(_ result: inout Result) throws {
        for trouble in try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion) {
            let sentence = "\(trouble.source) (\(trouble.document)) is \(trouble.sentence)"
            switch trouble.kind {
            case .partial: result.notices.append(sentence)
            case .failed:
                result.problems.append(
                    sentence + "; it is tried again when it changes, or with 'vetsearch check --repair'"
                )
            }
        }
    }

    private func checkOriginals(_ result: inout Result) {
        do {
            let referenced = try catalogue.referencedHashes()
            let stored = Set(try catalogue.originals.all())
            result.originals = stored.count
            for hash in referenced.subtracting(stored).sorted() {
                result.problems.append("original \(hash) of \(try names(hash)) is missing")
            }
            let strays = stored.subtracting(referenced).sorted()
            let disposal =
                strays.count > Catalogue.mostStrays || referenced.isEmpty
                ? "'vetsearch check --repair --move-strays' moves it to the trash"
                : "the next ingest moves it to the trash"
            for hash in strays { result.problems.append("original \(hash) belongs to no document; \(disposal)") }
            for hash in stored.intersection(referenced).sorted() {
                let found = try? catalogue.originals.rehash(hash)
                if found != hash { result.problems.append("original \(hash) of \(try names(hash)) is damaged") }
            }
        } catch {
            result.problems.append("the originals cannot be read: \(error)")
        }
    }

    /// The documents with an original, by the paths of their files.
    private func names(_ hash: String) throws -> String {
        try catalogue.sources(ofOriginal: hash).map { "'\($0)'" }.joined(separator: ", ")
    }
}
