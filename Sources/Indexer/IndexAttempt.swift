import Foundation
import SystemPackage

/// The document that the index writer is working on, written to a file beside the index, so that after a crash its
/// successor knows which document caused it.
///
/// A line in a file, overwritten for each document. The system keeps it whenever a process dies. To survive a crash of
/// the whole machine, too, it is synchronised for large documents, which are those that may cause one.
final class IndexAttempt {
    struct Mark: Equatable {
        /// The change that was being applied.
        var change: Int64
        /// Nil if several documents were being written at once.
        var document: String?
        /// The document's own last change; 0 if there were several documents.
        var sequence: Int64
        /// The number of writers that died at it before.
        var deaths: Int
    }

    /// What the last writer was working on when it died; nil if it ended normally.
    let left: Mark?
    private let file: FileDescriptor
    private var isClear: Bool

    /// The size of an original, in bytes, from which the file is synchronised.
    static let large: Int64 = 1 << 20
    /// The size of the file in bytes: every mark overwrites the one before.
    private static let size = 200
    private static let several = "-"

    /// - Parameter index: the folder of the index that the caller writes.
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

    /// Records what is about to be processed.
    func begin(_ mark: Mark, isLarge: Bool) throws {
        try write("\(mark.change) \(mark.sequence) \(mark.deaths) \(mark.document ?? Self.several) ")
        isClear = false
        if isLarge { _ = fsync(file.rawValue) }
    }

    /// Records that nothing is being processed, and that everything before is on disk.
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
