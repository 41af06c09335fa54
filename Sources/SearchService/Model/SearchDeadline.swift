import CDispatch  // this module or the next declares timespec, as the compiler happens to meet them
import CoreFoundation
import Foundation
import Synchronization

/// The limits of one request's search, and whether the client still waits for it. Safe for use by any thread.
///
/// Create one for each request and pass it to all calls of ``SearchEngine`` for that request: they share the limit.
/// Without one, a call has no limit. The clock starts with the first of these calls, so that waiting for a free thread
/// does not count. Only the processor time of the calls counts, so that answers are not cut short on a busy machine;
/// preparations for all later searches do not count. ``cancel()`` may be called by any thread at any time.
///
/// When the time is up, a search does not fail: it stops and returns what it has. Then ``SearchResponse/partial`` is
/// true, ``SearchResponse/total`` is a lower bound, facets that were not completely counted are omitted, and hits may
/// lack passages. Suggestions and similar documents are those found so far. Work whose result is useless if incomplete (a
/// matrix, a reading view) throws ``SearchInterruption/outOfTime``. After ``cancel()``, every call throws
/// ``SearchInterruption/cancelled`` as soon as possible.
package final class SearchDeadline: Sendable {
    /// The processor time that a request may take.
    package static let standardEffort = Duration.milliseconds(1200)
    /// The maximum duration of a request: waiting for a slow disk takes no processor time.
    package static let standardWait = Duration.seconds(10)

    private struct State {
        /// The time at which the first call began.
        var began: ContinuousClock.Instant?
        /// The processor time of the calls that have ended.
        var spent = Duration.zero
        /// The thread's processor time when the current call began; nil between calls.
        var clockAtStart: Duration?
        var isOutOfTime = false
        var hasCutShort = false

    }

    /// How many times the limits may be used up to make an answer of what was found.
    private static let grace = 1.5

    private let effort: Duration?
    private let wait: Duration?
    private let clock: @Sendable () -> Duration
    private let cancelled = Atomic(false)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - effort: the maximum processor time; nil: no limit.
    ///   - wait: the maximum time since the beginning of the first call; nil: no limit.
    package convenience init(
        effort: Duration? = SearchDeadline.standardEffort,
        wait: Duration? = SearchDeadline.standardWait
    ) {
        self.init(effort: effort, wait: wait, clock: Self.threadClock)
    }

    /// - Parameter clock: returns the processor time of the calling thread.
    init(effort: Duration?, wait: Duration?, clock: @escaping @Sendable () -> Duration) {
        (self.effort, self.wait, self.clock) = (effort, wait, clock)
    }

    /// A deadline without limits, for work that blocks nothing else. It can still be cancelled.
    package static func unlimited() -> SearchDeadline { SearchDeadline(effort: nil, wait: nil) }

    /// Stops the work, because nobody waits for it any more.
    package func cancel() { cancelled.store(true, ordering: .relaxed) }

    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Whether to stop: the time is up, or the work was cancelled. Once true, it stays true. To be called on the thread
    /// that does the work.
    package var isOver: Bool { isCancelled || state.withLock { isOutOfTime(&$0) } }

    /// Whether to stop here and leave the rest undone. If so, the answer will be marked as partial.
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

    /// Whether even the time to make an answer of what was found is up.
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

    /// For work whose result is useless if incomplete.
    /// - Throws: ``SearchInterruption`` if the work was cancelled or the time is up.
    func check() throws {
        guard isOver else { return }
        throw isCancelled ? SearchInterruption.cancelled : SearchInterruption.outOfTime
    }

    /// Runs preparations for all later searches, such as opening a dictionary: their processor time does not count for
    /// this request. Part of a call's work.
    func preparing<Result>(_ work: () throws -> Result) rethrows -> Result {
        let before = clock()
        defer {
            state.withLock { state in
                if let start = state.clockAtStart { state.clockAtStart = start + (clock() - before) }
            }
        }
        return try work()
    }

    /// Runs a call's work on this thread and counts its processor time. Only one call of a request runs at a time.
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
    /// The client does not wait for it any more.
    case cancelled
    /// It takes too long, and an incomplete answer would be useless.
    case outOfTime

    package var description: String {
        switch self {
        case .cancelled: "the search was cancelled"
        case .outOfTime: "the search took too long; try fewer words or filters"
        }
    }
}
