import Catalogue
import DocumentModel
import Foundation
import Index
import Logging
import Synchronization
import SystemPackage

/// Finds out whether the index of a running service is damaged, and builds it anew then: it is made from the catalogue, so
/// nothing is lost, and searches go on or say that they cannot.
final class IndexRecovery: Sendable {
    private struct State {
        var isSuspected = false
        /// When the index was last examined as a whole.
        var examined: ContinuousClock.Instant?
        var trouble: String?
    }

    private let catalogue: Catalogue
    private let logger: Logger
    private let state = Mutex(State())

    /// Between two examinations: a full disk, or whoever asks for what cannot be read, shall not keep the machine busy.
    private static let pause = Duration.seconds(300)

    init(_ catalogue: Catalogue, logger: Logger) { (self.catalogue, self.logger) = (catalogue, logger) }

    /// Says that somebody could not read the index.
    func suspect() { state.withLock { $0.isSuspected = true } }

    /// What is wrong with the index, or with keeping it, in a sentence; nil where nothing is known to be.
    var trouble: String? {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }

    /// Whether the index is suspected and has not been examined for a while.
    var isDue: Bool {
        state.withLock { state in
            state.isSuspected && state.examined.map { ContinuousClock.now - $0 > Self.pause } ?? true
        }
    }

    /// Looks at the index where it is suspected, and builds it anew where it is damaged. Blocks its thread.
    /// - Parameter isCancelled: asked while the index is built.
    /// - Throws: what keeps it from being built.
    func run(isCancelled: () -> Bool) throws {
        // What cannot even be opened needs no examination; that costs next to nothing, so it is asked each time.
        guard let damage = try isDue ? examine() : Self.obstacle(catalogue.toolbox) else { return }
        logger.error("the index is damaged and is being rebuilt", metadata: ["reason": "\(damage)"])
        trouble = "the index is damaged and is being rebuilt: \(damage)"
        guard try IndexRun.rebuild(catalogue, isCancelled: isCancelled) != nil else { return }
        logger.warning("the index was rebuilt")
        trouble = nil
    }

    /// What is damaged, as a child process finds that reads everything.
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

    /// Why a part of the index or a lexicon cannot be opened; nil where all can, or where it may only be on its way.
    private static func obstacle(_ toolbox: Toolbox) -> String? {
        let index = toolbox.index.string
        do {
            _ = try IndexReader(index: index, seenBy: .curators)
            _ = try LexiconReader(index: index, seenBy: .curators)
            return nil
        } catch {
            guard error.code == .opening || error.code == .corrupt else { return nil }
            // One that is being swapped for another is there in a moment.
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
