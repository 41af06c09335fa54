import Catalogue
import Foundation
import Indexer
import SystemPackage

/// Why the index could not be written.
package struct IndexFailure: Error, CustomStringConvertible {
    /// Whether the only reason is that another process is writing it.
    package var isLocked = false
    package let description: String
}

/// Work on the index, done by child processes: if one dies, the next one continues and skips the document that caused it.
package enum IndexRun {
    /// How many processes in a row may die without having done anything. A document is skipped after two deaths, or three
    /// if it was not certain which document it was.
    private static let mostDeaths = 6

    /// Runs a task until it is done.
    /// - Parameters:
    ///   - patience: the seconds without an event after which `handle` is called with nil; nil: never.
    ///   - onStart: called with each process before it gets commands, so that other threads can send some, too.
    ///   - onDeath: called with the reason if a process dies.
    ///   - handle: called with each event; returns true to end the task.
    /// - Throws: the errors of `handle`; ``IndexFormatError``; ``IndexFailure`` if the processes cannot do anything.
    static func perform(
        _ task: IndexTask,
        _ toolbox: Toolbox,
        patience: Double? = nil,
        onStart: (IndexProcess) -> Void = { _ in },
        onDeath: (String) -> Void = { _ in },
        handle: (IndexEvent?, IndexProcess) throws -> Bool
    ) throws {
        var deaths = 0
        var lastDeath: String?
        while true {
            let process = try IndexProcess(task, toolbox, lastDeath: lastDeath)
            onStart(process)
            process.tell(IndexCommand.work)
            var isDone = false
            do {
                loop: while !isDone {
                    switch process.next(within: patience) {
                    case .ended: break loop
                    case .nothing: isDone = try handle(nil, process)
                    case .event(.foreignFormat(let formatVersion)): throw IndexFormatError(found: formatVersion)
                    case .event(.failed(let reason)): throw IndexFailure(description: reason)
                    case .event(let event):
                        switch event {
                        case .applied, .progress: deaths = 0
                        default: break
                        }
                        isDone = try handle(event, process)
                    }
                }
            } catch {
                process.close()
                _ = process.bury()
                throw error
            }
            let wasClosed = process.isClosed
            process.close()
            let reason = process.bury()
            if isDone || (wasClosed && reason == nil) { return }
            let why = reason ?? "it ended unexpectedly"
            onDeath(why)
            deaths += 1
            lastDeath = why
            guard deaths < mostDeaths else {
                throw IndexFailure(description: "the process that writes the index keeps failing: \(why)")
            }
        }
    }

    /// How long ``applyAll(_:)`` waits for another process that writes the index: if its parent was killed, it commits
    /// and ends, and a server gives others their turn.
    private static let longestWait = Duration.seconds(10)

    /// Applies all pending changes.
    /// - Returns: their number.
    /// - Throws: ``IndexFailure``, also if another process keeps the index locked.
    @discardableResult
    package static func applyAll(_ catalogue: Catalogue) throws -> Int {
        var count = 0
        let end = ContinuousClock.now + longestWait
        let finish: (IndexProcess) -> Void = { $0.tell(IndexCommand.finish) }
        try perform(
            .follow,
            catalogue.toolbox,
            onStart: finish,
            handle: { event, process in
                switch event {
                case .applied(let changes): count += changes.count
                case .locked:
                    guard ContinuousClock.now < end else {
                        throw IndexFailure(isLocked: true, description: "another process is writing the index")
                    }
                    usleep(100_000)
                    process.tell(IndexCommand.work)
                case .finished: return true
                default: break
                }
                return false
            }
        )
        return count
    }

    /// Rebuilds the index (``Reindex``).
    /// - Parameters:
    ///   - progress: called with the number of documents done so far.
    ///   - isCancelled: called now and then; finished work is kept for the next run.
    /// - Returns: the number of indexed documents; nil if cancelled.
    package static func rebuild(
        _ catalogue: Catalogue,
        progress: (Int) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> Int? {
        var done: Int?
        try perform(.rebuild, catalogue.toolbox, patience: 0.1) { event, process in
            if isCancelled() { process.close() }
            switch event {
            case .progress(let count): progress(count)
            case .locked: throw IndexFailure(isLocked: true, description: "another process is rebuilding the index")
            case .rebuilt(let count):
                done = count
                return true
            default: break
            }
            return false
        }
        return done
    }
}
