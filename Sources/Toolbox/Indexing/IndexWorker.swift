import Catalogue
import Dispatch
import Foundation
import Glibc
import Index
import Indexer
import SystemPackage
import TextAnalysis

/// The child process that analyses texts and writes the index: the hidden subcommand `index-worker`.
///
/// A text that takes too much memory or time ends only this process; the next one knows which document it was
/// (``IndexWriter``). It stops at a commit if its parent is gone.
package final class IndexWorker {
    /// The limit for its memory and address space, in bytes.
    package static let memoryBytes = 1 << 30
    static let addressSpaceBytes = 4 << 30
    /// The CPU time for one batch of changes, in seconds; the largest document takes about a minute.
    static let cpuSeconds = 300

    /// How long the index is kept locked at most if others may want it, and how long it is kept for further changes.
    private static let longestHold = Duration.seconds(5)
    private static let idleHold = 2.0
    /// How long a change may wait to become visible while more changes arrive.
    private static let longestUnseen = Duration.milliseconds(700)
    /// After how many seconds without changes an ingest commits.
    private static let idleCommit = 1.0

    private let catalogue: Catalogue
    private let analyser: Analyser
    private let output: FileDescriptor
    private let encoder = JSONEncoder()
    private var lastDeath: String?
    private var isFinishing = false
    private var hasEnded = false
    private var canCompact = true

    private init(_ toolbox: Toolbox, _ output: FileDescriptor, _ lastDeath: String?) throws {
        self.output = output
        self.lastDeath = lastDeath
        catalogue = try Catalogue(toolbox, creating: false)
        analyser = try Analyser()
    }

    /// Runs a task and ends the process.
    /// - Parameters:
    ///   - memoryBytes: the memory limit.
    ///   - lastDeath: why the previous process died, if one did.
    package static func run(_ task: IndexTask, _ toolbox: Toolbox, memoryBytes: Int, lastDeath: String?) -> Never {
        limitItself(memoryBytes)
        // Everything that libraries print goes to standard error; the events have a descriptor of their own.
        let output = FileDescriptor(rawValue: dup(STDOUT_FILENO))
        _ = dup2(STDERR_FILENO, STDOUT_FILENO)
        do {
            let worker = try IndexWorker(toolbox, output, lastDeath)
            do {
                try worker.perform(task)
                leave(0)
            } catch let error as IndexFormatError {
                worker.send(.foreignFormat(error.found))
            } catch let error as XapianError where error.code == .locked {
                worker.send(.locked)
            } catch let error as XapianError where error.code == .invalid || error.code == .noMemory {
                // A document is the cause. Its mark is kept, and the parent treats this as a death.
                say("\(error.code == .noMemory ? "out of memory" : error.description)")
            } catch {
                worker.send(.failed("\(error)"))
            }
        } catch {
            say("\(error)")
        }
        leave(1)
    }

    /// Ends the process without closing the index, which would commit unfinished changes.
    private static func leave(_ code: Int32) -> Never { _exit(code) }

    private static func say(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array((text + "\n").utf8))
    }

    private func perform(_ task: IndexTask) throws {
        try? IndexCompaction.removeLeftovers(of: catalogue.toolbox)
        switch task {
        case .follow, .serve: while try turn(task) {}
        case .rebuild:
            let done = try Reindex.run(
                catalogue,
                progress: { send(.progress($0)) },
                isCancelled: isStopping,
                lastDeath: lastDeath
            )
            if done != nil { compactIfDue() }
            send(.rebuilt(done))
        }
    }

    // MARK: Compaction

    /// Compacts the index if it is worth it. If that fails, for example because the disk is full, the index stays as it
    /// is, and this process does not try again.
    private func compactIfDue() {
        guard canCompact, (try? IndexCompaction.isDue(catalogue)) == true else { return }
        // The time depends on the size of the index.
        Self.set(RLIMIT_CPU, soft: .max, isHard: false)
        let (toolbox, isDone) = (catalogue.toolbox, DispatchSemaphore(value: 0))
        nonisolated(unsafe) var hasFailed = false  // written before the signal, read after it
        DispatchQueue.global().async {
            do { try IndexCompaction.run(toolbox) } catch { hasFailed = true }
            isDone.signal()
        }
        // An interrupted compaction leaves the index as it was.
        while isDone.wait(timeout: .now() + .milliseconds(100)) == .timedOut { if isParentGone { Self.leave(0) } }
        canCompact = !hasFailed
    }

    // MARK: Following the catalogue

    /// Locks the index for a while, if no other process has it; returns false if no more changes will come.
    private func turn(_ task: IndexTask) throws -> Bool {
        let isDone: Bool
        do {
            isDone = try hold(try IndexWriter(catalogue, analyser: analyser, lastDeath: lastDeath), task)
        } catch let error as XapianError where error.code == .locked {
            send(.locked)
            usleep(100_000)
            hear(nil)
            return !hasEnded
        }
        if isDone || task == .serve { compactIfDue() }
        send(isDone ? .finished : .rested)
        if isDone || hasEnded { return false }
        usleep(20_000)  // a process that waits for the index gets it now
        hear(nil)
        return !hasEnded
    }

    /// Writes to the index while there is something to do; returns whether everything is done and no more will come.
    private func hold(_ writer: IndexWriter, _ task: IndexTask) throws -> Bool {
        lastDeath = nil
        let began = ContinuousClock.now
        var unseenSince: ContinuousClock.Instant?
        var isDone = false
        while !isStopping(), task == .follow || ContinuousClock.now - began < Self.longestHold {
            let applied = try writer.apply(isStopping: isStopping)
            if !applied.isEmpty {
                send(.applied(applied.map(IndexEvent.Applied.init)))
                let since = unseenSince ?? ContinuousClock.now
                unseenSince = since
                if task == .follow || ContinuousClock.now - since < Self.longestUnseen { continue }
            } else if task == .follow {
                isDone = isFinishing && !hasEnded
                if isDone { break }
                if hear(Self.idleCommit) { continue }
            } else if unseenSince == nil {
                if hear(Self.idleHold) { continue }
                break
            }
            try writer.commit()
            unseenSince = nil
        }
        grantTime()
        try writer.commit()
        return isDone
    }

    // MARK: The parent

    /// Whether the parent has closed its end; its commands stay unread.
    private var isParentGone: Bool {
        var request = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
        return poll(&request, 1, 0) > 0
    }

    /// Waits for a command from the parent, without limit if `seconds` is nil; returns whether there was one.
    @discardableResult
    private func hear(_ seconds: Double?) -> Bool {
        guard !hasEnded else { return false }
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, seconds.map { Int32($0 * 1000) } ?? -1) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
        if count <= 0 { hasEnded = true }
        if count > 0, bytes[..<count].contains(IndexCommand.finish) { isFinishing = true }
        return true
    }

    /// Called between two documents: whether the parent is gone or asks to stop. Grants the CPU time for the next
    /// document.
    private func isStopping() -> Bool {
        hear(0)
        grantTime()
        return hasEnded
    }

    private func send(_ event: IndexEvent) {
        do {
            var line = try encoder.encode(event)
            line.append(UInt8(ascii: "\n"))
            try output.writeAll(line)
        } catch {
            hasEnded = true  // the parent is gone
        }
    }

    // MARK: Limits

    private static func limitItself(_ memoryBytes: Int) {
        set(RLIMIT_DATA, soft: memoryBytes, isHard: true)
        set(RLIMIT_AS, soft: addressSpaceBytes, isHard: true)
        set(RLIMIT_CORE, soft: 0, isHard: true)
        // The parent may be gone when this process writes to it; applied changes are committed all the same.
        signal(SIGPIPE, SIG_IGN)
        // A service manager ends all processes of a service at once. This one ends with its parent, at a commit; if it
        // were killed in the middle of a document, the document would be taken for the cause.
        signal(SIGTERM, SIG_IGN)
        signal(SIGINT, SIG_IGN)
    }

    private static func set(_ resource: __rlimit_resource, soft: Int, isHard: Bool) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(soft), limit.rlim_max)
        if isHard { limit.rlim_max = limit.rlim_cur }
        _ = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }

    /// Sets the limit of CPU time from now on.
    private func grantTime() {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return }
        Self.set(RLIMIT_CPU, soft: usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1 + Self.cpuSeconds, isHard: false)
    }
}
