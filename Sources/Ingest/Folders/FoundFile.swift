import SystemPackage

/// A file that an ingest has to look at. Its name need not be UTF-8; nothing of it was opened yet.
package struct FoundFile: Sendable, Hashable {
    /// The absolute path, byte for byte as the file system has it.
    package var path: FilePath
    /// The path below the ingested folder, `/` between the parts, in the form that ``shownName(_:)`` gives; for a file
    /// given by itself, its name. No two files of one listing have the same source, not even under Unicode's canonical
    /// equivalence.
    package var source: String
    /// In bytes, of the file itself where the name is a symbolic link.
    package var size: Int64
    /// When the content last changed, in nanoseconds since 1970.
    package var modifiedNanoseconds: Int64
    /// Of a video, the other files of its document: other encodings and transcripts, by name.
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

    /// A time as a file system tells it, in nanoseconds; one that is too far away for 64 bits becomes the last that is not.
    static func nanoseconds(_ seconds: Int64, _ rest: Int64) -> Int64 {
        let (whole, isTooFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBehind) = whole.addingReportingOverflow(rest)
        return isTooFar || isBehind ? (seconds < 0 ? .min : .max) : sum
    }

    /// Opens the file for reading; the caller closes the descriptor.
    ///
    /// Asks by opening, because `access` answers for another user than the one who reads, and never waits: a pipe that
    /// took the file's place since it was listed is refused, and so is a link, unless links are followed.
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
