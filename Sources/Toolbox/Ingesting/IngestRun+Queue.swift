import Catalogue

extension IngestRun {
    /// The files of a folder on their way into the catalogue: read in any order, recorded in the order of their paths.
    ///
    /// Findings wait a moment for further ones. Each transaction is written twice and synchronised, and each document
    /// changes pages all over the catalogue, so hundreds of small files are recorded together.
    struct Queue {
        /// The maximum number of findings in one transaction, and of bytes of text in them before the last one is added.
        private static let batchSize = 256
        private static let batchBytes = 32 << 20
        /// The maximum size in bytes of text that waits for an earlier file; beyond it, no further files are read.
        private static let mostBytesWaiting = 128 << 20
        /// How far reading may be ahead of recording, in files.
        private static let window = batchSize + 64
        static let longestWait = Duration.milliseconds(500)

        /// The first file that is not recorded yet, and the first that is not being read yet.
        private(set) var next = 0
        var started = 0
        private(set) var ready: [Int: FilePreparation.Prepared] = [:]
        /// Whether a timer is running, and whether it has fired since findings were last taken.
        var isTimed = false
        var hasWaited = false
        private var readyBytes = 0
        /// The first file from `next` on that is not ready.
        private var gap = 0

        /// The number of files being read.
        var reading: Int { started - next - ready.count }

        /// Whether another file may be read.
        var hasRoom: Bool {
            started - next < Self.window && (readyBytes < Self.mostBytesWaiting || started == next)
        }

        /// Whether findings should wait for those of files being read.
        var mayGrow: Bool {
            reading > 0 && gap > next && gap - next < Self.batchSize && readyBytes < Self.batchBytes && !hasWaited
        }

        mutating func add(_ prepared: FilePreparation.Prepared, at index: Int) {
            ready[index] = prepared
            readyBytes += prepared.bytes
            while ready[gap] != nil { gap += 1 }
        }

        /// Takes what is to be recorded next: unchanged files or findings, not both.
        /// - Parameter advance: called with the number of each file taken.
        mutating func take(
            advance: (Int) -> Void
        ) -> (settled: [FileOutcome], findings: [(FileFacts, FileFinding)]) {
            var (settled, findings): ([FileOutcome], [(FileFacts, FileFinding)]) = ([], [])
            var bytes = 0
            hasWaited = false
            taking: while findings.count < Self.batchSize, bytes < Self.batchBytes, let prepared = ready[next] {
                switch prepared {
                case .settled(let files):
                    // In order: the findings come first.
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
