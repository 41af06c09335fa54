import DocumentModel
import Foundation
import Hummingbird

/// Addresses that last: what is cited, harvested and fed.
struct Permalinks: Sendable {
    /// The service's root as everybody reaches it, without a slash at its end: `https://toolbox.example.eu`.
    let root: String

    init(root: String) { self.root = root }

    /// - Parameter configured: what the operator says; else the request's own `Host` is believed.
    init(_ request: Request, configured: String?) {
        root = configured ?? "http://" + (request.head.authority ?? "localhost")
    }

    func document(_ id: String) -> String { "\(root)/documents/\(SearchLink.percentEncoded(id))" }
    func file(_ id: String) -> String { root + DocumentLink.file(id, at: nil) }
    func json(_ id: String) -> String { "\(root)/v1/documents/\(SearchLink.percentEncoded(id))" }

    /// The host, for identifiers.
    var host: String { URL(string: root)?.host() ?? "localhost" }
}

extension String {
    /// Seconds since 1970 as ISO 8601 in UTC, `2026-05-01T09:30:00Z`.
    static func stamp(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
