import CCurlShim

/// An address as libcurl reads it, so that what is checked is what is connected to.
package struct WebAddress: Sendable, Equatable {
    package let text: String
    /// In lower case.
    package let scheme: String
    /// In lower case; IPv6 in brackets.
    package let host: String
    package let port: Int
    /// Whether it contains a user or a password.
    let hasUser: Bool

    /// Nil if it is not an absolute address with a scheme that has a known port.
    package init?(_ text: String) {
        guard !text.utf8.contains(0), text.utf8.count <= 8192, Curl.isReady else { return nil }
        var address = curl_shim_address()
        defer { curl_shim_free_address(&address) }
        guard curl_shim_parse(text, &address) != 0 else { return nil }
        self.text = String(cString: address.whole)
        scheme = String(cString: address.scheme).lowercased()
        host = String(cString: address.host).lowercased()
        port = address.port
        hasUser = address.has_user != 0
    }

    /// Whether both have the same scheme, host and port.
    package func hasSameOrigin(as other: WebAddress) -> Bool {
        (scheme, host, port) == (other.scheme, other.host, other.port)
    }
}

enum Curl {
    static let isReady = curl_shim_start() != 0
}
