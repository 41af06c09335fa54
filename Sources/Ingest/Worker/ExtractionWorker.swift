import DocumentModel
import Glibc
import Subprocess
import SystemPackage

/// The child process that reads files which nobody vouches for: the hidden subcommand `extract-worker`.
///
/// It limits itself, says hello, and answers one request after another until its input ends. A file that crashes a
/// library takes this process with it and nothing else.
public enum ExtractionWorker {
    /// A worker that holds more memory than this after a file, in bytes, makes room for a fresh one.
    private static let largestResident = 250 << 20

    /// Serves requests from standard input on standard output until the input ends; never returns.
    public static func run() -> Never {
        limitItself()
        // Whatever a library prints goes to standard error; the frames have a descriptor of their own.
        let output = FileDescriptor(rawValue: dup(STDOUT_FILENO))
        _ = dup2(STDERR_FILENO, STDOUT_FILENO)
        do {
            try output.writeAll(WorkerProtocol.frame(WorkerProtocol.hello))
            while let bytes = try readFrame(from: .standardInput) {
                let reply = answer(try WorkerRequest(decoding: bytes))
                try output.writeAll(WorkerProtocol.frame(try reply.encoded()))
                if reply.isLast { break }
            }
        } catch {
            // The pool is gone or does not speak our language: nobody is left to be told but the log.
            _ = try? FileDescriptor.standardError.writeAll(Array("extraction worker: \(error)\n".utf8))
            exit(1)
        }
        exit(0)
    }

    private static func answer(_ request: WorkerRequest) -> WorkerReply {
        let started = cpuSecondsUsed()
        set(RLIMIT_CPU, soft: started + request.cpuSeconds)
        let result = Result { () throws(ExtractionFailure) in try product(request) }
        return WorkerReply(result: result, isLast: residentBytes() > largestResident)
    }

    private static func product(_ request: WorkerRequest) throws(ExtractionFailure) -> WorkerProduct {
        let limits = ExtractionLimits(cpuSeconds: request.cpuSeconds, maximumTextBytes: request.maximumTextBytes)
        switch request.task {
        case .document:
            let document = try Extraction.extract(path: request.filePath, name: request.name, limits: limits)
            do {
                return .document(try EncodedDocument(document.encoded()))
            } catch {
                throw .extractorBroken("what was read cannot be written down: \(error)")
            }
        case .page(let number, let size):
            do throws(PageImageFailure) {
                return .page(try Extraction.image(ofPage: number, size, path: request.filePath))
            } catch {
                switch error {
                case .noSuchPage(let count): return .noSuchPage(of: count)
                case .unreadable(let failure): throw failure
                }
            }
        }
    }

    // MARK: Limits

    private static func limitItself() {
        let wanted = getenv(WorkerProtocol.memoryVariable.rawValue).flatMap { Int(String(cString: $0)) }
        set(RLIMIT_AS, soft: wanted ?? ExtractionLimits().memoryBytes)
        set(RLIMIT_CORE, soft: 0)
        // A worker writes no files but its chatter, and no more of that than this.
        set(RLIMIT_FSIZE, soft: 1 << 20)
        signal(SIGXFSZ, SIG_IGN)
        // PR_SET_PDEATHSIG is left alone: it fires when the *thread* that started the worker ends, and the pool's
        // threads come and go. A worker whose pool is gone ends with its input, or with its CPU time.
    }

    private static func set(_ resource: __rlimit_resource, soft: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(soft), limit.rlim_max)
        _ = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }

    /// Whole seconds of CPU time that this process has used, rounded up.
    private static func cpuSecondsUsed() -> Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 2
    }

    private static func residentBytes() -> Int {
        guard let file = try? FileDescriptor.open("/proc/self/statm", .readOnly) else { return 0 }
        defer { try? file.close() }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = (try? buffer.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        let fields = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }

    // MARK: Frames

    /// The next frame; nil when the input has ended.
    private static func readFrame(from input: FileDescriptor) throws -> [UInt8]? {
        guard let prefix = try read(WorkerProtocol.prefixLength, from: input) else { return nil }
        guard let length = WorkerProtocol.length(prefix, most: 1 << 20), let bytes = try read(length, from: input)
        else {
            throw BinaryCodingError("a request is cut off")
        }
        return bytes
    }

    private static func read(_ count: Int, from input: FileDescriptor) throws -> [UInt8]? {
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = try input.read(into: rest)
                if got == 0 { break }
                filled += got
            }
        }
        return bytes.count == count ? bytes : nil
    }
}
