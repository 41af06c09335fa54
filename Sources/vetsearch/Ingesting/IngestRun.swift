import Catalogue
import DocumentModel
import Foundation
import Indexer
import Ingest
import Synchronization
import SystemPackage

/// One ingest: folder → staged copies → extraction in workers → catalogue → index.
///
/// Files are read side by side but recorded in the order of their paths, so that a run that was killed leaves a beginning
/// of what a whole run makes, and which of two equal files counts as the duplicate is never a matter of chance.
struct IngestRun {
    /// What an ingest is to do.
    struct Options {
        var paths: [String] = []
        /// What flags say of every file; manifests win over it.
        var description = Metadata()
        var jobs = max(1, ProcessInfo.processInfo.activeProcessorCount)
        var removesMissing = false
        var isJSON = false
        /// Whether files that are as they were are passed over in silence.
        var tellsOnlyNews = false
        var limits = ExtractionLimits()
    }

    /// What one `PATH` of the command line holds.
    struct Source: Sendable {
        var root: String
        var listing: FolderListing
        var manifests: Manifests
        /// Whether it is a folder, so that what is not in it is gone.
        var isFolder: Bool

        /// Why files that were not met may be there all the same: a folder that cannot be read just now, a link that leads
        /// nowhere, a share that is not mounted look as if all in them were gone.
        var reasonToKeepMissing: String? {
            if !listing.isComplete { return "could not be read as a whole, so what was not met may still be there" }
            return listing.files.isEmpty ? "is empty; is a share not mounted?" : nil
        }
    }

    /// A file to look at, of a video with the others that belong to it.
    private struct Job: Sendable {
        var file: FoundFile
        var facts: FileFacts
        var companions: [Job] = []
    }

    private enum Prepared: Sendable {
        /// Nothing to record: the file is as it was.
        case settled([RecordedFile])
        case findings([(FileFacts, FileFinding)])
        /// Somebody asked the run to stop before this file was read.
        case stopped
        case extractorBroken(String)
    }

    let options: Options
    let catalogue: Catalogue
    let interrupt: Interrupt

    /// Findings recorded in one transaction, at most.
    private static let batchSize = 64

    /// Runs it to its end, or until it is interrupted: what is recorded by then stays.
    /// - Returns: whether everything went in that could.
    func run() async throws -> Bool {
        let presence = try IngestPresence(catalogue.toolbox) { try catalogue.sweep() }
        defer { withExtendedLifetime(presence) {} }
        let sources = try options.paths.map(Self.source)
        let files = sources.flatMap(\.listing.allFiles)
        let progress = Progress(files: files.count, bytes: files.reduce(0) { $0 + $1.size }, json: options.isJSON)
        let report = IngestReport(json: options.isJSON, onlyNews: options.tellsOnlyNews, progress: progress)
        var isClean = tellProblems(of: sources, progress)

        let indexing = IndexThread(catalogue) { report.applied($0) }
        let pool = ExtractionPool(workers: options.jobs, limits: options.limits)
        var broken: String?
        do {
            for source in sources where !interrupt.isRaised && broken == nil {
                broken = try await ingest(source, pool, indexing, report, progress)
                if options.removesMissing, source.isFolder, !interrupt.isRaised, broken == nil {
                    if let reason = source.reasonToKeepMissing {
                        progress.warn("error: nothing was removed: \(Terminal.harmless("\(source.root) \(reason)"))")
                        isClean = false
                    } else {
                        let there = Set(source.listing.allFiles.map(\.source))
                        report.removed(
                            try catalogue.removeMissing(root: source.root, by: terminalActor("ingest")) {
                                there.contains($0)
                            }
                        )
                        indexing.poke()
                    }
                }
            }
        } catch {
            await pool.shutdown()
            try? await indexing.finish()
            throw error
        }
        await pool.shutdown()
        try await indexing.finish()
        progress.end()
        let reader = try? IndexReader(index: catalogue.toolbox.index.string, seenBy: .curators)
        report.finish { id in
            guard let reader, let docid = try? reader.find(IndexLayout.uniqueTerm(id)),
                let data = try? reader.data(of: docid), let stored = try? StoredDocument(data)
            else { return [] }
            return stored.languages
        }
        if let broken { throw CommandFailure("files cannot be read here: \(broken)") }
        if interrupt.isRaised { Terminal.error("stopped; the next ingest goes on from here") }
        isClean = isClean && !report.hasFailures
        return isClean
    }

    private static func source(_ path: String) throws -> Source {
        let given = FilePath(path)
        let absolute = given.isAbsolute ? given : FilePath(FileManager.default.currentDirectoryPath).pushing(given)
        let listing = FolderListing(of: [absolute])
        let isFolder = (try? absolute.stat())?.type == .directory
        let folder = isFolder ? absolute : absolute.removingLastComponent()
        let resolved = realpath(folder.string, nil).map { text in
            defer { free(text) }
            return String(cString: text)
        }
        return Source(
            root: resolved ?? folder.lexicallyNormalized().string,
            listing: listing,
            manifests: Manifests(of: listing),
            isFolder: isFolder
        )
    }

    /// Tells what is wrong with folders and manifests; false where something that was meant to go in did not.
    private func tellProblems(of sources: [Source], _ progress: Progress) -> Bool {
        var isClean = true
        for source in sources {
            for problem in source.listing.problems {
                progress.warn("\(problem.severity.rawValue): \(Terminal.harmless(problem.description))")
                isClean = isClean && problem.severity != .error
            }
            for problem in source.manifests.problems {
                progress.warn("\(problem.severity.rawValue): \(Terminal.harmless(problem.description))")
                isClean = isClean && problem.severity != .error
            }
            if source.listing.passedOver > 0 {
                progress.warn(
                    "notice: \(source.listing.passedOver) hidden files or folders passed over in \(source.root)"
                )
            }
        }
        return isClean
    }

    /// Reads files side by side and records them in order; returns why reading is impossible at all, if it is.
    private func ingest(
        _ source: Source,
        _ pool: ExtractionPool,
        _ indexing: IndexThread,
        _ report: IngestReport,
        _ progress: Progress
    ) async throws -> String? {
        let window = options.jobs * 8
        let files = source.listing.files
        let compression = try Compression()
        var complained: Set<Topic> = []
        return try await withThrowingTaskGroup(of: (Int, Prepared).self) { group in
            // So that a signal is heard while a file takes its time.
            group.addTask {
                while !interrupt.isRaised, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
                return (-1, .stopped)
            }
            defer { group.cancelAll() }
            var (started, next) = (0, 0)
            var ready: [Int: Prepared] = [:]
            defer {
                for case .findings(let findings) in ready.values {
                    for case (_, .content(let staged, _, _)) in findings { catalogue.originals.discard(staged) }
                }
            }
            while next < files.count {
                while started < files.count, started - next < window, !interrupt.isRaised {
                    let (index, job) = (started, job(for: files[started], of: source))
                    let topics = job.facts.description.topics.filter { complained.insert($0).inserted }
                    for topic in try catalogue.unknownTopics(among: topics) {
                        let complaint = "\(job.file.source): \(Catalogue.complaint(aboutTopic: topic))"
                        progress.warn("warning: \(Terminal.harmless(complaint))")
                    }
                    group.addTask { (index, try await prepare(job, pool)) }
                    started += 1
                }
                var batch: [(FileFacts, FileFinding)] = []
                var settled: [RecordedFile] = []
                run: while batch.count < Self.batchSize, let prepared = ready[next] {
                    switch prepared {
                    case .settled(let files):
                        if !batch.isEmpty { break run }  // in order: what was found comes first
                        settled += files
                    case .findings(let findings): batch += findings
                    case .stopped, .extractorBroken:
                        // What was found before is kept.
                        if !batch.isEmpty || !settled.isEmpty { break run }
                        if case .extractorBroken(let reason) = prepared { return reason }
                        return nil
                    }
                    ready[next] = nil
                    for file in [files[next]] + files[next].companions {
                        progress.advance(bytes: file.size, name: file.source)
                    }
                    next += 1
                    if !settled.isEmpty, case .findings = ready[next] { break }
                }
                if !settled.isEmpty, !options.tellsOnlyNews { report.add(settled) }
                if !batch.isEmpty {
                    report.add(
                        try catalogue.record(
                            batch,
                            extractor: Extraction.version,
                            using: compression,
                            by: terminalActor("ingest")
                        )
                    )
                    indexing.poke()
                }
                if !settled.isEmpty || !batch.isEmpty { continue }
                guard let (index, prepared) = try await group.next() else { return nil }
                if index < 0 {
                    group.cancelAll()
                    if next == started { return nil }
                } else {
                    ready[index] = prepared
                }
            }
            return nil
        }
    }

    /// What is known of a file before it is opened; made when its turn comes, so that a large folder costs no more memory
    /// than its list of names.
    private func job(for file: FoundFile, of source: Source) -> Job {
        let companions = file.companions.map { job(for: $0, of: source) }
        var said = source.manifests.describe(file)
        for companion in file.companions {
            var more = source.manifests.describe(companion)
            (more.language, more.origins[.language]) = (nil, nil)  // a transcript's is not the video's
            said = said.filled(from: more)
        }
        let facts = FileFacts(
            root: source.root,
            source: file.source,
            size: file.size,
            modifiedNanoseconds: file.modifiedNanoseconds,
            description: said.filled(from: options.description)
        )
        return Job(file: file, facts: facts, companions: companions)
    }

    /// What came of opening a file.
    private enum Reading: Sendable {
        case finding(FileFinding)
        case content(StagedOriginal, ExtractedDocument)
        case stopped
        case extractorBroken(String)
    }

    /// Finds out what a file is: unchanged, known, unreadable, or new and then extracted.
    private func prepare(_ job: Job, _ pool: ExtractionPool) async throws -> Prepared {
        let catalogue = catalogue
        if let settled = try await Blocking.run({ try Self.settled(job, catalogue) }) { return settled }
        var findings: [(FileFacts, FileFinding)] = []
        switch try await read(job, pool) {
        case .stopped: return .stopped
        case .extractorBroken(let reason): return .extractorBroken(reason)
        case .finding(let finding): findings.append((job.facts, finding))
        case .content(let staged, let document):
            if document.format.isVideo { return try await recording(job, staged, document, pool) }
            findings.append((job.facts, .content(staged, document, encoded: try document.encoded())))
        }
        // What is no video has no transcripts: what lies beside it goes in by itself.
        for companion in job.companions {
            switch try await prepare(companion, pool) {
            case .findings(let more): findings += more
            case .settled: break
            case let stopped:
                for case (_, .content(let staged, _, _)) in findings { catalogue.originals.discard(staged) }
                return stopped
            }
        }
        return .findings(findings)
    }

    /// A video with what lies beside it.
    private func recording(
        _ job: Job,
        _ staged: StagedOriginal,
        _ video: ExtractedDocument,
        _ pool: ExtractionPool
    ) async throws -> Prepared {
        var parts: [StagedRecording.Part] = []
        var read: [Job] = []
        var unread: [(FileFacts, FileFinding)] = []
        func discard() { for staged in [staged] + parts.map(\.staged) { catalogue.originals.discard(staged) } }
        for companion in job.companions {
            switch try await stage(companion) {
            case .failure(let reason):
                unread.append((companion.facts, .refused(hash: nil, .failed, reason: reason.reason)))
            case .success(let staged):
                let outcome = await pool.extract(staged.path, name: Self.name(of: companion))
                parts.append(StagedRecording.Part(staged: staged, outcome: outcome))
                read.append(companion)
                if case .failure(.extractorBroken(let reason)) = outcome {
                    discard()
                    return Task.isCancelled ? .stopped : .extractorBroken(reason)
                }
            }
        }
        if Task.isCancelled {
            discard()
            return .stopped
        }
        let whole = try StagedRecording(
            staged,
            video,
            name: Self.name(of: job),
            beside: parts,
            in: catalogue.originals
        )
        let content = FileFinding.content(whole.whole, whole.extraction, encoded: try whole.extraction.encoded())
        let source = job.facts.source
        let companions = zip(read, whole.companions).map { job, companion in
            (job.facts, FileFinding.companion(of: source, companion))
        }
        return .findings([(job.facts, content)] + companions + unread)
    }

    private static func name(of job: Job) -> String {
        job.facts.source.split(separator: "/").last.map(String.init) ?? job.facts.source
    }

    /// A copy of a file in the toolbox's waiting room, or why there is none.
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
    private func read(_ job: Job, _ pool: ExtractionPool) async throws -> Reading {
        let catalogue = catalogue
        let staged: StagedOriginal
        switch try await stage(job) {
        case .failure(let error): return .finding(.refused(hash: nil, .failed, reason: error.reason))
        case .success(let copy): staged = copy
        }
        if try await Blocking.run({ try catalogue.knows(hash: staged.hash, extractor: Extraction.version) }) {
            catalogue.originals.discard(staged)
            return .finding(.known(hash: staged.hash))
        }
        switch await pool.extract(staged.path, name: Self.name(of: job)) {
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

    /// What is said of a file that is as it was when it was last looked at; nil where it has to be looked at.
    private static func settled(_ job: Job, _ catalogue: Catalogue) throws -> Prepared? {
        let facts = job.facts
        guard let record = try catalogue.file(root: facts.root, source: facts.source), record.companionOf == nil,
            let own = settled(record, facts)
        else { return nil }
        guard Recordings.isVideo(facts.source), record.document != nil else {
            let others = try job.companions.map { try settled($0, catalogue) }
            return others.reduce(.settled([own])) { all, other in
                guard case .settled(let files)? = all, case .settled(let more)? = other else { return nil }
                return .settled(files + more)
            }
        }
        // What belongs to it must be as it was, too, and no more and no less.
        let known = try catalogue.companions(of: record)
        guard known.count == job.companions.count else { return nil }
        let companions = zip(
            known.sorted { $0.source < $1.source },
            job.companions.sorted { $0.facts.source < $1.facts.source }
        )
        guard companions.allSatisfy({ isAsItWas($0, $1.facts) && $0.hash != nil }) else { return nil }
        return .settled(
            [own]
                + companions.map { record, job in
                    RecordedFile(
                        source: job.facts.source,
                        status: record.status == .failed ? .failed : .unchanged,
                        document: record.document,
                        reason: record.reason
                    )
                }
        )
    }

    private static func isAsItWas(_ record: FileRecord, _ facts: FileFacts) -> Bool {
        record.source == facts.source && record.size == facts.size
            && record.modifiedNanoseconds == facts.modifiedNanoseconds
    }

    private static func settled(_ record: FileRecord, _ facts: FileFacts) -> RecordedFile? {
        guard isAsItWas(record, facts) else { return nil }
        switch record.status {
        case .encrypted, .unsupported, .failed:
            guard record.extractor == Extraction.version, record.hash != nil else { return nil }
            return RecordedFile(
                source: facts.source,
                status: record.status,
                document: record.document,
                reason: record.reason
            )
        case .indexed, .unchanged, .updated, .duplicate, .noText:
            guard record.description == facts.description else { return nil }
            return RecordedFile(
                source: facts.source,
                status: .unchanged,
                document: record.document,
                reason: record.reason
            )
        }
    }
}
