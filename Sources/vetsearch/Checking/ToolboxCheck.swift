import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage

/// Proves that a toolbox is whole: catalogue against originals against index.
struct ToolboxCheck {
    struct Result: Codable, Equatable {
        var documents = 0
        var originals = 0
        /// Each one sentence; empty where everything agrees.
        var problems: [String] = []
        /// What is as it should be and yet less than one may think: documents over a limit of the index.
        var notices: [String] = []
        /// A hash over all that the toolbox holds for readers: two toolboxes with the same one hold the same. Moments and
        /// internal numbers do not count.
        var digest = ""
    }

    let catalogue: Catalogue

    func run() throws -> Result {
        var result = Result()
        let compression = try Compression()
        let ids = try catalogue.documentIDs()
        result.documents = ids.count
        checkOriginals(&result)
        let troubles = try noteTroubles(&result)
        let reader = try openIndex(&result)
        var digests: [String] = []
        for id in ids {
            guard let document = try catalogue.document(id) else { continue }
            var parts = [id, document.source, document.hash, String(document.size), document.format.rawValue]
            parts.append(try json(document.metadata))
            parts.append(try json(document.deposit))
            do {
                if let extraction = try catalogue.extraction(of: id, using: compression) {
                    parts.append(sha256(try extraction.encoded()))
                } else {
                    result.problems.append("\(document.source): the catalogue has lost what was extracted from it")
                }
            } catch {
                result.problems.append("\(document.source): what was extracted from it cannot be read: \(error)")
            }
            if let reader, !troubles.contains(id) {
                parts.append(try check(document, in: reader, compression, &result))
            }
            digests.append(parts.joined(separator: "\n"))
        }
        if let reader { try checkStrays(reader, ids.filter { !troubles.contains($0) }, &result) }
        let statuses = try catalogue.statusCounts().map { "\($0.key.rawValue) \($0.value)" }.sorted()
        result.digest = sha256((digests + statuses).joined(separator: "\n\n").utf8)
        return result
    }

    /// What is wrong with the index alone.
    func indexProblems() throws -> [String] {
        var result = Result()
        let compression = try Compression()
        let ids = try catalogue.documentIDs()
        result.documents = ids.count
        guard let reader = try openIndex(&result) else { return result.problems }
        let troubles = Set(
            try catalogue.indexTroubles(recipe: IndexLayout.recipe).filter { $0.kind == .failed }.map(\.document)
        )
        let expected = ids.filter { !troubles.contains($0) }
        for id in expected {
            guard let document = try catalogue.document(id) else { continue }
            _ = try check(document, in: reader, compression, &result)
        }
        try checkStrays(reader, expected, &result)
        return result.problems
    }

    /// Names the documents that the index does not hold as a whole; returns those that it does not hold at all.
    private func noteTroubles(_ result: inout Result) throws -> Set<String> {
        var failed: Set<String> = []
        for trouble in try catalogue.indexTroubles(recipe: IndexLayout.recipe) {
            let sentence = "\(trouble.source) (\(trouble.document)) is \(trouble.sentence)"
            switch trouble.kind {
            case .partial: result.notices.append(sentence)
            case .failed:
                failed.insert(trouble.document)
                result.problems.append(
                    sentence + "; it is tried again when it changes, and by 'vetsearch check --repair'"
                )
            }
        }
        return failed
    }

    private func checkOriginals(_ result: inout Result) {
        do {
            let referenced = try catalogue.referencedHashes()
            let stored = Set(try catalogue.originals.all())
            result.originals = stored.count
            for hash in referenced.subtracting(stored).sorted() {
                result.problems.append("original \(hash) is missing")
            }
            for hash in stored.subtracting(referenced).sorted() {
                result.problems.append("original \(hash) belongs to no document; the next ingest removes it")
            }
            for hash in stored.intersection(referenced).sorted() {
                if try catalogue.originals.rehash(hash) != hash {
                    result.problems.append("original \(hash) is damaged")
                }
            }
        } catch {
            result.problems.append("the originals cannot be read: \(error)")
        }
    }

    private func openIndex(_ result: inout Result) throws -> IndexReader? {
        let path = catalogue.toolbox.index.string
        do {
            let problems = try IndexLayout.parts(of: path, seenBy: .curators)
                .reduce(0) { try $0 + IndexReader.check(path: $1) }
            if problems > 0 {
                result.problems.append("Xapian finds \(problems) problems in the index; run 'vetsearch reindex'")
            }
            let reader = try IndexReader(index: path, seenBy: .curators)
            let (applied, last) = (try reader.appliedSequence(), try catalogue.lastSequence())
            if applied != last {
                result.problems.append(
                    "the index is at change \(applied), the catalogue at \(last); the next ingest applies the rest"
                )
            }
            if try reader.recipe() != IndexLayout.recipe {
                result.problems.append("the index was made by another version; run 'vetsearch reindex'")
            }
            return reader
        } catch {
            if result.documents > 0 { result.problems.append("the index cannot be opened: \(error)") }
            return nil
        }
    }

    /// Holds one document's place in the index against the catalogue; returns a hash of what the index has of it.
    private func check(
        _ document: CatalogueDocument,
        in reader: IndexReader,
        _ compression: Compression,
        _ result: inout Result
    ) throws -> String {
        guard let docid = try reader.find(IndexLayout.uniqueTerm(document.id)) else {
            result.problems.append("\(document.source) (\(document.id)) is not in the index")
            return ""
        }
        do {
            let stored = try StoredDocument(reader.data(of: docid))
            if stored.sequence != document.sequence || stored.hash != document.hash || stored.source != document.source
            {
                result.problems.append(
                    "\(document.source) (\(document.id)) is older in the index than in the catalogue"
                )
            }
            if try reader.value(IndexLayout.Slot.group, of: docid) != document.group ?? "" {
                result.problems.append(
                    "\(document.source) (\(document.id)) is not tied to its translations in the index; run 'vetsearch reindex'"
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
            result.problems.append("\(document.source) (\(document.id)) cannot be read from the index: \(error)")
            return ""
        }
    }

    private func checkStrays(_ reader: IndexReader, _ ids: [String], _ result: inout Result) throws {
        let known = Set(ids)
        for audience in Visibility.allCases {
            let path = IndexLayout.path(of: audience, in: catalogue.toolbox.index.string)
            guard let part = try? IndexReader(path: path) else { continue }
            for id in ids {
                guard let document = try catalogue.document(id) else { continue }
                let isHere = try part.find(IndexLayout.uniqueTerm(id)) != nil
                if isHere, document.audience != audience {
                    result.problems.append(
                        "\(document.source) (\(id)) is for \(document.audience.rawValue), and the index shows it to \(audience.rawValue)"
                    )
                }
            }
        }
        let prefix = IndexLayout.uniqueTerm("")
        for (term, _) in try reader.terms(prefix: prefix) where !known.contains(String(term.dropFirst(prefix.count))) {
            result.problems.append("document \(term.dropFirst(prefix.count)) is in the index but not in the catalogue")
        }
        if reader.documentCount != known.count {
            result.problems.append("the index holds \(reader.documentCount) documents, the catalogue \(known.count)")
        }
    }
}
