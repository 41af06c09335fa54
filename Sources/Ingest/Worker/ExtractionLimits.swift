import DocumentModel

/// What one file may cost before its extraction is ended.
package struct ExtractionLimits: Sendable, Equatable {
    /// Address space of a worker, in bytes (RLIMIT_AS).
    package var memoryBytes: Int
    /// CPU time for one file, in seconds.
    package var cpuSeconds: Int
    /// Time on the wall for one file, in seconds; also what a worker has to start in.
    package var wallSeconds: Int
    /// The most text that one file may give, in bytes of UTF-8; a file with more fails, nothing is cut off.
    package var maximumTextBytes: Int

    package init(
        memoryBytes: Int = 600 << 20,
        cpuSeconds: Int = 60,
        wallSeconds: Int = 120,
        maximumTextBytes: Int = 48 << 20
    ) {
        self.memoryBytes = memoryBytes
        self.cpuSeconds = cpuSeconds
        self.wallSeconds = wallSeconds
        self.maximumTextBytes = maximumTextBytes
    }

    /// The failure of a file with more text than ``maximumTextBytes``.
    var textTooLarge: ExtractionFailure { .killedWorker("its text is larger than \(maximumTextBytes >> 20) MB") }
}
