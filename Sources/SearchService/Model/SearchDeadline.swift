import CDispatch  // this module or the next declares timespec, as the compiler happens to meet them
import CoreFoundation
import Foundation
import Synchronization

/// How much one request's search may cost, and whether anybody still waits for the answer. Safe from any thread.
///
/// Make one for each request and hand it to every call of ``SearchEngine`` that the request needs: they share the limit;
/// without one, a call takes the time that it takes. The clock starts with the first of these calls, so that waiting for a
/// free thread costs nothing. Only the processor time of the calls counts, so that a busy machine does not cut answers short,
/// and not what they make ready for all later searches. ``cancel()`` may be called from any thread at any time.
///
/// When the time is up, a search does not fail: it stops where it is and answers with what it has. Then
/// ``SearchResponse/partial`` is true, ``SearchResponse/total`` is a lower bound, facets that were not counted in full are
/// left out, and hits may lack passages. Suggestions and similar documents are those found so far. What is of no use in part
/// (a matrix, a reading view) throws ``SearchInterruption/outOfTime``. After ``cancel()``, every call throws
/// ``SearchInterruption/cancelled`` as soon as it notices.
package final class SearchDeadline: Sendable {
    /// The processor time that a request may take.
    package static let standardEffort = Duration.milliseconds(1200)
    /// How long a request may take altogether: a slow disk takes no processor time.
    package static let standardWait = Duration.seconds(10)

    private struct State {
        /// When the first call began.
        var began: ContinuousClock.Instant?
        /// The processor time of the calls that have ended.
        var spent = Duration.zero
        /// The thread's processor time when the current call began; nil between calls.
        var clockAtStart: Duration?
        var isOutOfTime = false
        var hasCutShort = false

    }

    /// How many times the limits a search may take until it has made an answer of what it found.
    private static let grace = 1.5

    private let effort: Duration?
    private let wait: Duration?
    private let clock: @Sendable () -> Duration
    private let cancelled = Atomic(false)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - effort: the processor time to allow; nil: any.
    ///   - wait: the time to allow from the beginning of the first call; nil: any.
    package convenience init(
        effort: Duration? = SearchDeadline.standardEffort,
        wait: Duration? = SearchDeadline.standardWait
    ) {
        self.init(effort: effort, wait: wait, clock: Self.threadClock)
    }

    /// - Parameter clock: what tells the processor time of the thread that asks.
    init(effort: Duration?, wait: Duration?, clock: @escaping @Sendable () -> Duration) {
        (self.effort, self.wait, self.clock) = (effort, wait, clock)
    }

    /// One without limits, for work that nobody else waits behind. It can still be cancelled.
    package static func unlimited() -> SearchDeadline { SearchDeadline(effort: nil, wait: nil) }

    /// Stops the work: nobody waits for it any more.
    package func cancel() { cancelled.store(true, ordering: .relaxed) }

    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Whether to stop: the time is up, or the work was cancelled. Once true, it stays true. To be asked on the thread that
    /// does the work.
    package var isOver: Bool { isCancelled || state.withLock { isOutOfTime(&$0) } }

    /// Whether to stop here and leave the rest undone. The deadline remembers that it said so, and the answer tells it.
    func cutsShort() -> Bool {
        let isCancelled = isCancelled
        return state.withLock { state in
            guard isOutOfTime(&state) || isCancelled else { return false }
            state.hasCutShort = true
            return true
        }
    }

    /// Whether something was left undone.
    var hasCutShort: Bool { state.withLock(\.hasCutShort) }

    /// Whether even the time to make an answer of what was found is over.
    var isOverdue: Bool { isCancelled || state.withLock { isBeyond($0, times: Self.grace) } }

    private func isOutOfTime(_ state: inout State) -> Bool {
        if !state.isOutOfTime { state.isOutOfTime = isBeyond(state, times: 1) }
        return state.isOutOfTime
    }

    private func isBeyond(_ state: State, times factor: Double) -> Bool {
        if let wait, let began = state.began, ContinuousClock.now - began >= wait * factor { return true }
        if let effort, spent(state) >= effort * factor { return true }
        return false
    }

    private func spent(_ state: State) -> Duration {
        state.spent + (state.clockAtStart.map { clock() - $0 } ?? .zero)
    }

    /// - Throws: ``SearchInterruption/cancelled`` if the work was cancelled.
    func checkCancelled() throws { if isCancelled { throw SearchInterruption.cancelled } }

    /// For work that is of no use in part.
    /// - Throws: ``SearchInterruption`` if the work was cancelled or the time is up.
    func check() throws {
        guard isOver else { return }
        throw isCancelled ? SearchInterruption.cancelled : SearchInterruption.outOfTime
    }

    /// Runs work that makes something ready for all searches to come, such as opening a dictionary: its processor time is not
    /// this request's. Part of a call's work.
    func preparing<Result>(_ work: () throws -> Result) rethrows -> Result {
        let before = clock()
        defer {
            state.withLock { state in
                if let start = state.clockAtStart { state.clockAtStart = start + (clock() - before) }
            }
        }
        return try work()
    }

    /// Runs a call's work on this thread and counts its processor time. One call of a request runs at a time.
    func counting<Result>(_ work: () throws -> Result) rethrows -> Result {
        state.withLock { state in
            if state.began == nil { state.began = .now }
            state.clockAtStart = clock()
        }
        defer {
            state.withLock { state in
                state.spent = spent(state)
                state.clockAtStart = nil
            }
        }
        return try work()
    }

    /// The processor time of this thread.
    private static func threadClock() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Why a search has no answer.
package enum SearchInterruption: Error, Equatable, CustomStringConvertible {
    /// Nobody waits for it any more.
    case cancelled
    /// It takes too long, and a part of the answer would be of no use.
    case outOfTime

    package var description: String {
        switch self {
        case .cancelled: "the search was cancelled"
        case .outOfTime: "the search took too long; try fewer words or filters"
        }
    }
}
