import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import SearchService

/// An error in the form of RFC 9457: a stable code, what is wrong, and the offending parameter.
package struct Problem: Error, Equatable {
    package var type: String
    package var title: String
    package var status: Int
    package var detail: String
    /// Stable; programs may rely on it.
    package var code: String
    package var parameter: String?
    /// The problems field by field, if there are several.
    package var errors: [DepositError.FieldComplaint]?
    /// The value of `Allow`; not part of the body.
    package var allowed: String?
    /// The value of `Retry-After`, in seconds; not part of the body.
    package var retryAfter: Int?

    package static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(
            type: "about:blank",
            title: "Invalid parameter",
            status: 400,
            detail: detail,
            code: "bad-parameter",
            parameter: name
        )
    }

    package static func notFound(_ detail: String, parameter: String? = nil) -> Problem {
        Problem(
            type: "about:blank",
            title: "Not found",
            status: 404,
            detail: detail,
            code: "not-found",
            parameter: parameter
        )
    }

    package static func unknownDocument(_ id: String) -> Problem {
        .notFound("there is no document '\(id.prefix(80))'", parameter: "id")
    }

    package static func unsatisfiableRange(size: Int64) -> Problem {
        Problem(
            type: "about:blank",
            title: "Range not satisfiable",
            status: 416,
            detail: "the file has \(size) bytes, and none of them are in the requested range",
            code: "range-not-satisfiable",
            parameter: "Range"
        )
    }

    /// A token is required but missing.
    package static let unauthorized = Problem(
        type: "about:blank",
        title: "Not signed in",
        status: 401,
        detail: "this needs a token: Authorization: Bearer …",
        code: "unauthorized"
    )

    /// An invalid token; the response does not say why.
    package static let badToken = Problem(
        type: "about:blank",
        title: "Not signed in",
        status: 401,
        detail: "this token is not valid here",
        code: "bad-token"
    )

    /// Too many invalid tokens came from one address.
    package static func tooManyFailures(retryAfter seconds: Int) -> Problem {
        var problem = Problem(
            type: "about:blank",
            title: "Too many invalid tokens",
            status: 429,
            detail: "this token is not valid here, and neither were too many others from this address; try again later",
            code: "too-many-failures"
        )
        problem.retryAfter = seconds
        return problem
    }

    package static let forbidden = Problem(
        type: "about:blank",
        title: "Not allowed",
        status: 403,
        detail: "the role of this token does not permit this",
        code: "forbidden"
    )

    /// A form whose token is missing or wrong: another site may have sent it.
    package static let forged = Problem(
        type: "about:blank",
        title: "Not confirmed",
        status: 403,
        detail:
            "this form was not sent from a page of this site, or is too old; open the page again and send it once more",
        code: "forged"
    )

    package static let preconditionRequired = Problem(
        type: "about:blank",
        title: "If-Match is missing",
        status: 428,
        detail: "send If-Match with the ETag that you read, or *",
        code: "precondition-required",
        parameter: "If-Match"
    )

    package static func conflict(_ detail: String) -> Problem {
        Problem(type: "about:blank", title: "Already exists", status: 409, detail: detail, code: "conflict")
    }

    package static func stale(_ detail: String) -> Problem {
        Problem(
            type: "about:blank",
            title: "The document has changed",
            status: 412,
            detail: detail,
            code: "stale",
            parameter: "If-Match"
        )
    }

    package static func badBody(_ detail: String) -> Problem {
        Problem(type: "about:blank", title: "Invalid body", status: 400, detail: detail, code: "bad-body")
    }

    /// The connection ended inside the body, or the body is not framed correctly.
    package static let cutBody = badBody("the body is incomplete, or does not match its headers")

    /// The data received is not an HTTP request.
    package static let badRequest = Problem(
        type: "about:blank",
        title: "Bad request",
        status: 400,
        detail: "this is not HTTP/1.1",
        code: "bad-request"
    )

    /// The body stalls, or arrives too slowly.
    package static let bodyTooSlow = Problem(
        type: "about:blank",
        title: "Too slow",
        status: 408,
        detail: "the rest of the body did not arrive in time",
        code: "too-slow"
    )

    package static let targetTooLong = Problem(
        type: "about:blank",
        title: "The address is too long",
        status: 414,
        detail: "the limit is \(ConnectionLimits.maximumTarget) bytes",
        code: "target-too-long"
    )

    package static let headersTooLarge = Problem(
        type: "about:blank",
        title: "The headers are too large",
        status: 431,
        detail:
            "the limit is \(ConnectionLimits.maximumHeaders) bytes in \(ConnectionLimits.maximumHeaderFields) fields",
        code: "header-too-large"
    )

    package static func unsupportedMediaType(_ detail: String) -> Problem {
        Problem(
            type: "about:blank",
            title: "Unsupported media type",
            status: 415,
            detail: detail,
            code: "unsupported-media-type",
            parameter: "Content-Type"
        )
    }

    package static func tooLarge(_ maximum: Int64) -> Problem {
        Problem(
            type: "about:blank",
            title: "Too large",
            status: 413,
            detail: "the limit is \(maximum) bytes",
            code: "too-large"
        )
    }

    package static func unreadableFile(_ name: String, _ failure: ExtractionFailure) -> Problem {
        Problem(
            type: "about:blank",
            title: "The file cannot be read",
            status: 422,
            detail: "\(name): \(failure.reason)",
            code: failure.code,
            parameter: "file"
        )
    }

    package static func undrawablePage(_ failure: ExtractionFailure) -> Problem {
        Problem(
            type: "about:blank",
            title: "The page cannot be drawn",
            status: 422,
            detail: failure.reason,
            code: failure.code
        )
    }

    package static func invalidRecord(_ complaints: [DepositError.FieldComplaint]) -> Problem {
        Problem(
            type: "about:blank",
            title: "Invalid description of the document",
            status: 422,
            detail: complaints.map { "\($0.field): \($0.detail)" }.joined(separator: "; "),
            code: "invalid-record",
            parameter: complaints.first?.field,
            errors: complaints
        )
    }

    /// - Parameter allowed: the allowed methods of the resource, for the message and the header `Allow`.
    package static func methodNotAllowed(_ allowed: String) -> Problem {
        Problem(
            type: "about:blank",
            title: "Method not allowed",
            status: 405,
            detail: "this resource allows \(allowed)",
            code: "method-not-allowed",
            allowed: allowed
        )
    }

    /// For internal errors; details are in the log.
    package static let inside = Problem(
        type: "about:blank",
        title: "The service failed",
        status: 500,
        detail: "the service could not answer; its log says why",
        code: "internal-error"
    )

    package static let unavailable = Problem(
        type: "about:blank",
        title: "Not ready",
        status: 503,
        detail: "the index cannot be read yet",
        code: "not-ready"
    )

    /// No worker can draw; the page is not the cause.
    package static let noPictures = Problem(
        type: "about:blank",
        title: "Not ready",
        status: 503,
        detail: "pictures of pages cannot be made at the moment",
        code: "not-ready"
    )

    /// Too many requests at once.
    package static let busy = Problem(
        type: "about:blank",
        title: "Busy",
        status: 503,
        detail: "the service is busy; try again in a moment",
        code: "busy"
    )

    /// Too many pictures are requested at once.
    package static let busyDrawing = Problem(
        type: "about:blank",
        title: "Busy",
        status: 503,
        detail: "too many pictures of pages are being made; try again in a moment",
        code: "busy"
    )

    package static let tooManyConnections = Problem(
        type: "about:blank",
        title: "Busy",
        status: 503,
        detail: "too many connections are open; try again in a moment",
        code: "busy"
    )

    /// The request was cancelled: its client disconnected, or the service is stopping.
    package static let givenUp = Problem(
        type: "about:blank",
        title: "Cancelled",
        status: 503,
        detail: "the request was cancelled before it was answered",
        code: "busy"
    )

    /// A search took too long, and an incomplete response would be useless.
    package static let outOfTime = Problem(
        type: "about:blank",
        title: "Out of time",
        status: 503,
        detail: "\(SearchInterruption.outOfTime)",
        code: "out-of-time"
    )

    /// The body of the response, members sorted by name.
    package var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("code", code)
            json.member("detail", detail)
            if let errors {
                json.member("errors", errors) { json, complaint in
                    json.object { json in
                        json.member("detail", complaint.detail)
                        json.member("field", complaint.field)
                    }
                }
            }
            json.member("parameter", ifPresent: parameter)
            json.member("status", status)
            json.member("title", title)
            json.member("type", type)
        }
        return json.bytes
    }

    package var response: Response {
        var response = Response.bytes(
            body,
            mediaType: "application/problem+json",
            status: HTTPResponse.Status(code: status)
        )
        if status == 401 { response.headers[.wwwAuthenticate] = "Bearer realm=\"vetsearch\"" }
        response.headers[.allow] = allowed
        if code == Self.busy.code { response.headers[.retryAfter] = "2" }
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}

extension ExtractionFailure {
    /// The stable code of the corresponding problem.
    fileprivate var code: String {
        switch self {
        case .encrypted: "encrypted"
        case .unsupported: "unsupported"
        case .broken, .killedWorker, .extractorBroken: "failed"
        }
    }
}
