import SystemPackage

/// A file that an ingest has to read. Its name need not be UTF-8, and it has not been opened yet.
package struct FoundFile: Sendable, Hashable {
    /// The absolute path, byte for byte as in the file system.
    package var path: FilePath
    /// The path relative to the ingested folder, with `/` between the parts, in the form of ``shownName(_:)``; for a file
    /// that was given by itself, its name. No two files of a listing have the same source, not even under Unicode's
    /// canonical equivalence.
    package var source: String
    /// In bytes. If the name is a symbolic link, the size of its target.
    package var size: Int64
    /// When the content last changed, in nanoseconds since 1970.
    package var modifiedNanoseconds: Int64
    /// For a video, the other files of its document: other encodings and transcripts, by name.
    package var companions: [FoundFile] = []

    /// How it is opened.
    let place: FilePlace

    init(path: FilePath, place: FilePlace, source: String, size: Int64, modifiedNanoseconds: Int64) {
        self.path = path
        self.place = place
        self.source = source
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }

    /// A time of a file system in nanoseconds, clamped to 64 bits.
    static func nanoseconds(_ seconds: Int64, _ rest: Int64) -> Int64 {
        let (whole, isTooFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBehind) = whole.addingReportingOverflow(rest)
        return isTooFar || isBehind ? (seconds < 0 ? .min : .max) : sum
    }

    /// Opens the file for reading; the caller closes the descriptor.
    ///
    /// The check is to open it, because `access` answers for another user than the reading one. It never blocks: a pipe
    /// that has replaced the file since the listing is refused, and so is a link, unless links are followed.
    /// - Throws: ``UnreadableFile`` with the reason in one line.
    package func openForReading() throws(UnreadableFile) -> FileDescriptor {
        try place.openRegularFile()
    }
}

/// A listed file that could not be opened.
package struct UnreadableFile: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why, in one line, without the file's name.
    package let reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { reason }
}
