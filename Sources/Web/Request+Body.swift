import Hummingbird
import NIOCore

extension Request {
    /// The whole body. One that says beforehand that it is too large is not read at all.
    /// - Throws: ``Problem``: it has more bytes than `most`, or is cut.
    package func body(upTo most: Int) async throws -> ByteBuffer {
        guard headers[.contentLength].flatMap({ Int64($0) }) ?? 0 <= most else { throw Problem.tooLarge(Int64(most)) }
        do {
            return try await body.collect(upTo: most)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(Int64(most))
        }
    }
}
