import Foundation
import OpenID
import Outgoing
import Web

/// The options of the HTTP service.
package struct SearchServerOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0 chooses a free port.
    package var port = 8080
    /// The origins whose pages may call the service from a browser; `*` for all.
    package var allowedOrigins: [String] = []
    /// The public address of the service's root, without a trailing slash; nil: the `Host` of requests is used.
    package var publicRoot: String?
    /// The administrator's address for harvesters.
    package var adminEmail: String?
    /// How tokens of the platform are verified; nil: they are not accepted.
    package var platformTokens: PlatformTokens?
    /// The identity provider where people sign in; nil: only accounts of the toolbox.
    package var provider: OpenIDOptions?
    /// The mail server for invitations; nil: their links are shown to the administrator.
    package var mail: MailOptions?
    /// Limits of requests to other servers.
    package var outgoing = OutgoingOptions()
    /// The maximum size of an uploaded file in bytes.
    package var maximumUpload: Int64 = 2 << 30
    /// Limits for clients and connections.
    package var connections = ConnectionLimits()
    /// The number of descriptors that the process may have open; if it is low, fewer connections than in ``connections``
    /// are served.
    package var descriptors = Int.max
    /// The maximum size of the cached pictures of pages, in bytes.
    package var pictureCache = 500 << 20
    /// The maximum time from the signal that ends the service to the end of the process.
    package var shutdownLimit = usualShutdownLimit
    package static let usualShutdownLimit = Duration.seconds(20)

    package init() {}

    /// What is wrong with the options, in one sentence that names the flag; nil if they are valid.
    package var complaint: String? {
        if !(0...65535).contains(port) { return "--port must be a number from 0 to 65535" }
        if let publicRoot {
            let url = URL(string: publicRoot)
            guard ["http", "https"].contains(url?.scheme), url?.host() != nil, url?.query() == nil else {
                return "'\(publicRoot)' is not an address; expected something like https://toolbox.example.eu"
            }
        }
        for origin in allowedOrigins where origin != "*" {
            guard let url = URL(string: origin), let scheme = url.scheme, let host = url.host,
                origin == "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
            else {
                return "'\(origin)' is not an origin; expected something like https://example.eu, without a path"
            }
        }
        return nil
    }
}

/// The service cannot listen on the given address.
package struct ServeError: Error, CustomStringConvertible {
    let address: String
    let errno: CInt

    package var description: String {
        let reason = errno == EADDRINUSE ? "another program uses this address" : String(cString: strerror(errno))
        return "cannot serve on \(address): \(reason); choose another address with --host and --port"
    }
}
