import DocumentModel
import Glibc
import Synchronization
import SystemPackage

/// Child processes that extract files, so that a file that crashes a library or uses up resources affects nothing else.
///
/// Workers are started on demand, process further files, and are replaced when they die.
/// ``shutdown()`` must be called at the end.
package actor ExtractionPool {
    private let most: Int
    private let limits: ExtractionLimits
    private let command: (executable: String, arguments: [String])

    /// Files that no worker has taken yet; those before `taken` have been taken.
    private var waiting: [ExtractionJob] = []
    private var taken = 0
    /// Slots without work, each with or without a running worker.
    private var idle: [CheckedContinuation<ExtractionJob?, Never>] = []
    private var slots: [Task<Void, Never>] = []
    private var isClosed = false
    /// The jobs that have not finished, so that they can be cancelled from any thread.
    private let open = Mutex<[ObjectIdentifier: ExtractionJob]>([:])

    /// - Parameters:
    ///   - workers: the number of files that are extracted at once, at least 1.
    ///   - limits: the limits for one file.
    ///   - command: the program that runs ``ExtractionWorker/run()``; by default the hidden subcommand of this program.
    ///
    /// From here on the process ignores SIGPIPE, because a worker may die while a request is written to it.
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
    ///   - path: the path of the file; it may be content-addressed.
    ///   - name: the original file name.
    /// - Returns: the document, or the reason of the failure: `.killedWorker` if the file exceeded a limit, crashed its
    ///   worker, or the calling task was cancelled, which kills the worker; `.extractorBroken` if workers cannot start.
    package func extract(_ path: FilePath, name: String) async -> Result<ExtractedDocument, ExtractionFailure> {
        await extractEncoded(path, name: name).flatMap { document in
            Result { try document.decoded() }.mapError {
                .extractorBroken("the extraction worker sent an invalid answer: \($0)")
            }
        }
    }

    /// The same, with the document in its encoded form, so that a large document that is passed on is in memory only
    /// once.
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
    ///   - page: the page number, from 1.
    ///   - size: the size of the picture; only large ones include the positions of letters.
    /// - Returns: the page, or the reason of the failure, as ``extract(_:name:)``.
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

    /// Finishes the submitted files, ends the workers and waits for them.
    /// - Parameter limit: how long to wait before the files are cancelled; nil: no limit.
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

    /// Kills all workers that have a file, at once; the waiting tasks get a cancellation. Safe for use by any thread;
    /// does not block.
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

    /// The next file for a slot; waits for one. Nil if the pool is closed and empty.
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
