import Encodings

/// A file that is built in and served as it is. It changes only with the program, so it may be cached for as long as its
/// ``entityTag`` stays.
package struct StaticFile: Sendable {
    /// Its path on the service.
    package let path: String
    /// Its `Content-Type`.
    package let mediaType: String
    package let bytes: [UInt8]
    /// A strong `ETag`, quotation marks and all.
    package let entityTag: String

    package init(path: String, mediaType: String, bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        // Tells versions of one file apart; nobody gains by forging it.
        entityTag = "\"\(String(FNV1a.hash(bytes), radix: 16))\""
    }

    /// The `Content-Security-Policy` that the pages are written for: nothing but this service's own files.
    /// Which sites may frame them is for the operator to add.
    package static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        + "form-action 'self'; base-uri 'none'"
}
