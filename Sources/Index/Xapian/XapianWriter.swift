import CXapianShim

/// The only writer of an index; has Xapian's lock until it is deallocated. For use by one thread at a time.
package final class XapianWriter {
    private let handle: OpaquePointer

    /// Opens or creates the index; throws `.locked` while another one writes.
    /// - Parameter appendsOnly: whether its documents are never replaced or deleted, which makes it smaller.
    package init(path: String, appendsOnly: Bool = false) throws(XapianError) {
        handle = try XapianError.make { cxapian_writer_open(path, appendsOnly, &$0) }
    }

    deinit { if !isAbandoned { cxapian_writer_free(handle) } }

    private var isAbandoned = false

    /// Leaves the database in the state of its last commit: closing it would commit unfinished changes. Its memory and
    /// its lock are released when the process ends.
    package func abandon() { isAbandoned = true }

    package func replace(_ uniqueTerm: String, with document: XapianDocument) throws(XapianError) {
        try XapianError.check { error in
            uniqueTerm.withShimBytes { cxapian_writer_replace(handle, $0, document.handle, &error) }
        }
    }

    package func add(_ document: XapianDocument) throws(XapianError) {
        try XapianError.check { cxapian_writer_add(handle, document.handle, &$0) }
    }

    /// Whether any document has a term, committed or not.
    package func has(_ term: String) throws(XapianError) -> Bool {
        var has = false
        try XapianError.check { error in term.withShimBytes { cxapian_writer_has(handle, $0, &has, &error) } }
        return has
    }

    package func delete(_ uniqueTerm: String) throws(XapianError) {
        try XapianError.check { error in uniqueTerm.withShimBytes { cxapian_writer_delete(handle, $0, &error) } }
    }

    package func metadata(_ key: String) throws(XapianError) -> String {
        String(decoding: try metadataBytes(key), as: UTF8.self)
    }

    package func setMetadata(_ key: String, _ value: String) throws(XapianError) {
        try setMetadata(key, bytes: Array(value.utf8))
    }

    /// The bytes stored under a key, committed or not; none where there is no such key.
    package func metadataBytes(_ key: String) throws(XapianError) -> [UInt8] {
        var value = cxapian_bytes()
        try XapianError.check { error in
            key.withShimBytes { cxapian_writer_get_metadata(handle, $0, &value, &error) }
        }
        return value.array
    }

    package func setMetadata(_ key: String, bytes: [UInt8]) throws(XapianError) {
        try XapianError.check { error in
            key.withShimBytes { key in
                bytes.withUnsafeBufferPointer {
                    cxapian_writer_set_metadata(handle, key, cxapian_bytes($0), &error)
                }
            }
        }
    }

    /// A reader that sees uncommitted changes, too; it must not outlive the writer.
    package func reader() throws(XapianError) -> IndexReader {
        IndexReader(owning: try XapianError.make { cxapian_writer_reader(handle, &$0) })
    }

    /// Begins a transaction: what is written up to the next commit becomes durable as a whole or not at all.
    package func begin() throws(XapianError) { try XapianError.check { cxapian_writer_begin(handle, &$0) } }

    package func commit() throws(XapianError) { try XapianError.check { cxapian_writer_commit(handle, &$0) } }
}

/// A document to be added to the index.
package final class XapianDocument {
    fileprivate let handle: OpaquePointer

    package init() throws(XapianError) { handle = try XapianError.make { cxapian_document_new(&$0) } }

    deinit { cxapian_document_free(handle) }

    /// The number of different terms so far.
    package var termCount: Int { cxapian_document_term_count(handle) }

    /// Adds a word at a position, counted `frequency` times.
    package func addWord(_ term: UnsafeBufferPointer<UInt8>, position: UInt32, frequency: UInt32 = 1)
        throws(XapianError)
    {
        try XapianError.check {
            cxapian_document_add_word(handle, cxapian_bytes(term), position, frequency, &$0)
        }
    }

    /// Adds a term without a position; with `frequency` 0 it is a filter without weight.
    package func addTerm(_ term: String, frequency: UInt32) throws(XapianError) {
        try XapianError.check { error in
            term.withShimBytes { cxapian_document_add_term(handle, $0, frequency, &error) }
        }
    }

    package func setValue(_ slot: UInt32, _ value: String) throws(XapianError) {
        try setValue(slot, bytes: Array(value.utf8))
    }

    package func setValue(_ slot: UInt32, bytes: [UInt8]) throws(XapianError) {
        try XapianError.check { error in
            bytes.withUnsafeBufferPointer { cxapian_document_set_value(handle, slot, cxapian_bytes($0), &error) }
        }
    }

    package func setData(_ data: [UInt8]) throws(XapianError) {
        try XapianError.check { error in
            data.withUnsafeBufferPointer { cxapian_document_set_data(handle, cxapian_bytes($0), &error) }
        }
    }
}
