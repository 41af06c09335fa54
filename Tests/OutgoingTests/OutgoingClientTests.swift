import Foundation
import Outgoing
import TestSupport
import Testing

@Suite("Requests to other servers")
struct OutgoingClientTests {
    /// What web_server.py says of a request.
    private struct Echo: Decodable {
        var method: String
        var path: String
        var body: String
        var headers: [String: String]
    }

    private static func client(_ allowed: String...) -> OutgoingClient {
        var options = OutgoingOptions()
        options.allowedHosts = allowed.compactMap { NamedHost($0) }
        options.totalTimeout = .seconds(3)
        return OutgoingClient(options)
    }

    private static func echo(_ response: OutgoingResponse) throws -> Echo {
        try JSONDecoder().decode(Echo.self, from: Data(response.body))
    }

    @Test("A request and its response arrive unchanged")
    func exchange() async throws {
        let server = try await Tools.start("web_server.py")
        let client = Self.client("127.0.0.1:\(server.port)")
        let form = OutgoingRequest(
            "http://127.0.0.1:\(server.port)/echo?a=b",
            form: [("name", "Säge & Hobel"), ("more", "+=")],
            headers: [("Authorization", "Basic abc")]
        )
        let response = try await client.send(form)
        #expect(response.status == 200 && response.header("X-TWO") == "1")
        #expect(response.headers.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["1", "2"])
        let came = try Self.echo(response)
        #expect(came.method == "POST" && came.path == "/echo?a=b")
        #expect(came.body == "name=S%C3%A4ge%20%26%20Hobel&more=%2B%3D")
        #expect(came.headers["Authorization"] == "Basic abc")
        let get = try Self.echo(try await client.send(OutgoingRequest("http://127.0.0.1:\(server.port)/")))
        #expect(get.method == "GET" && get.headers["Cookie"] == nil)
        // An empty POST is a POST.
        let empty = OutgoingRequest("http://127.0.0.1:\(server.port)/", body: [])
        #expect(try Self.echo(try await client.send(empty)).method == "POST")
    }

    @Test("Private addresses are refused, however they are written, unless the operator names the host")
    func privateAddresses() async throws {
        let server = try await Tools.start("web_server.py")
        let client = Self.client("intranet.example.eu", "127.0.0.1:1")
        for host in [
            "127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0.0.0.0", "[::1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[64:ff9b::7f00:1]", "[fe80::1%25lo]", "localhost.",
        ] {
            await #expect(throws: OutgoingError.self, "\(host)") {
                try await client.send(OutgoingRequest("http://\(host):\(server.port)/echo"))
            }
        }
        // A name, whose address is known only when it is connected to.
        await #expect(throws: OutgoingError.privateAddress(host: "localhost")) {
            try await client.send(OutgoingRequest("http://localhost:\(server.port)/echo"))
        }
        let named = client.allowing([NamedHost("localhost:\(server.port)")!])
        #expect(try await named.send(OutgoingRequest("http://localhost:\(server.port)/echo")).status == 200)
        // The first client is as before.
        await #expect(throws: OutgoingError.self) {
            try await client.send(OutgoingRequest("http://localhost:\(server.port)/echo"))
        }
    }

    @Test("A proxy of the environment is not used: it would connect to addresses that were not checked")
    func proxy() async throws {
        let server = try await Tools.start("web_server.py")
        setenv("http_proxy", "http://127.0.0.1:\(server.port)", 1)
        defer { unsetenv("http_proxy") }
        await #expect(throws: OutgoingError.privateAddress(host: "localhost")) {
            try await Self.client("127.0.0.1").send(OutgoingRequest("http://localhost:\(server.port)/echo"))
        }
    }

    @Test("Redirects are few, and each is checked as the first address was")
    func redirects() async throws {
        let (server, other) = (try await Tools.start("web_server.py"), try await Tools.start("web_server.py"))
        let base = "http://127.0.0.1:\(server.port)"
        let client = Self.client("127.0.0.1:\(server.port)")
        let two = try await client.send(OutgoingRequest("\(base)/redirect?302&/redirect?301%26/echo"))
        #expect(two.status == 200)
        let followed = try await client.send(OutgoingRequest("\(base)/redirect?302&/echo"))
        #expect(followed.status == 200 && followed.address == "\(base)/echo")
        await #expect(throws: OutgoingError.privateAddress(host: "127.0.0.1")) {
            try await client.send(OutgoingRequest("\(base)/redirect?302&http://127.0.0.1:\(other.port)/echo"))
        }
        for target in ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:\(other.port)/x"] {
            await #expect(throws: OutgoingError.self, "\(target)") {
                try await client.send(OutgoingRequest("\(base)/redirect?302&\(target)"))
            }
        }
        await #expect(throws: OutgoingError.badRedirect("\(base)/circle")) {
            try await client.send(OutgoingRequest("\(base)/circle"))
        }
        var none = OutgoingRequest("\(base)/redirect?302&/echo")
        none.mostRedirects = 0
        #expect(try await client.send(none).status == 302)
    }

    @Test("A redirect to another server does not carry a login there, and only 307 repeats a body")
    func redirectedRequests() async throws {
        let (server, other) = (try await Tools.start("web_server.py"), try await Tools.start("web_server.py"))
        let client = Self.client("127.0.0.1")
        func send(_ status: Int, _ target: String) async throws -> Echo {
            let address = "http://127.0.0.1:\(server.port)/redirect?\(status)&\(target)"
            let login = [("Authorization", "Bearer secret")]
            return try Self.echo(try await client.send(OutgoingRequest(address, form: [("a", "b")], headers: login)))
        }
        let same = try await send(302, "/echo")
        #expect(same.method == "GET" && same.body.isEmpty && same.headers["Authorization"] == "Bearer secret")
        let repeated = try await send(307, "/echo")
        #expect(repeated.method == "POST" && repeated.body == "a=b")
        let foreign = try await send(307, "http://127.0.0.1:\(other.port)/echo")
        #expect(foreign.body == "a=b" && foreign.headers["Authorization"] == nil)
    }

    @Test("Long answers and slow servers are given up")
    func limits() async throws {
        let server = try await Tools.start("web_server.py")
        let client = Self.client("127.0.0.1")
        var request = OutgoingRequest("http://127.0.0.1:\(server.port)/count?1000")
        request.limit = 1000
        #expect(try await client.send(request).body.count == 1000)
        for path in ["count?1001", "endless", "headers"] {
            request.address = "http://127.0.0.1:\(server.port)/\(path)"
            await #expect(throws: OutgoingError.tooLarge(limit: 1000), "\(path)") { try await client.send(request) }
        }
        request.address = "http://127.0.0.1:\(server.port)/wait"
        await #expect(throws: OutgoingError.timedOut(host: "127.0.0.1")) { try await client.send(request) }
        let task = Task { [request] in try await client.send(request) }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        let start = ContinuousClock.now
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("A certificate that nobody vouches for is refused")
    func certificates() async throws {
        let folder = try TemporaryFolder()
        let certificate = try TestCertificate(in: folder.path)
        let server = try await Tools.start("web_server.py", certificate.path)
        let request = OutgoingRequest("https://localhost:\(server.port)/echo")
        do {
            _ = try await Self.client("localhost").send(request)
            Issue.record("it was trusted")
        } catch OutgoingError.insecure(let host, _) {
            #expect(host == "localhost")
        }
        var options = OutgoingOptions()
        options.allowedHosts = [NamedHost("localhost")!]
        options.certificates = certificate.path
        #expect(try await OutgoingClient(options).send(request).status == 200)
    }

    @Test("What is not an address, and headers that would be two, are refused")
    func badRequests() async throws {
        let client = Self.client("127.0.0.1")
        for address in [
            "", "/echo", "127.0.0.1", "file:///etc/passwd", "ftp://127.0.0.1/", "http://anna:geheim@127.0.0.1/",
            "http://127.0.0.1:99999/", "http://", "javascript:alert(1)", "http://127.0.0.1/\0",
        ] {
            await #expect(throws: OutgoingError.badAddress(address)) { try await client.send(OutgoingRequest(address)) }
        }
        for (name, value) in [("X", "a\r\nY: b"), ("X\nY", "a"), ("X: Y", "a"), ("", "a"), ("X", "a\0")] {
            await #expect(throws: OutgoingError.badHeader(name)) {
                try await client.send(OutgoingRequest("http://127.0.0.1:1/", headers: [(name, value)]))
            }
        }
    }
}

@Suite("Public and private addresses")
struct AddressRulesTests {
    private static func bytes(_ text: String) throws -> [UInt8] {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        try #require(inet_pton(AF_INET6, text, &six) == 1)
        return withUnsafeBytes(of: six) { Array($0) }
    }

    @Test(
        "Special addresses are not public",
        arguments: [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.255.0.1", "169.254.169.254", "172.16.0.1",
            "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.19.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255",
            "::", "::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1",
            "2001:db8::1", "2001::1", "2002:7f00:1::", "100::1", "::127.0.0.1",
        ]
    )
    func special(address: String) throws {
        #expect(!AddressRules.isPublic(try Self.bytes(address)))
    }

    @Test(
        "Others are",
        arguments: [
            "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "193.99.144.80",
            "223.255.255.255", "2a00:1450:4001::1", "2606:4700::1111", "2001:4860:4860::8888",
        ]
    )
    func open(address: String) throws {
        #expect(AddressRules.isPublic(try Self.bytes(address)))
    }

    @Test("A host that the operator names is a name or an address, perhaps with a port")
    func named() {
        for good in ["intranet.example.eu", "127.0.0.1:9000", "[::1]:9000", "[::1]", "LOCALHOST"] {
            #expect(NamedHost(good) != nil, "\(good)")
        }
        for bad in ["", "http://x", "x/y", "x:0", "x:70000", "a b", "anna@x", "x:"] {
            #expect(NamedHost(bad) == nil, "\(bad)")
        }
    }
}
