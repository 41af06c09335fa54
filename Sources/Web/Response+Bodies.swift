import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A JSON response.
    /// - Throws: `EncodingError` for a number that JSON cannot represent.
    package static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return bytes(try encoder.encode(value), mediaType: "application/json", status: status)
    }

    package static func bytes(
        _ body: some Sequence<UInt8>,
        mediaType: String,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }

    package static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.bytes(html.utf8, mediaType: "text/html; charset=utf-8", status: status)
        response.headers[.contentSecurityPolicy] = StaticFile.contentSecurityPolicy + "; frame-ancestors 'self'"
        return response
    }
}
