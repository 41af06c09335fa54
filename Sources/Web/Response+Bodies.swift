import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    package static func json(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        mediaType: String = "application/json"
    ) -> Response {
        bytes(encoded(value), mediaType: mediaType, status: status)
    }

    static func encoded(_ value: some Encodable) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Every type that is sent is made of strings, numbers that are finite, and lists of those.
        return (try? encoder.encode(value)) ?? Data("{}".utf8)
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
