import HTTPTypes
import Hummingbird

/// Rejects requests without a valid host (RFC 9112, 3.2): responses would contain that host in links, and caches would
/// keep them for others.
package struct HostCheck: RouterMiddleware {
    package typealias Context = ServiceContext

    package init() {}

    /// Paths used by load balancers, some of which use HTTP/1.0 and send no host; the responses do not contain one.
    private static let sameForAll: Set<String> = ["/healthz", "/readyz"]

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !Self.sameForAll.contains(request.uri.path) else { return try await next(request, context) }
        guard let host = request.head.authority else {
            throw Problem.badParameter("Host", "the request has no Host header; HTTP/1.1 needs one")
        }
        // The first one is in `authority`; one that is left in the header fields is a second one.
        guard request.headers[Self.name] == nil else {
            throw Problem.badParameter("Host", "the request has more than one Host header")
        }
        guard Self.isWellFormed(host) else {
            let detail =
                "'\(host.prefix(80))' is not a host; expected something like toolbox.example.eu or 192.0.2.7:8080"
            throw Problem.badParameter("Host", detail)
        }
        return try await next(request, context)
    }

    private static let name = HTTPField.Name("Host")!

    /// The maximum length in bytes of a DNS name and a port.
    private static let longest = 253 + 6

    /// Whether a text is a name or an address, with or without a port. Stricter than RFC 3986: percent signs and reserved
    /// characters are not allowed.
    static func isWellFormed(_ host: String) -> Bool {
        guard host.utf8.count <= longest else { return false }
        var rest = host.utf8[...]
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = rest[rest.index(after: rest.startIndex)..<end]
            guard address.contains(UInt8(ascii: ":")), address.allSatisfy({ isHexDigit($0) || ":.".utf8.contains($0) })
            else { return false }
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.allSatisfy({ isLetterOrDigit($0) || "-._".utf8.contains($0) }) else {
                return false
            }
            rest = rest[name.endIndex...]
        }
        if rest.isEmpty { return true }
        let port = rest.dropFirst()
        guard rest.first == UInt8(ascii: ":"), (1...5).contains(port.count), port.allSatisfy({ (48...57).contains($0) })
        else { return false }
        return UInt16(Substring(port)) != nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
