import Encodings

/// A request to another server.
package struct OutgoingRequest: Sendable {
    /// `http://` or `https://`.
    package var address: String
    /// Nil for GET; a POST otherwise.
    package var body: [UInt8]?
    package var headers: [(name: String, value: String)]
    /// The most bytes of the response's body.
    package var limit = 1 << 20
    /// How many redirects are followed. Use 0 if the request contains a secret.
    package var mostRedirects = 3

    package init(_ address: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil) {
        (self.address, self.headers, self.body) = (address, headers, body)
    }

    /// A POST of the fields of a form.
    package init(
        _ address: String,
        form: [(name: String, value: String)],
        headers: [(name: String, value: String)] = []
    ) {
        let fields = form.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        self.init(
            address,
            headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(fields.joined(separator: "&").utf8)
        )
    }
}

/// What another server answered.
package struct OutgoingResponse: Sendable {
    package var status: Int
    /// In the order in which they came.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Where it came from, after redirects.
    package var address: String

    /// The first value of a header, whose name is in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why a request or a message could not be sent.
package enum OutgoingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not an address of http or https, or one with a password.
    case badAddress(String)
    /// A header, sender or recipient that would not be one.
    case badHeader(String)
    /// The host has an address that is not public, and the operator did not name it.
    case privateAddress(host: String)
    /// More redirects than allowed, or one from https to http.
    case badRedirect(String)
    /// The body is longer than this, or the headers are longer than 64 KiB.
    case tooLarge(limit: Int)
    case timedOut(host: String)
    /// No TLS, or a certificate that is not valid.
    case insecure(host: String, reason: String)
    case noLogin(host: String)
    case unreachable(host: String, reason: String)
    /// Too many requests are waiting.
    case busy

    package var description: String {
        switch self {
        case .badAddress(let address): "\(address) is not an http or https address without a password"
        case .badHeader(let name): "\(name) contains characters that are not allowed there"
        case .privateAddress(let host):
            "\(host) has an address that is not public; an operator can allow it by its name"
        case .badRedirect(let address): "too many redirects, or one that is not allowed, to \(address)"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .timedOut(let host): "\(host) did not answer in time"
        case .insecure(let host, let reason): "no secure connection to \(host): \(reason)"
        case .noLogin(let host): "\(host) refuses the user name or the password"
        case .unreachable(let host, let reason): "\(host) cannot be reached: \(reason)"
        case .busy: "too many requests to other servers are waiting"
        }
    }
}
