import Catalogue
import DocumentModel
import Foundation
import Index
import Logging
import Synchronization
import SystemPackage

/// Finds out whether the index of a running service is damaged, and rebuilds it if so. It is made from the catalogue, so
/// nothing is lost; meanwhile, searches continue or report an error.
final class IndexRecovery: Sendable {
    private struct State {
        var isSuspected = false
        /// When the complete index was last checked.
        var examined: ContinuousClock.Instant?
        var trouble: String?
    }

    private let catalogue: Catalogue
    private let logger: Logger
    private let state = Mutex(State())

    /// The time between two checks, so that a full disk or repeated failing requests do not keep the machine busy.
    private static let pause = Duration.seconds(300)

    init(_ catalogue: Catalogue, logger: Logger) { (self.catalogue, self.logger) = (catalogue, logger) }

    /// Records that the index could not be read.
    func suspect() { state.withLock { $0.isSuspected = true } }

    /// The problem with the index, or with updating it, in a sentence; nil if none is known.
    var trouble: String? {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }

    /// Whether the index may be damaged and has not been checked for a while.
    var isDue: Bool {
        state.withLock { state in
            state.isSuspected && state.examined.map { ContinuousClock.now - $0 > Self.pause } ?? true
        }
    }

    /// Checks the index if it may be damaged, and rebuilds it if it is. Blocks its thread.
    /// - Parameter isCancelled: called during a rebuild.
    /// - Throws: an error that prevents the rebuild.
    func run(isCancelled: () -> Bool) throws {
        // An index that cannot even be opened needs no complete check. Opening is fast, so it is tried each time.
        guard let damage = try isDue ? examine() : Self.obstacle(catalogue.toolbox) else { return }
        logger.error("the index is damaged and is being rebuilt", metadata: ["reason": "\(damage)"])
        trouble = "the index is damaged and is being rebuilt: \(damage)"
        guard try IndexRun.rebuild(catalogue, isCancelled: isCancelled) != nil else { return }
        logger.warning("the index was rebuilt")
        trouble = nil
    }

    /// The damage, as found by a child process that reads the complete index.
    private func examine() throws -> String? {
        let found = Mutex<Result<IndexReport, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let toolbox = catalogue.toolbox
        Task {
            let result: Result<IndexReport, any Error>
            do {
                result = .success(try await IndexExaminer.run(toolbox))
            } catch {
                result = .failure(error)
            }
            found.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        let report = try found.withLock { $0 }!.get()
        state.withLock { ($0.isSuspected, $0.examined) = (false, .now) }
        return report.isDamaged && !report.isNewer ? report.problems.first ?? "it cannot be read" : nil
    }

    /// Why a part of the index or a lexicon cannot be opened; nil if all can, or if the cause may be temporary.
    private static func obstacle(_ toolbox: Toolbox) -> String? {
        let index = toolbox.index.string
        do {
            _ = try IndexReader(index: index, seenBy: .curators)
            _ = try LexiconReader(index: index, seenBy: .curators)
            return nil
        } catch {
            guard error.code == .opening || error.code == .corrupt else { return nil }
            // An index that is being replaced is available again in a moment.
            usleep(200_000)
            do {
                _ = try IndexReader(index: index, seenBy: .curators)
                _ = try LexiconReader(index: index, seenBy: .curators)
                return nil
            } catch {
                return error.description
            }
        }
    }
}
