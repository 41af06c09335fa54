import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Ingest
import Synchronization
import SystemPackage

/// One ingest: folder → staged copies → extraction in workers → catalogue → index.
///
/// Files are read concurrently but recorded in the order of their paths. So a killed run leaves a beginning of the
/// complete result, and it does not depend on chance which of two equal files is the duplicate.
package struct IngestRun {
    /// The options of an ingest.
    package struct Options {
        package var paths: [String] = []
        /// The values of flags for every file; manifests take precedence.
        package var description = Metadata()
        package var jobs = max(1, ProcessInfo.processInfo.activeProcessorCount)
        package var removesMissing = false
        /// Whether symbolic links that lead out of the folders are followed.
        package var followsLinks = false
        package var limits = ExtractionLimits()

        package init() {}
    }

    /// The content of one `PATH` of the command line.
    struct Source: Sendable {
        var root: String
        var listing: FolderListing
        var manifests: Manifests
        /// Whether it is a folder, so that files that are no longer in it can be removed.
        var isFolder: Bool

        /// Why files that were not found may still exist: a folder that cannot be read, a broken link and an unmounted
        /// share all look as if their files were gone.
        var reasonToKeepMissing: String? {
            if !listing.isComplete {
                return "could not be read completely, so files that were not found may still exist"
            }
            return listing.files.isEmpty ? "is empty; perhaps a network share is not mounted" : nil
        }
    }

    let options: Options
    let catalogue: Catalogue
    /// The actor for the audit trail.
    let actor: String
    let observer: any IngestObserver
    /// Called repeatedly; returns whether to stop.
    let isCancelled: @Sendable () -> Bool

    package init(
        options: Options,
        catalogue: Catalogue,
        by actor: String,
        observer: any IngestObserver,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        (self.options, self.catalogue, self.actor) = (options, catalogue, actor)
        (self.observer, self.isCancelled) = (observer, isCancelled)
    }

    /// The events that an ingest waits for.
    private enum Event: Sendable {
        case prepared(Int, FilePreparation.Prepared)
        /// Findings have waited for others long enough.
        case waitedLongEnough
        case stopped
    }

    /// Runs until it is finished or interrupted; what is recorded by then is kept.
    /// - Returns: whether folders and manifests had no errors. The observer gets the outcome of each file.
    package func run() async throws -> Bool {
        let presence = try IngestPresence(catalogue, warn: observer.warn)
        defer { withExtendedLifetime(presence) {} }
        let sources = try options.paths.map(source)
        let files = sources.flatMap(\.listing.allFiles)
        observer.begin(files: files.count, bytes: files.reduce(0) { $0 + $1.size })
        var isClean = tellProblems(of: sources)

        observer.note(try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion))
        let indexing = IndexFollower(catalogue) { [observer] in observer.applied($0) }
        let pool = ExtractionPool(workers: options.jobs, limits: options.limits)
        var broken: String?
        do {
            for source in sources where !isCancelled() && broken == nil {
                broken = try await ingest(source, pool, indexing)
                if options.removesMissing, source.isFolder, !isCancelled(), broken == nil {
                    if let reason = source.reasonToKeepMissing {
                        observer.warn("error: nothing was removed: \(source.root) \(reason)")
                        isClean = false
                    } else {
                        let there = Set(source.listing.allFiles.map(\.source))
                        observer.removed(
                            try catalogue.files.removeMissing(root: source.root, by: actor) {
                                there.contains($0) || source.listing.isBehindLinkLeftAlone($0)
                            }
                        )
                        indexing.notify()
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
        let reader = try? IndexReader(index: catalogue.toolbox.index.string, seenBy: .curators)
        // Includes those that another process found.
        observer.note(try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion))
        observer.finish { id in
            guard let reader, let docid = try? reader.find(IndexLayout.uniqueTerm(id)),
                let data = try? reader.data(of: docid), let stored = try? StoredDocument(data)
            else { return [] }
            return stored.languages
        }
        if let broken { throw ToolboxError("files cannot be read on this machine: \(broken)") }
        return isClean
    }

    private func source(_ path: String) throws -> Source {
        let given = FilePath(path)
        let absolute = given.isAbsolute ? given : FilePath(FileManager.default.currentDirectoryPath).pushing(given)
        let listing = FolderListing(of: [absolute], followsLinks: options.followsLinks)
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

    /// Reports problems with folders and manifests; returns false if something that was meant to be used was not.
    private func tellProblems(of sources: [Source]) -> Bool {
        var isClean = true
        for source in sources {
            for problem in source.listing.problems {
                observer.warn("\(problem.severity.rawValue): \(problem.description)")
                isClean = isClean && problem.severity != .error
            }
            for problem in source.manifests.problems {
                observer.warn("\(problem.severity.rawValue): \(problem.description)")
                isClean = isClean && problem.severity != .error
            }
            if source.listing.passedOver > 0 {
                observer.warn(
                    "notice: \(source.listing.passedOver) hidden files or folders skipped in \(source.root)"
                )
            }
        }
        return isClean
    }

    /// Reads files concurrently and records them in order; returns why reading is impossible, if it is.
    private func ingest(
        _ source: Source,
        _ pool: ExtractionPool,
        _ indexing: IndexFollower
    ) async throws -> String? {
        // A file being read may have as much text as the limits allow; for files waiting to be recorded, the actual size
        // counts.
        let atOnce = options.jobs + 2
        let files = source.listing.files
        let compression = try Compression()
        var complained: Set<Topic> = []
        let preparation = FilePreparation(catalogue: catalogue, pool: pool)
        return try await withThrowingTaskGroup(of: Event.self) { group in
            // So that a signal is noticed while a file is being processed.
            group.addTask {
                while !isCancelled(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
                return .stopped
            }
            defer { group.cancelAll() }
            var queue = Queue()
            defer {
                for case .findings(let findings) in queue.ready.values {
                    for case (_, .content(let staged, _, _)) in findings { catalogue.originals.discard(staged) }
                }
            }
            while queue.next < files.count {
                while queue.started < files.count, queue.reading < atOnce, queue.hasRoom, !isCancelled() {
                    let (index, job) = (queue.started, job(for: files[queue.started], of: source))
                    let topics = job.facts.description.topics.filter { complained.insert($0).inserted }
                    for topic in try catalogue.thesauri.unknownTopics(among: topics) {
                        observer.warn("warning: \(job.file.source): \(Catalogue.complaint(aboutTopic: topic))")
                    }
                    group.addTask { .prepared(index, try await preparation.prepare(job)) }
                    queue.started += 1
                }
                if queue.mayGrow, !isCancelled() {
                    if !queue.isTimed {
                        queue.isTimed = true
                        group.addTask {
                            try? await Task.sleep(for: Queue.longestWait)
                            return .waitedLongEnough
                        }
                    }
                } else {
                    let (settled, batch) = queue.take { index in
                        for file in [files[index]] + files[index].companions {
                            observer.advance(bytes: file.size, name: file.source)
                        }
                    }
                    if !settled.isEmpty { observer.add(settled, isNews: false) }
                    if !batch.isEmpty {
                        observer.add(
                            try catalogue.files.record(
                                batch,
                                extractor: Extraction.version,
                                using: compression,
                                by: actor
                            ),
                            isNews: true
                        )
                        indexing.notify()
                    }
                    if !settled.isEmpty || !batch.isEmpty { continue }
                    // Findings so far are recorded.
                    switch queue.ready[queue.next] {
                    case .extractorBroken(let reason): return reason
                    case .stopped: return nil
                    case .settled, .findings, nil: break
                    }
                }
                switch try await group.next() {
                case nil: return nil
                case .stopped:
                    group.cancelAll()
                    if queue.next == queue.started { return nil }
                case .waitedLongEnough: (queue.isTimed, queue.hasWaited) = (false, true)
                case .prepared(let index, let prepared): queue.add(prepared, at: index)
                }
            }
            return nil
        }
    }

    /// The data about a file that is known before it is opened. It is made when the file's turn comes, so that a large
    /// folder needs no more memory than its list of names.
    private func job(for file: FoundFile, of source: Source) -> FilePreparation.Job {
        let companions = file.companions.map { job(for: $0, of: source) }
        var description = source.manifests.describe(file)
        for companion in file.companions {
            var more = source.manifests.describe(companion)
            (more.language, more.origins[.language]) = (nil, nil)  // a transcript's language is not the video's
            description = description.filled(from: more)
        }
        let facts = FileFacts(
            root: source.root,
            source: file.source,
            size: file.size,
            modifiedNanoseconds: file.modifiedNanoseconds,
            description: description.filled(from: options.description)
        )
        return FilePreparation.Job(file: file, facts: facts, companions: companions)
    }
}
