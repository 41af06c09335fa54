import Foundation

/// How far an ingest is, and how long it may still take.
package struct IngestProgress: Sendable {
    private let files: Int
    private let bytes: Int64
    private let started = ContinuousClock.now
    private var filesDone = 0
    private var bytesDone: Int64 = 0

    /// - Parameters:
    ///   - files, bytes: what is to be done in all.
    package init(files: Int = 0, bytes: Int64 = 0) { (self.files, self.bytes) = (files, bytes) }

    /// A file is done.
    package mutating func advance(bytes: Int64) {
        filesDone += 1
        bytesDone += bytes
    }

    /// The part that is done, 0 to 1.
    package var share: Double { bytes > 0 ? Double(bytesDone) / Double(bytes) : 1 }

    /// `3/10 files · 0.4 MB of 1.2 MB · 8 s left`; the time only once it can be told.
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
