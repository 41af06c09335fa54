import CXapianShim
import DocumentModel

/// An error of Xapian, with its message.
package struct XapianError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case locked, modified, notFound, opening, invalid, noMemory, corrupt, full, readOnly, other
    }
    package let code: Code
    package let description: String

    init(_ error: cxapian_error) {
        var error = error
        code =
            switch error.code {
            case CXAPIAN_LOCKED: .locked
            case CXAPIAN_MODIFIED: .modified
            case CXAPIAN_NOT_FOUND: .notFound
            case CXAPIAN_OPENING: .opening
            case CXAPIAN_INVALID: .invalid
            case CXAPIAN_NO_MEMORY: .noMemory
            case CXAPIAN_CORRUPT: .corrupt
            case CXAPIAN_FULL: .full
            case CXAPIAN_READ_ONLY: .readOnly
            default: .other
            }
        description = withUnsafeBytes(of: &error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Calls a function of the shim that returns whether it succeeded.
    static func check(_ body: (inout cxapian_error) -> Bool) throws(XapianError) {
        var error = cxapian_error()
        if !body(&error) { throw XapianError(error) }
    }

    /// Calls a function of the shim that returns an object or null.
    static func make(_ body: (inout cxapian_error) -> OpaquePointer?) throws(XapianError) -> OpaquePointer {
        var error = cxapian_error()
        guard let result = body(&error) else { throw XapianError(error) }
        return result
    }
}

extension XapianError: StorageError {
    package var storageTrouble: StorageTrouble? {
        switch code {
        case .full: .full
        case .readOnly: .readOnly
        case .locked, .modified, .notFound, .opening, .invalid, .noMemory, .corrupt, .other: nil
        }
    }
}

extension cxapian_bytes {
    init(_ buffer: UnsafeBufferPointer<UInt8>) { self.init(bytes: buffer.baseAddress, count: buffer.count) }

    var array: [UInt8] { Array(UnsafeBufferPointer(start: bytes, count: count)) }
    var string: String { String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) }
}

extension String {
    /// Calls `body` with the text's bytes in the shim's format.
    func withShimBytes<Result>(_ body: (cxapian_bytes) throws -> Result) rethrows -> Result {
        var copy = self
        return try copy.withUTF8 { try body(cxapian_bytes($0)) }
    }
}
