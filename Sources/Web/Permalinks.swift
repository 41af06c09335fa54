import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import SearchService

/// Addresses that last: what is cited, harvested and fed.
package struct Permalinks: Sendable {
    /// The service's root as everybody reaches it, without a slash at its end: `https://toolbox.example.eu`.
    package let root: String

    package init(root: String) { self.root = root }

    /// Links for a page of this service: absolute where the operator says by which address, else from the root. What a request
    /// says of the host is in none of them.
    package init(configured: String?) { root = configured ?? "" }

    /// Links for what is read elsewhere and must name a host: harvests, feeds, sitemaps.
    /// - Parameter configured: what the operator says; else the request's own `Host` is believed.
    package init(_ request: Request, configured: String?) {
        root = configured ?? "http://" + (request.head.authority ?? "localhost")
    }

    package func document(_ id: String) -> String { "\(root)/documents/\(PercentEncoding.encode(id))" }
    package func file(_ id: String) -> String { root + DocumentLink.file(id, at: nil) }
    package func json(_ id: String) -> String { "\(root)/v1/documents/\(PercentEncoding.encode(id))" }

    /// The host, for identifiers.
    package var host: String { URL(string: root)?.host() ?? "localhost" }
}

extension String {
    /// Seconds since 1970 as ISO 8601 in UTC, `2026-05-01T09:30:00Z`; a time before the year 1 or after 9999 becomes that.
    package static func stamp(_ seconds: Int64) -> String { stamp(Date(timeIntervalSince1970: Double(seconds))) }

    package static func stamp(_ date: Date) -> String {
        let (first, last) = (Catalogue.harvestSeconds.lowerBound, Catalogue.harvestSeconds.upperBound)
        let seconds = date.timeIntervalSince1970
        let known = seconds.isFinite ? Swift.min(Swift.max(seconds, Double(first)), Double(last)) : 0
        return Date(timeIntervalSince1970: known).formatted(.iso8601)
    }
}
