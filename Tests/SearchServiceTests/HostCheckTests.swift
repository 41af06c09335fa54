import NIOCore
import Testing

@testable import SearchService
@testable import Web

@Suite("Hosts and failed tokens")
struct HostCheckTests {
    @Test(
        "Names and addresses, with or without a port",
        arguments: [
            "localhost", "toolbox.example.eu", "toolbox.example.eu:8080", "127.0.0.1:1", "xn--bcher-kva.example", "a_b",
            "[::1]", "[::1]:65535", "[2001:db8::7]", "[::ffff:192.0.2.1]:80",
        ]
    )
    func good(host: String) { #expect(HostCheck.isWellFormed(host)) }

    @Test(
        "Anything else",
        arguments: [
            "", " ", ":80", "a b", "a/b", "a@b", "user:pw@evil.example", "a\"b", "<script>", "a:", "a:x", "a:123456",
            "a:65536", "a:-1", "a:80:80", "[]", "[::1", "::1", "[::1]x", "[g::1]", "[127.0.0.1]", "a,b", "a%20b",
            "bücher.example",
            "evil.example\r\nX: y", String(repeating: "a", count: 300),
        ]
    )
    func bad(host: String) { #expect(!HostCheck.isWellFormed(host)) }

    @Test("A client that fails often is told when to retry; other clients and later failures are not affected")
    func failures() {
        let failures = FailedTokens()
        let start = ContinuousClock.now
        for _ in 0..<FailedTokens.most { #expect(failures.note(1, at: start) == nil) }
        #expect(failures.note(1, at: start) == 61)
        #expect(failures.note(1, at: start + .seconds(30)) == 31)
        #expect(failures.note(2, at: start + .seconds(30)) == nil)
        #expect(failures.note(1, at: start + FailedTokens.window) == nil)
    }

    @Test("No number of addresses takes more memory than the maximum that is counted")
    func bounded() {
        let failures = FailedTokens()
        let start = ContinuousClock.now
        for address in 0..<UInt64(3 * FailedTokens.mostAddresses) {
            _ = failures.note(address, at: start + .milliseconds(Int(address)))
            if failures.addresses > FailedTokens.mostAddresses { Issue.record("\(failures.addresses)") }
        }
        #expect(failures.addresses > 0)
    }

    @Test("An IPv6 address is counted by its network, and an IPv4 address alike on both kinds of sockets")
    func keys() throws {
        let key = { (text: String) in FailedTokens.key(of: try SocketAddress(ipAddress: text, port: 1)) }
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
        #expect(try key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
        #expect(try key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
        #expect(try key("::ffff:192.0.2.1") != key("::ffff:192.0.2.2"))
        #expect(FailedTokens.key(of: nil) == 0)
    }
}
