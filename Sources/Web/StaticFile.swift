import Encodings

/// A built-in file that is served as it is. It changes only with the program, so it may be cached as long as its
/// ``entityTag`` does not change.
package struct StaticFile: Sendable {
    /// Its path on the service.
    package let path: String
    /// Its `Content-Type`.
    package let mediaType: String
    package let bytes: [UInt8]
    /// A strong `ETag`, including quotation marks.
    package let entityTag: String

    package init(path: String, mediaType: String, bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        // Distinguishes versions of a file; it need not be secure against forgery.
        entityTag = "\"\(String(FNV1a.hash(bytes), radix: 16))\""
    }

    /// The `Content-Security-Policy` of the pages: only files of this service. The operator configures which sites may
    /// frame them.
    package static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        + "form-action 'self'; base-uri 'none'"
}
