import CSandbox
import DocumentModel
import Encodings
import Foundation
import Subprocess
import SystemPackage

/// The child process that reads untrusted files: the hidden subcommand `extract-worker`.
///
/// It confines itself, sends its greeting, and answers one request after another until its input ends. If a file crashes
/// a library, only this process dies; if a file takes control of the process, it has no access to files, the network,
/// other processes or privileges.
package enum ExtractionWorker {
    /// A worker that uses more memory than this after a file, in bytes, is replaced.
    private static let largestResident = 250 << 20
    private static let output = FileDescriptor(rawValue: csandbox_frames_descriptor)

    /// Serves requests from standard input on standard output until the input ends; never returns.
    package static func run() -> Never {
        ending {
            let limits = givenLimits()
            // The last files that this process opens itself.
            _ = CharacterSetGuess.model
            _ = try WorkerConfinement.begin(memoryBytes: limits.memoryBytes, cpuSeconds: limits.cpuSeconds)
            try output.writeAll(WorkerProtocol.frame(WorkerProtocol.hello))
            while let (bytes, file) = try readFrame() {
                defer { try? file?.close() }
                let reply = answer(try WorkerRequest(decoding: bytes), file, life: limits.cpuSeconds)
                try output.writeAll(WorkerProtocol.frame(try reply.encoded()))
                if reply.isLast { break }
            }
        }
    }

    /// Confines itself and prints the protections in force as JSON; never returns.
    package static func tellProtections() -> Never {
        ending {
            let limits = givenLimits()
            let protections = try WorkerConfinement.begin(
                memoryBytes: limits.memoryBytes,
                cpuSeconds: limits.cpuSeconds
            )
            try output.writeAll(JSONEncoder().encode(protections))
        }
    }

    /// Confines itself and tries what must be impossible then. Prints a line for each attempt, with the error or the word
    /// POSSIBLE, and a last line when all were tried. Never returns.
    /// - Parameters:
    ///   - secrets: paths of files that must not be accessible.
    ///   - omitsLandlock: whether to act as if the kernel had no Landlock.
    package static func tryEscape(secrets: [String], omitsLandlock: Bool) -> Never {
        ending {
            let limits = givenLimits()
            _ = try WorkerConfinement.begin(
                memoryBytes: limits.memoryBytes,
                cpuSeconds: limits.cpuSeconds,
                omitsLandlock: omitsLandlock
            )
            let names = Set(ProcessInfo.processInfo.environment.keys)
            try output.writeAll(Array("environment: \(names.sorted().joined(separator: " "))\n".utf8))
            let paths = secrets.map { strdup($0) }
            (paths.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { paths in
                csandbox_try_escapes(paths.baseAddress, tellAttempt, nil)
            }
            try output.writeAll(Array("all were tried\n".utf8))
        }
    }

    /// Runs `body` and ends the process; errors are printed on standard error.
    private static func ending(_ body: () throws -> Void) -> Never {
        do {
            try body()
        } catch {
            // The pool is gone or uses another protocol, or this process cannot be confined.
            let reason = (error as? ExtractionFailure)?.reason ?? "\(error)"
            _ = try? FileDescriptor.standardError.writeAll(Array("extraction worker: \(reason)\n".utf8))
            exit(1)
        }
        exit(0)
    }

    private static func answer(_ request: WorkerRequest, _ file: FileDescriptor?, life: Int) -> WorkerReply {
        let result = Result { () throws(ExtractionFailure) in
            guard let file else { throw .extractorBroken("a request came without its file") }
            return try product(request, file)
        }
        let isLast = residentBytes() > largestResident || cpuSecondsUsed() + request.cpuSeconds >= life
        return WorkerReply(result: result, isLast: isLast)
    }

    private static func product(
        _ request: WorkerRequest,
        _ file: FileDescriptor
    ) throws(ExtractionFailure) -> WorkerProduct {
        let limits = ExtractionLimits(cpuSeconds: request.cpuSeconds, maximumTextBytes: request.maximumTextBytes)
        switch request.task {
        case .document:
            let document = try Extraction.extract(file, name: request.name, limits: limits)
            do {
                return .document(try EncodedDocument(document))
            } catch {
                throw .extractorBroken("the result cannot be written: \(error)")
            }
        case .page(let number, let size):
            do throws(PageImageFailure) {
                return .page(try Extraction.image(ofPage: number, size, of: file))
            } catch {
                switch error {
                case .noSuchPage(let count): return .noSuchPage(of: count)
                case .unreadable(let failure): throw failure
                }
            }
        }
    }

    // MARK: Limits

    /// The limits that the pool gave this worker for its whole life: bytes of address space and seconds of CPU time.
    private static func givenLimits() -> (memoryBytes: Int, cpuSeconds: Int) {
        let text = getenv(WorkerProtocol.limitsVariable.rawValue).map { String(cString: $0) } ?? ""
        let numbers = text.split(separator: " ").compactMap { Int($0) }.filter { $0 > 0 }
        let usual = ExtractionLimits()
        guard numbers.count == 2 else { return (usual.memoryBytes, usual.cpuSeconds * WorkerProtocol.filesWorthOfCPU) }
        return (numbers[0], numbers[1])
    }

    /// Whole seconds of CPU time that this process has used, rounded up.
    private static func cpuSecondsUsed() -> Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 2
    }

    private static func residentBytes() -> Int {
        var buffer = [UInt8](repeating: 0, count: 128)
        let statm = FileDescriptor(rawValue: csandbox_memory_descriptor)
        let count = (try? buffer.withUnsafeMutableBytes { try statm.read(fromAbsoluteOffset: 0, into: $0) }) ?? 0
        let fields = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }

    // MARK: Frames

    /// The maximum size of a request, in bytes.
    private static let largestRequest = 1 << 20

    /// The next frame and its file, which the caller closes; nil at the end of the input.
    private static func readFrame() throws -> ([UInt8], FileDescriptor?)? {
        var file: CInt = -1
        guard let prefix = try read(WorkerProtocol.prefixLength, &file) else { return nil }
        guard let length = WorkerProtocol.length(prefix, most: largestRequest), let bytes = try read(length, &file)
        else {
            throw BinaryCodingError("a request is cut off")
        }
        return (bytes, file < 0 ? nil : FileDescriptor(rawValue: file))
    }

    private static func read(_ count: Int, _ file: inout CInt) throws -> [UInt8]? {
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = csandbox_receive(csandbox_requests_descriptor, rest.baseAddress, rest.count, &file)
                if got < 0 { throw Errno(rawValue: errno) }
                if got == 0 { break }
                filled += got
            }
        }
        return bytes.count == count ? bytes : nil
    }
}

/// Prints the result of an attempt to escape; called by C.
private func tellAttempt(_ attempt: UnsafePointer<CChar>?, _ error: CInt, _ context: UnsafeMutableRawPointer?) {
    let attempt = attempt.map { String(cString: $0) } ?? "?"
    let outcome = error == 0 ? "POSSIBLE" : "\(Errno(rawValue: error))"
    let frames = FileDescriptor(rawValue: csandbox_frames_descriptor)
    _ = try? frames.writeAll(Array("\(attempt): \(outcome)\n".utf8))
}
