import DocumentModel

/// The limits for the extraction of one file.
package struct ExtractionLimits: Sendable, Equatable {
    /// The address space of a worker, in bytes (RLIMIT_AS).
    package var memoryBytes: Int
    /// CPU time for one file, in seconds.
    package var cpuSeconds: Int
    /// Wall-clock time for one file, in seconds; also the time in which a worker must start.
    package var wallSeconds: Int
    /// The maximum text of one file, in bytes of UTF-8. A file with more fails; nothing is truncated.
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
