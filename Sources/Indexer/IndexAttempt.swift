import Foundation
import SystemPackage

/// The document that the writer of an index is working at, written down beside the index: so who comes after a writer that
/// died knows what it died of.
///
/// A line in a file, overwritten for each document. The system keeps it when a process dies, however it dies; so that it
/// outlives a crash of the whole machine as well, it is synchronised for large documents alone, which are those that may
/// bring a machine down.
final class IndexAttempt {
    struct Mark: Equatable {
        /// The change that was being applied.
        var change: Int64
        /// Nil where several documents were being written at once.
        var document: String?
        /// The document's own last change; 0 for several documents.
        var sequence: Int64
        /// How many writers died at it before.
        var deaths: Int
    }

    /// What the last writer was working at when it died; nil where it ended well.
    let left: Mark?
    private let file: FileDescriptor
    private var isClear: Bool

    /// Bytes of an original from which on the file is synchronised.
    static let large: Int64 = 1 << 20
    /// Bytes of the file: every mark overwrites the one before.
    private static let size = 200
    private static let several = "-"

    /// - Parameter index: the folder of the index, whose writer the caller is.
    init(index: String) throws {
        let file = try FileDescriptor.open(
            FilePath(index).appending("vetsearch.trying"),
            .readWrite,
            options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite]
        )
        var bytes = [UInt8](repeating: 0, count: Self.size)
        let count = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) }
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        if words.count >= 4, let change = Int64(words[0]), let sequence = Int64(words[1]), let deaths = Int(words[2]) {
            let document = words[3] == Self.several ? nil : String(words[3])
            left = Mark(change: change, document: document, sequence: sequence, deaths: deaths)
        } else {
            left = nil
        }
        isClear = left == nil
        self.file = file
    }

    deinit { try? file.close() }

    /// Writes down what comes next.
    func begin(_ mark: Mark, isLarge: Bool) throws {
        try write("\(mark.change) \(mark.sequence) \(mark.deaths) \(mark.document ?? Self.several) ")
        isClear = false
        if isLarge { _ = fsync(file.rawValue) }
    }

    /// Nothing is being worked at, and all that was is on disk.
    func clear() throws {
        guard !isClear else { return }
        try write("")
        isClear = true
    }

    private func write(_ text: String) throws {
        var bytes = Array(text.utf8)
        bytes += repeatElement(UInt8(ascii: " "), count: max(0, Self.size - 1 - bytes.count)) + [UInt8(ascii: "\n")]
        _ = try bytes.withUnsafeBytes { try file.write(toAbsoluteOffset: 0, $0) }
    }
}
