import Foundation

/// The progress of an ingest, and the estimated remaining time.
package struct IngestProgress: Sendable {
    private let files: Int
    private let bytes: Int64
    private let started = ContinuousClock.now
    private var filesDone = 0
    private var bytesDone: Int64 = 0

    /// - Parameters:
    ///   - files, bytes: the number and size of all files.
    package init(files: Int = 0, bytes: Int64 = 0) { (self.files, self.bytes) = (files, bytes) }

    /// Called when a file has been processed.
    package mutating func advance(bytes: Int64) {
        filesDone += 1
        bytesDone += bytes
    }

    /// The finished part, 0 to 1.
    package var share: Double { bytes > 0 ? Double(bytesDone) / Double(bytes) : 1 }

    /// `3/10 files · 0.4 MB of 1.2 MB · 8 s left`; the time only when there is an estimate.
    package var sentence: String {
        let done = "\(filesDone)/\(files) files · \(Self.size(bytesDone)) of \(Self.size(bytes))"
        let seconds = started.duration(to: .now) / .seconds(1)
        guard share > 0.01, seconds > 2 else { return done }
        return done + " · \(Self.time(seconds / share * (1 - share))) left"
    }

    private static func size(_ bytes: Int64) -> String {
        bytes < 10_000_000 ? String(format: "%.1f MB", Double(bytes) / 1e6) : "\(bytes / 1_000_000) MB"
    }

    private static func time(_ seconds: Double) -> String {
        seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    }
}
