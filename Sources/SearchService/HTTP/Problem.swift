import Foundation
import HTTPTypes
import Hummingbird

/// An error as RFC 9457 writes it: a stable code, what is wrong, and the parameter that is to blame.
struct Problem: Error, Codable, Equatable {
    var type: String
    var title: String
    var status: Int
    var detail: String
    /// Stable; programs may rely on it.
    var code: String
    var parameter: String?

    static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            type: "about:blank",
            title: "A parameter is not right",
            status: 400,
            detail: detail,
            code: "bad-parameter",
            parameter: name
        )
    }

    static func notFound(_ detail: String, parameter: String? = nil) -> Problem {
        Problem(
            type: "about:blank",
            title: "Not found",
            status: 404,
            detail: detail,
            code: "not-found",
            parameter: parameter
        )
    }

    static func unsatisfiableRange(size: Int64) -> Problem {
        Problem(
            type: "about:blank",
            title: "Range not satisfiable",
            status: 416,
            detail: "the file has \(size) bytes, and none in the range that was asked for",
            code: "range-not-satisfiable",
            parameter: "Range"
        )
    }

    static let methodNotAllowed = Problem(
        type: "about:blank",
        title: "Method not allowed",
        status: 405,
        detail: "this resource can only be read: GET or HEAD",
        code: "method-not-allowed"
    )

    /// For what goes wrong inside: the log has the rest.
    static let inside = Problem(
        type: "about:blank",
        title: "The service failed",
        status: 500,
        detail: "the service could not answer; its log says why",
        code: "internal-error"
    )

    static let unavailable = Problem(
        type: "about:blank",
        title: "Not ready",
        status: 503,
        detail: "the index cannot be read yet",
        code: "not-ready"
    )

    var response: Response {
        var response = Response.json(
            self,
            status: HTTPResponse.Status(code: status),
            mediaType: "application/problem+json"
        )
        if status == 405 { response.headers[.allow] = "GET, HEAD" }
        return response
    }
}

extension Response {
    static func json(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        mediaType: String = "application/json"
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Every type that is sent is made of strings, numbers that are finite, and lists of those.
        let body = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return bytes(body, mediaType: mediaType, status: status)
    }

    static func bytes(
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
}
