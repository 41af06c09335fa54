import Synchronization

/// Who may write to which upload. The newest request wins: after a broken connection, the service may not have noticed yet
/// that the one before is gone.
final class UploadWriters: Sendable {
    /// The turns of one upload.
    private final class Turns: Sendable { let newest = Mutex(0) }

    private let uploads = Mutex<[String: Turns]>([:])
    /// The maximum number of uploads in memory. Turns that are forgotten while two requests write are caught by the
    /// offsets of the bytes.
    private static let most = 10_000

    private func turns(_ id: String) -> Turns {
        uploads.withLock { uploads in
            if let turns = uploads[id] { return turns }
            if uploads.count >= Self.most { uploads = [:] }
            let turns = Turns()
            uploads[id] = turns
            return turns
        }
    }

    /// Takes the next turn; earlier ones are over. Waits for a write that is under way.
    func take(_ id: String) -> Int {
        turns(id).newest.withLock { newest in
            newest += 1
            return newest
        }
    }

    /// Runs a function, unless a later turn was taken.
    /// - Returns: its result; nil if it was not run.
    func run<Result>(_ id: String, turn: Int, _ body: () throws -> Result) rethrows -> Result? {
        try turns(id).newest.withLock { newest in newest == turn ? try body() : nil }
    }

    func forget(_ id: String) { uploads.withLock { $0[id] = nil } }
}
