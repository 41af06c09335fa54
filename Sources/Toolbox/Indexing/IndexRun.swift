import Catalogue
import Foundation
import Indexer
import SystemPackage

/// Why the index could not be written.
package struct IndexFailure: Error, CustomStringConvertible {
    /// Whether the only reason is that another process writes it.
    package var isLocked = false
    package let description: String
}

/// The work on the index, done by child processes: one that dies is followed by the next, which passes over what it
/// died of.
package enum IndexRun {
    /// How many processes may die one after the other without having done anything. A document is passed over after
    /// two, or three where it was not certain which it was.
    private static let mostDeaths = 6

    /// Runs a task until it is done.
    /// - Parameters:
    ///   - patience: seconds without an event after which `handle` is asked with nil; never where nil.
    ///   - onStart: called with each process before it is told anything, to tell it more from elsewhere.
    ///   - onDeath: called with the reason when one dies.
    ///   - handle: called with each event; true ends the task.
    /// - Throws: what `handle` throws; ``IndexFormatError``; ``IndexFailure`` where processes cannot do anything.
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

    /// How long ``applyAll(_:)`` waits for another process that writes the index: one whose parent was killed comes to
    /// a commit and ends, and a server gives others their turn.
    private static let longestWait = Duration.seconds(10)

    /// Applies all changes that wait.
    /// - Returns: how many there were.
    /// - Throws: ``IndexFailure`` also where another process keeps the index.
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

    /// Builds the index anew (``Reindex``).
    /// - Parameters:
    ///   - progress: called with the number of documents done so far.
    ///   - isCancelled: asked now and then; what is done stays for the next run.
    /// - Returns: the number of documents that went in; nil where it was cancelled.
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
