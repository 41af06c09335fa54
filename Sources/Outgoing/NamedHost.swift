/// A host that the operator names, so requests may reach it even if its address is private: `intranet.example.eu`,
/// `127.0.0.1:9000`, `[::1]:9000`.
package struct NamedHost: Sendable, Hashable {
    /// In lower case; IPv6 in brackets.
    package let name: String
    /// Nil for all ports.
    package let port: Int?

    /// Nil if it is not a host name or address, perhaps with a port.
    package init?(_ text: String) {
        guard
            let parts = text.lowercased().wholeMatch(of: /(\[[0-9a-f:.]+\]|[^\s\/:@\[\]?#]+)(?::([0-9]{1,5}))?/)?.output
        else { return nil }
        let port = parts.2.flatMap { Int($0) }
        guard port.map({ (1...65535).contains($0) }) ?? true else { return nil }
        self.init(name: String(parts.1), port: port)
    }

    /// The host and port of an address (`https://…`, `smtp://…`).
    package init?(of address: String) {
        guard let address = WebAddress(address) else { return nil }
        self.init(name: address.host, port: address.port)
    }

    private init(name: String, port: Int?) { (self.name, self.port) = (name, port) }

    func matches(_ address: WebAddress) -> Bool { name == address.host && (port == nil || port == address.port) }
}
