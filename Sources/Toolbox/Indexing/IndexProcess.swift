import Catalogue
import Foundation
import Glibc
import Synchronization
import SystemPackage

/// The child process that writes the index (``IndexWorker``), from its parent's side. Only one thread reads events; any
/// thread may send commands.
final class IndexProcess: Sendable {
    enum News {
        case event(IndexEvent)
        /// No event in the given time.
        case nothing
        /// The process has ended.
        case ended
    }

    let identifier: pid_t
    private let input: FileDescriptor
    private let output: FileDescriptor
    /// Its standard error; an unnamed file, so nothing is left behind.
    private let errors: FileDescriptor
    private let reading = Mutex(Data())
    private let isInputOpen = Mutex(true)
    private let memoryBytes: Int

    /// Starts the process.
    /// - Parameter lastDeath: why the previous process died, if one did.
    init(_ task: IndexTask, _ toolbox: Toolbox, lastDeath: String? = nil) throws {
        memoryBytes = Self.memoryBytes
        var arguments = ["index-worker", toolbox.folder.string, task.rawValue, "--memory", String(memoryBytes)]
        if let lastDeath { arguments += ["--last-death", lastDeath] }
        // No other child may inherit an end of the pipe, because it must close when this process dies.
        let (inputRead, inputWrite) = try FileDescriptor.pipe(options: .closeOnExec)
        let (outputRead, outputWrite) = try FileDescriptor.pipe(options: .closeOnExec)
        errors = try Self.unnamedFile()
        defer { for end in [inputRead, outputWrite] { try? end.close() } }
        (input, output) = (inputWrite, outputRead)
        // A child that does not read its input must not block deposits.
        _ = fcntl(input.rawValue, F_SETFL, O_NONBLOCK)
        let files = [inputRead, outputWrite, errors].map(\.rawValue)
        do {
            identifier = try Self.spawn(arguments, files)
        } catch {
            for end in [input, output, errors] { try? end.close() }
            throw error
        }
    }

    deinit {
        for end in [input, output, errors] where end != input || isInputOpen.withLock({ $0 }) { try? end.close() }
    }

    /// The memory limit of the process in bytes; `VETSEARCH_INDEX_MEMORY` lowers it, in megabytes.
    private static var memoryBytes: Int {
        ProcessInfo.processInfo.environment["VETSEARCH_INDEX_MEMORY"].flatMap { Int($0) }
            .map { min($0 << 20, IndexWorker.memoryBytes) } ?? IndexWorker.memoryBytes
    }

    private static func unnamedFile() throws -> FileDescriptor {
        guard let file = tmpfile() else { throw Errno(rawValue: errno) }
        defer { fclose(file) }
        let copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: copy)
    }

    /// Starts this program with `files` as its standard input, output and error.
    private static func spawn(_ arguments: [String], _ files: [Int32]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(number)) }
        // Sockets are not closed by themselves: the worker would keep the port of a service that was killed, which then
        // could not start again, and connections that the service has closed.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            guard let open = Int32(name), open >= files.count else { continue }
            posix_spawn_file_actions_addclose(&actions, open)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A process group of its own, because Ctrl-C is for the parent, which stops the child at a commit.
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var environment = ProcessInfo.processInfo.environment
        // The backtracer would take most of a second for each crash.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        let words = (["vetsearch"] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, words, variables)
        guard failure == 0 else { throw Errno(rawValue: failure) }
        return process
    }

    /// Sends a command. If the pipe is full, it contains the same command already.
    func tell(_ command: UInt8) {
        isInputOpen.withLock { isOpen in
            guard isOpen else { return }
            var byte = command
            _ = Glibc.write(input.rawValue, &byte, 1)
        }
    }

    /// Whether it was asked to stop.
    var isClosed: Bool { isInputOpen.withLock { !$0 } }

    /// Asks the process to stop at a commit.
    func close() {
        isInputOpen.withLock { isOpen in
            if isOpen { try? input.close() }
            isOpen = false
        }
    }

    /// The next event.
    /// - Parameter seconds: how long to wait; nil: no limit.
    func next(within seconds: Double? = nil) -> News {
        reading.withLock { bytes in
            while true {
                if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = bytes[..<end]
                    let event = try? JSONDecoder().decode(IndexEvent.self, from: line)
                    bytes.removeSubrange(...end)
                    if let event { return .event(event) }
                    continue
                }
                var request = pollfd(fd: output.rawValue, events: Int16(POLLIN), revents: 0)
                let ready = poll(&request, 1, seconds.map { Int32($0 * 1000) } ?? -1)
                if ready == 0 { return .nothing }
                if ready < 0 {
                    if errno == EINTR { continue }
                    return .ended
                }
                var piece = [UInt8](repeating: 0, count: 1 << 16)
                let count = piece.withUnsafeMutableBytes { Glibc.read(output.rawValue, $0.baseAddress, $0.count) }
                if count <= 0 { return .ended }
                bytes.append(contentsOf: piece[..<count])
            }
        }
    }

    /// Waits until the process has ended. Returns why it died; nil if it ended normally.
    func bury() -> String? {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 { if errno != EINTR { return nil } }
        let signal = status & 0x7F
        let words = lastWords
        if signal == 0, (status >> 8) & 0xFF == 0 { return nil }
        let signs = ["out of memory", "bad_alloc", "failed to allocate", "cannot allocate"]
        if signs.contains(where: words.lowercased().contains) {
            return "out of memory (the limit is \(memoryBytes >> 20) MB)"
        }
        switch signal {
        case 0: return words.isEmpty ? "it failed (exit code \((status >> 8) & 0xFF))" : words
        case SIGXCPU: return "out of CPU time after \(IndexWorker.cpuSeconds) s"
        case SIGKILL: return "it was killed by the system or another process, perhaps for lack of memory"
        default:
            // If there is no memory left, many libraries crash without a message.
            let guess = "perhaps for lack of memory (the limit is \(memoryBytes >> 20) MB)"
            return "it crashed (signal \(signal)), \(guess)" + (words.isEmpty ? "" : ": \(words)")
        }
    }

    /// The last line that it wrote to standard error, or the one that says why it ended, at most 300 characters.
    private var lastWords: String {
        guard let size = try? errors.seek(offset: 0, from: .end), size > 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: Int(min(size, 8192)))
        let start = size - Int64(bytes.count)
        let count = try? bytes.withUnsafeMutableBytes { try errors.read(fromAbsoluteOffset: start, into: $0) }
        let lines = String(decoding: bytes.prefix(count ?? 0), as: UTF8.self).split(whereSeparator: \.isNewline)
        return String((lines.last { $0.contains("Fatal error: ") } ?? lines.last ?? "").prefix(300))
    }
}
