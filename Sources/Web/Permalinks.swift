import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import SearchService

/// Permanent addresses, for citations, harvesters and feeds.
package struct Permalinks: Sendable {
    /// The public address of the service's root, without a trailing slash: `https://toolbox.example.eu`.
    package let root: String

    package init(root: String) { self.root = root }

    /// Links for a page of this service: absolute if the public address is configured, else relative to the root. The
    /// request's host is never used.
    package init(configured: String?) { root = configured ?? "" }

    /// Links that are used elsewhere and must contain a host: in harvests, feeds, sitemaps.
    /// - Parameter configured: the configured public address; if nil, the request's `Host` is used.
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
    /// Seconds since 1970 as ISO 8601 in UTC, `2026-05-01T09:30:00Z`; clamped to the years 1 to 9999.
    package static func stamp(_ seconds: Int64) -> String { stamp(Date(timeIntervalSince1970: Double(seconds))) }

    package static func stamp(_ date: Date) -> String {
        let (first, last) = (HarvestLog.seconds.lowerBound, HarvestLog.seconds.upperBound)
        let seconds = date.timeIntervalSince1970
        let clamped = seconds.isFinite ? Swift.min(Swift.max(seconds, Double(first)), Double(last)) : 0
        return Date(timeIntervalSince1970: clamped).formatted(.iso8601)
    }
}
