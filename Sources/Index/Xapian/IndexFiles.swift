import CXapianShim
import SystemPackage

/// Whether the files of an index are whole. Reading damaged ones may end the process, so it is done in one of its own.
package enum IndexFiles {
    /// What is wrong with one database, each in a sentence: Xapian's own check of its blocks, then each document against the
    /// seal that it was written with. Nothing where it is whole.
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
    /// Exchanges two paths in one step, so that a reader finds one index or the other at any moment.
    package static func exchange(_ one: String, _ other: String) throws(Errno) {
        let failure = cxapian_exchange(one, other)
        guard failure == 0 else { throw Errno(rawValue: failure) }
    }

    /// How many problems Xapian's own check finds. It opens the files for writing, though it writes nothing: where that is
    /// forbidden it cannot look, and only what reading finds is known.
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

/// The lock of an index's writers, taken without opening the index. Goes with the value.
package final class IndexLock {
    private let descriptor: FileDescriptor

    /// Nil while another process or object writes the index.
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
