import CXapianShim
import SystemPackage

/// Whether the files of an index are intact. Reading damaged files may crash the process, so it is done in a separate
/// one.
package enum IndexFiles {
    /// The problems of one database, one sentence each: from Xapian's own check of its blocks, then from a check of each
    /// document against its seal. Empty if it is intact.
    /// - Parameter path: a part of the index, or a lexicon.
    package static func problems(ofDatabase path: String) -> [String] {
        do throws(XapianError) {
            let problems = try problemsOfBlocks(in: path)
            guard problems == 0 else { return ["Xapian finds \(problems) problems in \(path)"] }
            var documents = 0
            var isMetadataDamaged = false
            try XapianError.check { cxapian_verify(path, &documents, &isMetadataDamaged, &$0) }
            var sentences: [String] = []
            if documents > 0 { sentences.append("\(path): \(documents) entries have changed since they were written") }
            if isMetadataDamaged { sentences.append("\(path): its metadata has changed since it was written") }
            return sentences
        } catch {
            return ["\(path): \(error)"]
        }
    }
}

extension IndexFiles {
    /// Exchanges two paths in one step, so that a reader finds one of the two indexes at any moment.
    package static func exchange(_ one: String, _ other: String) throws(Errno) {
        let failure = cxapian_exchange(one, other)
        guard failure == 0 else { throw Errno(rawValue: failure) }
    }

    /// The number of problems that Xapian's own check finds. It opens the files for writing, although it writes nothing.
    /// If that is not allowed, it cannot check, and only problems in reading are found.
    private static func problemsOfBlocks(in path: String) throws(XapianError) -> Int {
        var problems = 0
        do throws(XapianError) {
            try XapianError.check { cxapian_check(path, &problems, &$0) }
        } catch {
            guard error.code == .readOnly else { throw error }
        }
        return problems
    }
}

/// The lock of an index's writers, taken without opening the index. It is released in `deinit`.
package final class IndexLock {
    private let descriptor: FileDescriptor

    /// Nil if another process or object is writing the index.
    package init?(path: String) throws(Errno) {
        var failure: Int32 = 0
        let number = cxapian_lock(path, &failure)
        guard number >= 0 else {
            if failure == Errno.resourceTemporarilyUnavailable.rawValue || failure == Errno.permissionDenied.rawValue {
                return nil
            }
            throw Errno(rawValue: failure)
        }
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit { try? descriptor.close() }
}
