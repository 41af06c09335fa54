import DocumentModel
import Foundation
import GRDB
import Synchronization
import SystemPackage

/// One file of a document that has several: a video, another encoding of it, or a transcript.
package struct DocumentPart: Sendable, Equatable, Codable {
    /// SHA-256 of its original.
    package var hash: String
    /// Bytes.
    package var size: Int64
    package var format: FileFormat
    /// Of a transcript, if its name contains it.
    package var language: LanguageTag?
}

/// A video with the files that belong to it, as one original: a JSON list of its parts, whose hash is the document's. So
/// versions, duplicates, backups and checks need hardly any special case. The parts are originals, too.
package struct StagedMediaBundle: Sendable {
    /// The list, with its new parts.
    package let whole: StagedOriginal
    /// Its searchable text.
    package let extraction: ExtractedDocument
    /// The outcome of each file beside the video, in order.
    package let companions: [Companion]

    /// A file beside the video that was staged and read.
    package struct Part: Sendable {
        package var staged: StagedOriginal
        package var outcome: Result<ExtractedDocument, ExtractionFailure>

        package init(staged: StagedOriginal, outcome: Result<ExtractedDocument, ExtractionFailure>) {
            (self.staged, self.outcome) = (staged, outcome)
        }
    }

    package struct Companion: Sendable, Equatable {
        /// SHA-256 of its content.
        package var hash: String
        package var status: FileStatus
        package var reason: String?
    }

    /// Combines a video with the files beside it. A file that cannot be read is reported and discarded, like any other
    /// such file.
    /// - Parameters:
    ///   - video: the result of extraction from the video itself.
    ///   - name: the video's name, for messages about the others.
    package init(
        _ staged: StagedOriginal,
        _ video: ExtractedDocument,
        name: String,
        beside others: [Part],
        in originals: Originals
    ) throws {
        var extraction = video
        // The languages of the transcripts inside the video; chapters and texts without times are no transcripts.
        let isSaid = { (section: Section) in !section.text.isEmpty && section.declaredLanguage != nil }
        var parts = [DocumentPart(hash: staged.hash, size: staged.size, format: video.format, language: nil)]
        var languages = Set<LanguageTag?>(video.sections.filter(isSaid).map(\.declaredLanguage))
        var letters: Set<[UInt8]> = [Self.letters(of: video.sections)]
        var files = [staged]
        companions = others.map { part in
            switch part.outcome {
            case .failure(let failure):
                originals.discard(part.staged)
                let status: FileStatus = if case .unsupported = failure { .unsupported } else { .failed }
                return Companion(hash: part.staged.hash, status: status, reason: failure.reason)
            case .success(let found):
                let language = found.metadata.language
                files.append(part.staged)
                parts.append(
                    DocumentPart(
                        hash: part.staged.hash,
                        size: part.staged.size,
                        format: found.format,
                        language: language
                    )
                )
                if found.format.isMedia {
                    extraction.metadata = extraction.metadata.filled(from: found.metadata)
                    if extraction.sections.isEmpty {
                        extraction.sections = found.sections
                        languages.formUnion(found.sections.filter(isSaid).map(\.declaredLanguage))
                    }
                    return Companion(hash: part.staged.hash, status: .indexed, reason: "another encoding of \(name)")
                }
                let isNew = letters.insert(Self.letters(of: found.sections)).inserted
                guard languages.insert(language).inserted, isNew else {
                    let reason =
                        "\(name) already has a transcript in this language; this one is stored but not searched"
                    return Companion(hash: part.staged.hash, status: .duplicate, reason: reason)
                }
                extraction.sections = Self.with(found.sections, in: extraction.sections)
                extraction.warnings += found.warnings
                return Companion(
                    hash: part.staged.hash,
                    status: found.hasText ? .indexed : .noText,
                    reason: found.hasText ? "transcript of \(name)" : "no text"
                )
            }
        }
        self.extraction = extraction
        let list = try originals.stage(bytes: Array(Catalogue.json(parts).utf8))
        whole = StagedOriginal(
            hash: list.hash,
            size: parts.reduce(0) { $0 + $1.size },
            path: list.path,
            parts: parts,
            files: files
        )
    }

    /// The sections of a video with those of a transcript. The first transcript goes between the chapters, each behind
    /// the chapter in which it begins.
    private static func with(_ transcript: [Section], in sections: [Section]) -> [Section] {
        guard !sections.isEmpty, sections.allSatisfy({ $0.text.isEmpty && $0.heading != nil }) else {
            return sections + transcript
        }
        var chapters = sections[...]
        var result: [Section] = []
        for section in transcript {
            while let chapter = chapters.first, chapter.start <= section.start {
                result.append(chapters.removeFirst())
            }
            result.append(section)
        }
        return result + chapters
    }

    /// The letters and digits of a transcript: a program writes the same words into files of several formats, of which
    /// only some say the language.
    private static func letters(of sections: [Section]) -> [UInt8] {
        sections.flatMap { $0.text.utf8.filter { $0 >= 0x80 || $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 } }
    }
}

extension Section {
    /// Seconds, in a transcript.
    fileprivate var start: Double { if case .cue(let start, _) = locator { start } else { 0 } }
}

extension Catalogue {
    static let mediaBundleTables = """
        CREATE TABLE parts (             -- the files of videos, see StagedRecording
            whole TEXT NOT NULL,         -- the hash of the list of parts
            position INTEGER NOT NULL,   -- 0 is the video
            hash TEXT NOT NULL,
            size INTEGER NOT NULL,
            format TEXT NOT NULL,
            language TEXT,
            PRIMARY KEY (whole, position)
        ) WITHOUT ROWID;
        ALTER TABLE files ADD COLUMN companion_of TEXT;  -- the path of the video that it belongs to, in the same root
        CREATE INDEX files_by_video ON files (root, companion_of) WHERE companion_of IS NOT NULL;
        CREATE INDEX concepts_by_uri ON concepts (uri);
        """

    /// The files of a video, the video itself first; empty for any other original.
    package func parts(of hash: String) throws -> [DocumentPart] {
        try database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM parts WHERE whole = ? ORDER BY position", arguments: [hash])
                .map { row in
                    DocumentPart(
                        hash: row["hash"],
                        size: row["size"],
                        format: FileFormat(rawValue: row["format"]) ?? .text,
                        language: (row["language"] as String?).flatMap { LanguageTag($0) }
                    )
                }
        }
    }

    /// The list that is a video's original, rebuilt from the catalogue; nil if it is not a video's.
    package func mediaBundleList(of hash: String) throws -> [UInt8]? {
        let parts = try parts(of: hash)
        return parts.isEmpty ? nil : Array(try Self.json(parts).utf8)
    }

    /// The files in folders that belong to a video, as of the last time it was read.
    package func companions(of video: LedgerEntry) throws -> [LedgerEntry] {
        try database.read { database in
            try LedgerEntry.fetchAll(
                database,
                sql: "SELECT * FROM files WHERE root = ? AND companion_of = ? ORDER BY source",
                arguments: [video.root, video.source]
            )
        }
    }

    /// Runs a transaction that adds originals. If it fails, the originals it added are removed again, so that a full disk
    /// does not fill up with files that nothing refers to.
    func writeKeeping<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var brought: [String] = []
        do {
            return try database.write { database in
                fresh.withLock { $0 = [] }
                defer { brought = fresh.withLock { $0 } }
                return try body(database)
            }
        } catch {
            if !brought.isEmpty { try? removeUnreferenced(among: brought) }
            throw error
        }
    }

    /// Makes a staged original durable, with its parts. Only to be used in ``writeKeeping(_:)``, in a transaction that
    /// then refers to it.
    func keep(_ staged: StagedOriginal, in database: Database) throws {
        for file in staged.files + [staged] where try originals.keep(file) {
            fresh.withLock { $0.append(file.hash) }
        }
        for (position, part) in staged.parts.enumerated() {
            try database.execute(
                sql: "INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    staged.hash, position, part.hash, part.size, part.format.rawValue, part.language?.code,
                ]
            )
        }
    }

    /// The hashes of all originals of a document's versions.
    static func hashes(of id: String, in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT hash FROM versions WHERE document = :id
                UNION SELECT parts.hash FROM parts JOIN versions ON versions.hash = parts.whole WHERE document = :id
                """,
            arguments: ["id": id]
        )
    }

    /// Removes those of some originals that no version refers to any more. It runs in a transaction of its own, after the
    /// one that deleted the references: a concurrent deposit has either kept its originals and committed a reference, or
    /// has not kept them yet.
    func removeUnreferenced(among hashes: some Sequence<String>) throws {
        try database.write { database in
            let hashes = Set(hashes)
            // First the lists of media bundles that no version has any more, so that their files can be removed, too.
            for hash in hashes {
                try database.execute(
                    sql: """
                        DELETE FROM parts
                        WHERE whole = :hash AND NOT EXISTS (SELECT 1 FROM versions WHERE hash = :hash)
                        """,
                    arguments: ["hash": hash]
                )
            }
            let gone = try hashes.filter { hash in
                try !Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM versions WHERE hash = :hash)
                            OR EXISTS (
                                SELECT 1 FROM parts JOIN versions ON versions.hash = parts.whole WHERE parts.hash = :hash
                            )
                        """,
                    arguments: ["hash": hash]
                )!
            }
            for hash in gone { originals.remove(hash) }
            removePictures(of: gone)
        }
    }

    /// When a document is removed, the pictures of its pages (`HASH-PAGE-SIZE`) are removed, too.
    private func removePictures(of hashes: Set<String>) {
        guard !hashes.isEmpty else { return }
        let folder = toolbox.pictures
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? [] {
            guard let hash = name.split(separator: "-").first, hashes.contains(String(hash)) else { continue }
            try? FileManager.default.removeItem(atPath: folder.appending(name).string)
        }
    }
}
