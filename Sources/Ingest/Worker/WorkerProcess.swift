import CSandbox
import DocumentModel
import Encodings
import Glibc
import Languages
import Subprocess
import SystemPackage

/// One worker from the pool's side: it is started for a file, gets further files, and is reaped with a termination
/// reason.
struct WorkerProcess {
    let executable: String
    let arguments: [String]
    let limits: ExtractionLimits

    private typealias Running = Execution<FileDescriptorInput, SequenceOutput, FileDescriptorOutput>

    /// The complete environment of a worker: what it needs to start and to behave the same everywhere.
    static func environment(_ limits: ExtractionLimits) -> Environment {
        var values: [Environment.Key: String] = [
            // The backtracer would take most of a second for each crash.
            "SWIFT_BACKTRACE": "enable=no",
            "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            WorkerProtocol.limitsVariable:
                "\(limits.memoryBytes) \(limits.cpuSeconds * WorkerProtocol.filesWorthOfCPU)",
        ]
        // For programs whose libraries or language data are in another place.
        for name in ["LD_LIBRARY_PATH", LanguageFolder.variable] {
            if let path = getenv(name) { values[.init(stringLiteral: name)] = String(cString: path) }
        }
        return .custom(values)
    }

    /// Starts a worker for `first` and gives it the jobs from `next` until that returns nil, the worker ends, or a file
    /// kills it. Every job taken is resolved when this returns.
    func serve(_ first: ExtractionJob, next: @Sendable () async -> ExtractionJob?) async {
        // The worker's standard error; an unnamed file, so nothing is left behind.
        let file = tmpfile()
        defer { if let file { fclose(file) } }
        let errors = file.map { FileDescriptor(rawValue: fileno($0)) } ?? .standardError
        var current: ExtractionJob? = first
        var hasStarted = false
        var protocolError: String?
        var group: pid_t?
        // A process group of its own, because Ctrl-C is for the ingest, which stops its workers itself. A worker killed
        // by it would look like a failure of its file.
        var options = PlatformOptions()
        options.processGroupID = 0
        var sockets: [CInt] = [-1, -1]
        let error = csandbox_socket_pair(&sockets)
        guard error == 0 else {
            let reason = "the extraction worker cannot be started: \(Errno(rawValue: error))"
            return first.resolve(.failure(.extractorBroken(reason)))
        }
        let requests = FileDescriptor(rawValue: sockets[0])
        defer { try? requests.close() }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(arguments),
                environment: Self.environment(limits),
                platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: sockets[1]), closeAfterSpawningProcess: true),
                output: .sequence,
                error: .fileDescriptor(errors, closeAfterSpawningProcess: false)
            ) { worker in
                var frames = FrameReader(worker.standardOutput, most: limits.maximumTextBytes + (64 << 20))
                while let job = current {
                    guard job.begin(kill: { try? worker.send(signal: .kill) }) else {
                        current = await next()
                        continue
                    }
                    let reply: WorkerReply?
                    do {
                        reply = try await exchange(job, with: worker, requests, &frames, hasStarted: &hasStarted)
                    } catch let error as BinaryCodingError {
                        protocolError = "\(error)"
                        reply = nil
                    } catch {
                        // Its pipes are closed, so it is dead.
                        reply = nil
                    }
                    job.end()
                    guard let reply else { break }
                    job.resolve(reply.result)
                    current = nil
                    // A kill that came too late for its file still hits the worker.
                    if reply.isLast || job.reason != nil { break }
                    current = await next()
                }
                // Idle, too large, dead, or sending invalid frames: it gets no further file and has nothing to lose.
                try? worker.send(signal: .kill)
                group = worker.processIdentifier.value
            }
            reap(group)
            current?.resolve(
                .failure(
                    terminationReason(
                        current?.reason,
                        result.terminationStatus,
                        hasStarted,
                        protocolError,
                        lastWords(errors)
                    )
                )
            )
        } catch {
            current?.resolve(.failure(.extractorBroken("the extraction worker cannot be started: \(error)")))
        }
    }

    /// Sends one file to the worker and waits for its reply; nil if the worker died.
    private func exchange(
        _ job: ExtractionJob,
        with worker: Running,
        _ requests: FileDescriptor,
        _ frames: inout FrameReader,
        hasStarted: inout Bool
    ) async throws -> WorkerReply? {
        // Not valid after this scope.
        let process = worker.processIdentifier.value
        async let _: Void = job.expire(limits) { Self.cpuSeconds(of: process) }
        if !hasStarted {
            guard let hello = try await frames.next() else { return nil }
            guard hello == WorkerProtocol.hello else { throw BinaryCodingError("it did not send its greeting") }
            hasStarted = true
        }
        let file: FileDescriptor
        do throws(ExtractionFailure) {
            file = try Extraction.open(job.path)
        } catch {
            return WorkerReply(result: .failure(error), isLast: false)
        }
        defer { try? file.close() }
        // Only one request at a time is sent, and the socket has room for it, so this does not block.
        let request = WorkerProtocol.frame(job.request.encoded())
        guard csandbox_send(requests.rawValue, request, request.count, file.rawValue) == 0 else { return nil }
        guard let bytes = try await frames.next() else { return nil }
        return try WorkerReply(decoding: bytes)
    }

    /// The CPU time used by a process, in seconds; nil if it no longer exists.
    private static func cpuSeconds(of process: pid_t) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Reaps the other processes of a dead worker's group: the process that opened fonts for it ends with it. If this
    /// program is the first process of a container, nothing else would reap them.
    private func reap(_ group: pid_t?) {
        guard let group else { return }
        while waitpid(-group, nil, 0) > 0 || errno == EINTR {}
    }

    // MARK: The termination reason

    private func terminationReason(
        _ reason: String?,
        _ status: TerminationStatus,
        _ hasStarted: Bool,
        _ protocolError: String?,
        _ lastWords: String
    ) -> ExtractionFailure {
        let ending = describe(status, lastWords)
        guard hasStarted else {
            if reason?.hasPrefix("the extraction was cancelled") == true { return .killedWorker(reason ?? "") }
            return .extractorBroken("the extraction worker did not start: \(protocolError ?? reason ?? ending)")
        }
        if let reason { return .killedWorker(reason) }
        if let protocolError {
            return .extractorBroken("the extraction worker sent an invalid answer: \(protocolError)")
        }
        return .killedWorker(ending)
    }

    private func describe(_ status: TerminationStatus, _ lastWords: String) -> String {
        let lower = lastWords.lowercased()
        let signs = ["out of memory", "bad_alloc", "failed to allocate", "cannot allocate"]
        let starved = signs.contains(where: lower.contains)
        if starved { return "out of memory (the limit is \(limits.memoryBytes >> 20) MB)" }
        let words = lastWords.isEmpty ? "" : ": \(lastWords)"
        switch status {
        case .signaled(SIGXCPU): return "out of CPU time after \(limits.cpuSeconds) s"
        case .signaled(SIGKILL):
            return "the extraction worker was killed by the system or another process, perhaps for lack of memory"
        case .signaled(let signal): return "the extraction worker crashed (signal \(signal))\(words)"
        case .exited(let code): return "the extraction worker failed (exit code \(code))\(words)"
        }
    }

    /// The last line that the worker wrote to standard error, or the one that says why it ended, at most 300 characters.
    private func lastWords(_ errors: FileDescriptor) -> String {
        guard let size = try? errors.seek(offset: 0, from: .end), size > 0 else { return "" }
        var buffer = [UInt8](repeating: 0, count: Int(min(size, 8192)))
        let start = size - Int64(buffer.count)
        let count = try? buffer.withUnsafeMutableBytes { try errors.read(fromAbsoluteOffset: start, into: $0) }
        let text = String(decoding: buffer.prefix(count ?? 0), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        // Swift's runtime prints its reason first and then the stack.
        let fatal = lines.last { $0.contains("Fatal error: ") } ?? lines.last ?? ""
        return String(fatal.prefix(300))
    }
}

/// Splits a worker's output into frames; the pipe delivers large pieces.
struct FrameReader {
    private var pieces: SubprocessOutputSequence.AsyncIterator
    private var bytes: [UInt8] = []
    private let most: Int

    /// `most` is the maximum length of a frame, in bytes.
    init(_ output: SubprocessOutputSequence, most: Int) {
        pieces = output.makeAsyncIterator()
        self.most = most
    }

    /// The next frame without its length; nil at the end of the output, even inside a frame.
    mutating func next() async throws -> [UInt8]? {
        guard try await fill(WorkerProtocol.prefixLength) else { return nil }
        guard let length = WorkerProtocol.length(bytes, most: most) else {
            throw BinaryCodingError("it sent no valid frames")
        }
        bytes.removeFirst(WorkerProtocol.prefixLength)
        bytes.reserveCapacity(length)
        guard try await fill(length) else { return nil }
        if bytes.count == length {
            defer { bytes = [] }
            return bytes
        }
        defer { bytes.removeFirst(length) }
        return Array(bytes.prefix(length))
    }

    private mutating func fill(_ count: Int) async throws -> Bool {
        while bytes.count < count {
            guard let piece = try await pieces.next() else { return false }
            piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return true
    }
}
