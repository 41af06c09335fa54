import Hummingbird
import NIOCore

extension Request {
    /// The complete body. If the header announces too large a body, it is not read at all.
    /// - Throws: ``Problem`` if it has more than `most` bytes, or is truncated.
    package func body(upTo most: Int) async throws -> ByteBuffer {
        guard headers[.contentLength].flatMap({ Int64($0) }) ?? 0 <= most else { throw Problem.tooLarge(Int64(most)) }
        do {
            return try await body.collect(upTo: most)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(Int64(most))
        }
    }
}
