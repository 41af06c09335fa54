import Catalogue
import DocumentModel
import Foundation
import Ingest
import SystemPackage

/// Finds out what to record about a file in a folder: whether it has changed, its content, and the files that belong to
/// it.
struct FilePreparation {
    let catalogue: Catalogue
    let pool: ExtractionPool

    /// A file to read; for a video, with the files that belong to it.
    struct Job: Sendable {
        var file: FoundFile
        var facts: FileFacts
        var companions: [Job] = []
    }

    enum Prepared: Sendable {
        /// Nothing to record: the file is unchanged.
        case settled([FileOutcome])
        case findings([(FileFacts, FileFinding)])
        /// The run was stopped before this file was read.
        case stopped
        case extractorBroken(String)

        /// The size of its text in bytes.
        var bytes: Int {
            guard case .findings(let findings) = self else { return 0 }
            return findings.reduce(0) { sum, finding in
                if case .content(_, _, let encoded) = finding.1 { sum + encoded.count } else { sum }
            }
        }
    }

    /// The result of reading a file.
    private enum ReadResult: Sendable {
        case finding(FileFinding)
        case content(StagedOriginal, EncodedDocument)
        case stopped
        case extractorBroken(String)
    }

    /// Finds out the state of a file: unchanged, known content, unreadable, or new and extracted.
    func prepare(_ job: Job) async throws -> Prepared {
        let catalogue = catalogue
        if let settled = try await Blocking.run({ try Self.settled(job, catalogue) }) { return settled }
        var findings: [(FileFacts, FileFinding)] = []
        switch try await read(job) {
        case .stopped: return .stopped
        case .extractorBroken(let reason): return .extractorBroken(reason)
        case .finding(let finding): findings.append((job.facts, finding))
        case .content(let staged, let document):
            if document.format.isMedia { return try await mediaBundle(job, staged, try document.decoded()) }
            findings.append((job.facts, .content(staged, document.withoutTexts, encoded: document.bytes)))
        }
        // A file that is not media has no transcripts: the files beside it are ingested separately.
        for companion in Self.companions(without: job) {
            switch try await prepare(companion) {
            case .findings(let more): findings += more
            case .settled: break
            case let stopped:
                for case (_, .content(let staged, _, _)) in findings { catalogue.originals.discard(staged) }
                return stopped
            }
        }
        return .findings(findings)
    }

    /// The files beside a file that is not media, as they would be without it: another encoding with the transcripts.
    private static func companions(without job: Job) -> [Job] {
        var rest = job.companions
        guard let index = rest.firstIndex(where: { MediaBundles.isMedia($0.facts.source) }) else { return rest }
        var next = rest.remove(at: index)
        next.companions = rest
        return [next]
    }

    /// Why a media bundle could not be assembled.
    private enum Stop: Error {
        case stopped
        case extractorBroken(String)
    }

    /// A video or sound with the files that belong to it.
    private func mediaBundle(
        _ job: Job,
        _ staged: StagedOriginal,
        _ video: ExtractedDocument
    ) async throws -> Prepared {
        var others: [StagedFile] = []
        var read: [Job] = []
        var unread: [(FileFacts, FileFinding)] = []
        let assembly = MediaAssembly(catalogue.originals) { [pool] in await pool.extractEncoded($0, name: $1) }
        let media = StagedFile(staged: staged, name: Self.name(of: job))
        do {
            for companion in job.companions {
                switch try await stage(companion) {
                case .failure(let reason):
                    unread.append((companion.facts, .refused(hash: nil, .failed, reason: reason.reason)))
                case .success(let staged):
                    others.append(StagedFile(staged: staged, name: Self.name(of: companion)))
                    read.append(companion)
                }
            }
        } catch {
            await assembly.discard([media] + others)
            throw error
        }
        let whole: StagedMediaBundle
        do {
            whole = try await assembly.assemble(media, video, with: others) { _, outcome in
                if Task.isCancelled { throw Stop.stopped }
                if case .failure(.extractorBroken(let reason)) = outcome { throw Stop.extractorBroken(reason) }
            }
        } catch let stop as Stop {
            switch stop {
            case .stopped: return .stopped
            case .extractorBroken(let reason): return .extractorBroken(reason)
            }
        }
        let extraction = whole.extraction
        let content = FileFinding.content(whole.whole, extraction.withoutTexts, encoded: try extraction.encoded())
        let source = job.facts.source
        let companions = zip(read, whole.companions).map { job, companion in
            (job.facts, FileFinding.companion(of: source, companion))
        }
        return .findings([(job.facts, content)] + companions + unread)
    }

    private static func name(of job: Job) -> String {
        job.facts.source.split(separator: "/").last.map(String.init) ?? job.facts.source
    }

    /// Stages a copy of a file in the toolbox, or returns why it cannot be read.
    private func stage(_ job: Job) async throws -> Result<StagedOriginal, UnreadableFile> {
        let catalogue = catalogue
        return try await Blocking.run {
            do {
                let descriptor = try job.file.openForReading()
                defer { try? descriptor.close() }
                return .success(try catalogue.originals.stage(descriptor))
            } catch let error as UnreadableFile {
                return .failure(error)
            } catch let error as Errno where error != .noSpace {
                return .failure(UnreadableFile(reason: "cannot be read: \(error)"))
            }
        }
    }

    /// Reads a file, unless its content is known.
    private func read(_ job: Job) async throws -> ReadResult {
        let catalogue = catalogue
        let staged: StagedOriginal
        switch try await stage(job) {
        case .failure(let error): return .finding(.refused(hash: nil, .failed, reason: error.reason))
        case .success(let copy): staged = copy
        }
        if try await Blocking.run({ try catalogue.files.knows(hash: staged.hash, extractor: Extraction.version) }) {
            catalogue.originals.discard(staged)
            return .finding(.sameContent(hash: staged.hash))
        }
        switch await pool.extractEncoded(staged.path, name: Self.name(of: job)) {
        case .success(let document): return .content(staged, document)
        case .failure(let failure):
            catalogue.originals.discard(staged)
            let status: FileStatus
            switch failure {
            case .encrypted: status = .encrypted
            case .unsupported: status = .unsupported
            case .broken, .killedWorker: status = .failed
            case .extractorBroken(let reason): return Task.isCancelled ? .stopped : .extractorBroken(reason)
            }
            if Task.isCancelled { return .stopped }
            return .finding(.refused(hash: staged.hash, status, reason: failure.reason))
        }
    }

    /// The recorded outcome of a file that is unchanged since it was last read; nil if it has to be read.
    private static func settled(_ job: Job, _ catalogue: Catalogue) throws -> Prepared? {
        let facts = job.facts
        guard let entry = try catalogue.files.entry(root: facts.root, source: facts.source), entry.companionOf == nil,
            let own = settled(entry, facts)
        else { return nil }
        guard MediaBundles.isMedia(facts.source), entry.document != nil else {
            let others = try companions(without: job).map { try settled($0, catalogue) }
            return others.reduce(.settled([own])) { all, other in
                guard case .settled(let files)? = all, case .settled(let more)? = other else { return nil }
                return .settled(files + more)
            }
        }
        // The files that belong to it must be the same and unchanged.
        let previous = try catalogue.companions(of: entry)
        guard previous.count == job.companions.count else { return nil }
        let companions = zip(
            previous.sorted { $0.source < $1.source },
            job.companions.sorted { $0.facts.source < $1.facts.source }
        )
        guard companions.allSatisfy({ isAsItWas($0, $1.facts) && $0.hash != nil }) else { return nil }
        return .settled(
            [own]
                + companions.map { entry, job in
                    FileOutcome(
                        source: job.facts.source,
                        status: entry.status == .failed ? .failed : .unchanged,
                        document: entry.document,
                        reason: entry.reason
                    )
                }
        )
    }

    private static func isAsItWas(_ entry: LedgerEntry, _ facts: FileFacts) -> Bool {
        entry.source == facts.source && entry.size == facts.size
            && entry.modifiedNanoseconds == facts.modifiedNanoseconds
    }

    private static func settled(_ entry: LedgerEntry, _ facts: FileFacts) -> FileOutcome? {
        guard isAsItWas(entry, facts) else { return nil }
        switch entry.status {
        case .encrypted, .unsupported, .failed:
            guard entry.extractor == Extraction.version, entry.hash != nil else { return nil }
            return FileOutcome(
                source: facts.source,
                status: entry.status,
                document: entry.document,
                reason: entry.reason
            )
        case .indexed, .unchanged, .updated, .duplicate, .noText:
            guard entry.description == facts.description else { return nil }
            return FileOutcome(
                source: facts.source,
                status: .unchanged,
                document: entry.document,
                reason: entry.reason
            )
        }
    }
}
