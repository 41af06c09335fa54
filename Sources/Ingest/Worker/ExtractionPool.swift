import DocumentModel
import Glibc
import Synchronization
import SystemPackage

/// A few child processes that extract files, so that a file which crashes or starves a library harms nobody else.
///
/// Workers are started when there is something to do, live on for further files, and are replaced when one dies.
/// ``shutdown()`` must be called at the end.
package actor ExtractionPool {
    private let most: Int
    private let limits: ExtractionLimits
    private let command: (executable: String, arguments: [String])

    /// Files that no worker has taken yet; those before `taken` are gone.
    private var waiting: [ExtractionJob] = []
    private var taken = 0
    /// Lanes with nothing to do, each with or without a living worker.
    private var idle: [CheckedContinuation<ExtractionJob?, Never>] = []
    private var slots: [Task<Void, Never>] = []
    private var isClosed = false
    /// What was handed in and is not done, so that it can be given up from anywhere.
    private let open = Mutex<[ObjectIdentifier: ExtractionJob]>([:])

    /// - Parameters:
    ///   - workers: how many files are extracted at once, at least 1.
    ///   - limits: what one file may cost.
    ///   - command: the program that runs ``ExtractionWorker/run()``; this very program's hidden subcommand when left
    ///     out.
    ///
    /// From here on the process ignores SIGPIPE: a worker may die while a request is written to it.
    package init(
        workers: Int,
        limits: ExtractionLimits,
        command: (executable: String, arguments: [String]) = ("/proc/self/exe", ["extract-worker"])
    ) {
        most = max(workers, 1)
        self.limits = limits
        self.command = command
        signal(SIGPIPE, SIG_IGN)
    }

    /// Extracts the file at `path` in a worker, as soon as one is free.
    ///
    /// - Parameters:
    ///   - path: where the file lies; it may be content-addressed.
    ///   - name: what the file was called.
    /// - Returns: the document, or why there is none. `.killedWorker` when the file broke a limit, crashed its worker,
    ///   or the calling task was cancelled, which kills the worker; `.extractorBroken` when workers cannot start.
    package func extract(_ path: FilePath, name: String) async -> Result<ExtractedDocument, ExtractionFailure> {
        await extractEncoded(path, name: name).flatMap { document in
            Result { try document.decoded() }.mapError {
                .extractorBroken("the extraction worker sent an invalid answer: \($0)")
            }
        }
    }

    /// The same, with the document as it is kept: for who hands it on, so that a large one is in memory only once.
    package func extractEncoded(_ path: FilePath, name: String) async -> Result<EncodedDocument, ExtractionFailure> {
        switch await serve(path, WorkerRequest(name: name, limits: limits)) {
        case .success(.document(let document)): .success(document)
        case .success: .failure(.extractorBroken("the extraction worker sent an unexpected answer"))
        case .failure(let failure): .failure(failure)
        }
    }

    /// Draws a page of the PDF at `path` in a worker, as soon as one is free.
    ///
    /// - Parameters:
    ///   - page: its number, from 1.
    ///   - size: of the picture; only large ones tell where the letters stand.
    /// - Returns: the page, or why there is none, as ``extract(_:name:)`` has it.
    package func image(
        ofPage page: Int,
        _ size: PageImageSize,
        of path: FilePath
    ) async -> Result<PageImage, PageImageFailure> {
        switch await serve(path, WorkerRequest(name: "", task: .page(page, size), limits: limits)) {
        case .success(.page(let image)): .success(image)
        case .success(.noSuchPage(let count)): .failure(.noSuchPage(of: count))
        case .success: .failure(.unreadable(.extractorBroken("the extraction worker sent an unexpected answer")))
        case .failure(let failure): .failure(.unreadable(failure))
        }
    }

    private func serve(_ path: FilePath, _ request: WorkerRequest) async -> ExtractionJob.Outcome {
        guard !isClosed else { return .failure(.extractorBroken("the extraction pool was shut down")) }
        let job = ExtractionJob(path, request)
        open.withLock { $0[ObjectIdentifier(job)] = job }
        defer { open.withLock { $0[ObjectIdentifier(job)] = nil } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                job.wait(continuation)
                submit(job)
            }
        } onCancel: {
            job.cancel()
        }
    }

    /// Finishes the files that were handed in, ends the workers and waits for them.
    /// - Parameter limit: how long that may take before the files are given up; nil: as long as it takes.
    package func shutdown(within limit: Duration? = nil) async {
        isClosed = true
        for slot in idle { slot.resume(returning: nil) }
        idle = []
        let end = limit.map { limit in
            Task {
                try await Task.sleep(for: limit)
                giveUp()
            }
        }
        defer { end?.cancel() }
        for slot in slots { await slot.value }
        slots = []
    }

    /// Kills the workers that have a file, at once; whoever waits for one is told that it was cancelled. Safe from any
    /// thread, and waits for nothing.
    package nonisolated func giveUp() {
        for job in open.withLock({ Array($0.values) }) { job.cancel() }
    }

    private func submit(_ job: ExtractionJob) {
        if let slot = idle.popLast() {
            slot.resume(returning: job)
            return
        }
        waiting.append(job)
        if slots.count < most {
            let process = WorkerProcess(executable: command.executable, arguments: command.arguments, limits: limits)
            slots.append(
                Task {
                    while let job = await self.next() {
                        await process.serve(job) { await self.next() }
                    }
                }
            )
        }
    }

    /// The next file for a slot; waits for one. Nil when the pool is closed and empty.
    private func next() async -> ExtractionJob? {
        if taken < waiting.count {
            let job = waiting[taken]
            taken += 1
            if taken == waiting.count {
                waiting = []
                taken = 0
            }
            return job
        }
        if isClosed { return nil }
        return await withCheckedContinuation { idle.append($0) }
    }
}
