import Foundation
import Web

/// How the service listens and whom it lets in.
package struct SearchServerOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 8080
    /// The origins whose pages may call the service from a browser; `*` for all.
    package var allowedOrigins: [String] = []
    /// The service's root as everybody reaches it, without a slash at its end; nil: requests' own `Host` is believed.
    package var publicRoot: String?
    /// Whom harvesters write to.
    package var adminEmail: String?
    /// How tokens of the platform are read; nil: none count.
    package var platformTokens: PlatformTokens?
    /// Bytes that an uploaded file may have.
    package var maximumUpload: Int64 = 2 << 30
    /// How long clients may take, and how many there may be.
    package var connections = ConnectionLimits()
    /// Descriptors that the process may have open; fewer connections than ``connections`` has are served where they are few.
    package var descriptors = Int.max
    /// Bytes that pictures of pages may take in the toolbox.
    package var pictureCache = 500 << 20
    /// From the signal that ends the service to the end of the process.
    package var shutdownLimit = usualShutdownLimit
    package static let usualShutdownLimit = Duration.seconds(20)

    package init() {}

    /// What is wrong with the options, in one sentence that names the flag; nil where they are right.
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

/// The service cannot listen where it was told to.
package struct ServeError: Error, CustomStringConvertible {
    let address: String
    let errno: CInt

    package var description: String {
        let reason = errno == EADDRINUSE ? "another program uses this address" : String(cString: strerror(errno))
        return "cannot serve on \(address): \(reason); choose another address with --host and --port"
    }
}
