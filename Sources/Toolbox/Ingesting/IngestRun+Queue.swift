import Catalogue

extension IngestRun {
    /// The files of a folder on their way into the catalogue: read in any order, recorded in that of their paths.
    ///
    /// Findings wait a moment for those behind them. A transaction is written twice and synced, and each document changes pages
    /// all over the catalogue: of small files, hundreds fit into one.
    struct Queue {
        /// Findings recorded in one transaction, at most, and bytes of text in them before the last.
        private static let batchSize = 256
        private static let batchBytes = 32 << 20
        /// Bytes of text that wait for a file before them to be read, before further ones are.
        private static let mostBytesWaiting = 128 << 20
        /// How far reading may be ahead of recording, in files.
        private static let window = batchSize + 64
        static let longestWait = Duration.milliseconds(500)

        /// The first file that is not recorded, and the first whose reading has not begun.
        private(set) var next = 0
        var started = 0
        private(set) var ready: [Int: FilePreparation.Prepared] = [:]
        /// Whether a timer runs, and whether it has ended since findings were last taken.
        var isTimed = false
        var hasWaited = false
        private var readyBytes = 0
        /// The first file from `next` on that is not ready.
        private var gap = 0

        /// How many files are being read.
        var reading: Int { started - next - ready.count }

        /// Whether another file may be read.
        var hasRoom: Bool {
            started - next < Self.window && (readyBytes < Self.mostBytesWaiting || started == next)
        }

        /// Whether findings are to wait for those of files that are being read.
        var mayGrow: Bool {
            reading > 0 && gap > next && gap - next < Self.batchSize && readyBytes < Self.batchBytes && !hasWaited
        }

        mutating func add(_ prepared: FilePreparation.Prepared, at index: Int) {
            ready[index] = prepared
            readyBytes += prepared.bytes
            while ready[gap] != nil { gap += 1 }
        }

        /// Takes what is to be recorded next: files of which nothing is new, or findings; not both.
        /// - Parameter advance: called with the number of each file that is taken.
        mutating func take(
            advance: (Int) -> Void
        ) -> (settled: [FileOutcome], findings: [(FileFacts, FileFinding)]) {
            var (settled, findings): ([FileOutcome], [(FileFacts, FileFinding)]) = ([], [])
            var bytes = 0
            hasWaited = false
            taking: while findings.count < Self.batchSize, bytes < Self.batchBytes, let prepared = ready[next] {
                switch prepared {
                case .settled(let files):
                    // In order: what was found comes first.
                    if !findings.isEmpty { break taking }
                    settled += files
                case .findings(let more):
                    if !settled.isEmpty { break taking }
                    findings += more
                case .stopped, .extractorBroken: break taking
                }
                bytes += prepared.bytes
                readyBytes -= prepared.bytes
                ready[next] = nil
                advance(next)
                next += 1
            }
            gap = max(gap, next)
            return (settled, findings)
        }
    }
}
