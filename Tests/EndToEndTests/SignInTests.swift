import Foundation
import TestSupport
import Testing

/// Signing in with an account of the toolbox.
@Suite("Sign-in", .serialized) struct SignInTests {
    private static let session = "vetsearch_session"

    private func service() async throws -> (Sandbox, Server) {
        let sandbox = try Sandbox()
        _ = try await Depositor.token("curator", in: sandbox.toolbox)
        return (sandbox, try await Server(toolbox: sandbox.toolbox))
    }

    @Test("An account is invited, chooses a password, signs out and in again; the link works once")
    func whole() async throws {
        let (sandbox, server) = try await service()
        let anna = try await Visitor.invited("administrator", to: server, toolbox: sandbox.toolbox)
        #expect(anna.page.status == 303 && anna.page.location == "/account")
        #expect(try await anna.get("/account").body.contains("Anna Example"))
        #expect(anna.page.header("Cache-Control")?.contains("private") == true)

        // She invites somebody in turn, who is a member only.
        try await anna.get("/admin/accounts")
        let answer = try await anna.post(
            "/admin/accounts",
            ["name": "Ben <b>Bold</b>", "email": "BEN@example.eu ", "role": "member"]
        )
        let link = try #require(answer.body.firstMatch(of: /\/login\/password\?link=[A-Za-z0-9_-]+/)?.output)
        #expect(!answer.body.contains("<b>Bold"))
        let ben = Visitor(server)
        try await ben.get(String(link))
        #expect(try await ben.post(String(link), ["password": "ben@example.eu1"]).status == 422)
        #expect(try await ben.post(String(link), ["password": Visitor.password]).status == 303)
        #expect(try await ben.get(String(link)).status == 410)
        #expect(try await ben.get("/admin/accounts").status == 403)
        #expect(try await ben.get("/v1/audit").status == 403)

        try await anna.get("/account")
        #expect(try await anna.post("/logout", [:]).status == 303)
        #expect(anna.cookies[Self.session] == nil)
        #expect(try await anna.get("/account").location?.hasPrefix("/login?return=%2Faccount") == true)
        #expect(try await anna.signIn("anna@example.eu", "wrong password").status == 422)
        #expect(anna.page.body.contains("do not match"))
        #expect(try await anna.signIn("Anna@Example.eu").location == "/")
        await server.stop()
    }

    @Test("Readers who do not sign in get no cookie, and pages of a session are not stored by caches")
    func cookies() async throws {
        let (sandbox, server) = try await service()
        let reader = Visitor(server)
        for path in ["/", "/?q=x", "/help", "/compare", "/documents/none", "/v1/search?q=x", "/robots.txt"] {
            try await reader.get(path)
            #expect(reader.cookies.isEmpty, "\(path)")
        }
        let anna = try await Visitor.invited("member", to: server, toolbox: sandbox.toolbox)
        for path in ["/", "/?q=x", "/account", "/v1/search?q=x"] {
            #expect(try await anna.get(path).header("Cache-Control")?.contains("private") == true, "\(path)")
            #expect(anna.page.header("Vary")?.contains("Cookie") == true, "\(path)")
        }
        try await anna.get("/account")
        let cookie = try #require(try await set(anna, server))
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(attribute)) }
        #expect(!cookie.contains("Secure"))
        await server.stop()

        let secure = try await Server(toolbox: sandbox.toolbox, "--public-url", "https://toolbox.example.eu")
        let other = Visitor(secure)
        let set = try #require(try await set(other, secure))
        #expect(set.hasPrefix("__Host-vetsearch_session=") && set.contains("; Secure"))
        await secure.stop()
    }

    /// The header that sets the cookie of a new session.
    private func set(_ visitor: Visitor, _ server: Server) async throws -> String? {
        let fresh = Visitor(server)
        try await fresh.signIn()
        return fresh.page.headers.first { $0.contains("vetsearch_session=") && !$0.contains("Max-Age=0") }
            .map { String($0.dropFirst("Set-Cookie: ".count)) }
    }

    @Test("A request that another site makes the browser send changes nothing")
    func forgery() async throws {
        let (sandbox, server) = try await service()
        let anna = try await Visitor.invited("administrator", to: server, toolbox: sandbox.toolbox)
        try await anna.get("/account")
        let token = try #require(anna.token)
        let form = ["name": "Changed", "language": "de"]
        #expect(try await anna.post("/account", form.merging(["csrf": ""]) { $1 }).status == 403)
        #expect(try await anna.post("/account", form.merging(["csrf": String(token.reversed())]) { $1 }).status == 403)
        let fromElsewhere = ["Sec-Fetch-Site: cross-site"]
        #expect(
            try await anna.post("/account", form.merging(["csrf": token]) { $1 }, headers: fromElsewhere).status == 403
        )
        let origin = ["Origin: https://evil.example"]
        #expect(try await anna.post("/account", form.merging(["csrf": token]) { $1 }, headers: origin).status == 403)
        // The token of another session is not hers.
        let ben = try await Visitor.invited("member", "ben@example.eu", to: server, toolbox: sandbox.toolbox)
        try await ben.get("/account")
        let other = try #require(ben.token)
        #expect(try await anna.post("/account", form.merging(["csrf": other]) { $1 }).status == 403)
        // Nor is the API open to a cookie without the token.
        let json = Data(#"{"title":"x"}"#.utf8)
        for headers in [[], ["X-CSRF-Token: \(other)"]] {
            let reply = try await RawClient.request(
                "PUT",
                "/v1/documents/x:1",
                headers: ["Cookie: \(anna.cookieHeader)", "Content-Type: application/json"] + headers,
                body: json,
                to: server
            )
            #expect([401, 403].contains(reply.status ?? 0))
        }
        let reply = try await RawClient.request(
            "PUT",
            "/v1/documents/x:1",
            headers: ["Cookie: \(anna.cookieHeader)", "Content-Type: application/json", "X-CSRF-Token: \(token)"],
            body: json,
            to: server
        )
        #expect(reply.status == 201)
        #expect(!(try await anna.get("/account").body.contains("Changed")))
        #expect(try await anna.post("/account", form).status == 303)
        #expect(try await anna.get("/account").body.contains("lang=\"de\""))
        // A language chosen at the foot of a page stays for the pages after it, until another is saved or they sign out.
        _ = try await anna.get("/upload?lang=fi")
        #expect(try await anna.get("/account").body.contains("lang=\"fi\""))
        #expect(try await anna.post("/account", form).status == 303)
        #expect(try await anna.get("/account").body.contains("lang=\"de\""))
        let anybody = Visitor(server)
        _ = try await anybody.get("/?lang=fi")
        #expect(anybody.cookies.isEmpty)
        // A sign-in with somebody else's account, too, needs the page of the form.
        let victim = Visitor(server)
        #expect(
            try await victim.post("/login", ["email": "anna@example.eu", "password": Visitor.password, "csrf": token])
                .status == 403
        )
        #expect(victim.cookies[Self.session] == nil)
        await server.stop()
    }

    @Test("Nobody can choose the session of somebody else, and a session ends for good")
    func fixation() async throws {
        let (sandbox, server) = try await service()
        let anna = try await Visitor.invited("member", to: server, toolbox: sandbox.toolbox)
        let first = try #require(anna.cookies[Self.session])

        // A session that an attacker has put into the browser is not the one after signing in.
        let victim = Visitor(server)
        victim.set(cookie: Self.session, "attackers-own-session-0123456789abcdef")
        try await victim.signIn()
        let fresh = try #require(victim.cookies[Self.session])
        #expect(fresh != "attackers-own-session-0123456789abcdef" && fresh != first && fresh.count >= 43)

        try await anna.get("/account")
        try await anna.post("/account/sign-out-everywhere", [:])
        for id in [first, fresh] {
            let thief = Visitor(server)
            thief.set(cookie: Self.session, id)
            #expect(try await thief.get("/account").status == 303)
        }
        // The catalogue has neither the ids nor the password.
        let catalogue = try Data(contentsOf: URL(filePath: sandbox.toolbox + "/catalogue.sqlite"))
        let log = (try? Data(contentsOf: URL(filePath: sandbox.toolbox + "/catalogue.sqlite-wal"))) ?? Data()
        for secret in [first, fresh, Visitor.password] {
            #expect((catalogue + log).range(of: Data(secret.utf8)) == nil)
        }
        await server.stop()
    }

    @Test(
        "After signing in, nobody is led to another site",
        arguments: [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/%09/evil.example",
            "/\t/evil.example", "javascript:alert(1)", "evil.example", "/login?return=/login", "/ok\r\nX-Injected: 1",
        ]
    )
    func redirect(path: String) async throws {
        let shared = try await Self.shared.value
        let anna = Visitor(shared.server)
        try await anna.signIn(to: "/login?" + Server.query([("return", path)]))
        #expect(anna.page.status == 303, "\(path)")
        let form = Visitor(shared.server)
        try await form.get("/login")
        try await form.post("/login", ["email": "anna@example.eu", "password": Visitor.password, "return": path])
        for page in [anna.page, form.page] {
            let location = page.location ?? "none"
            #expect(location == "/" || (location == path && path == "/%09/evil.example"), "\(location)")
            let injected = page.header("X-Injected")
            #expect(injected == nil)
        }
    }

    @Test("A mail server needs a public address, so that nobody can make a message lead elsewhere")
    func poisonedLinks() async throws {
        let sandbox = try Sandbox()
        _ = try await Depositor.token("curator", in: sandbox.toolbox)
        let options = ["--smtp", "smtp://127.0.0.1:9", "--smtp-from", "desk@example.eu"]
        let refused = try await Program.run(["serve", "--toolbox", sandbox.toolbox, "--port", "0"] + options)
        #expect(refused.code == 64 && refused.errors.contains("--public-url"), "\(refused)")
    }

    @Test("Invitations and new passwords are sent by mail, with the public address")
    func mail() async throws {
        let sandbox = try Sandbox()
        let certificate = try TestCertificate(in: sandbox.path)
        let server = try await ToolServer(
            Program.repository.appending(path: "Tests/OutgoingTests/Tools/mail_server.py").path,
            [certificate.path, "plain"],
            packages: Program.repository.appending(path: ".build-python").path
        )
        _ = try await Depositor.token("curator", in: sandbox.toolbox)
        let service = try await Server(
            toolbox: sandbox.toolbox,
            "--public-url",
            "http://toolbox.example.eu",
            "--smtp",
            "smtp://127.0.0.1:\(server.port)",
            "--smtp-from",
            "desk@example.eu",
            "--smtp-allow-plain"
        )
        let anna = try await Visitor.invited("administrator", to: service, toolbox: sandbox.toolbox)
        try await anna.get("/admin/accounts")
        let answer = try await anna.post(
            "/admin/accounts",
            ["name": "Bén", "email": "ben@example.eu", "role": "member"]
        )
        #expect(answer.status == 200 && !answer.body.contains("/login/password?link="))
        try await wait(for: "the invitation") { server.output.count == 1 }
        let invitation = try JSON(Data(server.output[0].utf8))
        #expect(invitation["to"].array.compactMap(\.string) == ["ben@example.eu"])
        let link = try #require(
            invitation["text"].string?.firstMatch(of: /http:\/\/toolbox\.example\.eu(\/login\/password\?link=[\w-]+)/)
        )
        let ben = Visitor(service)
        try await ben.get(String(link.output.1))
        #expect(try await ben.post(String(link.output.1), ["password": Visitor.password]).status == 303)

        // The answer is the same for an address that nobody has; whatever host is named, the link leads to ours.
        let forgetful = Visitor(service)
        var bodies: [String] = []
        for email in ["nobody@example.eu", "ben@example.eu"] {
            try await forgetful.get("/login/forgot", headers: ["Host: evil.example"])
            bodies.append(
                try await forgetful.post("/login/forgot", ["email": email], headers: ["Host: evil.example"]).body
            )
        }
        #expect(bodies[0] == bodies[1] && bodies[0].contains("on its way"))
        try await wait(for: "the link") { server.output.count == 2 }
        #expect(server.output[1].contains("http://toolbox.example.eu/login/password?link="))
        #expect(!server.output[1].contains("evil"))
        await service.stop()
    }

    @Test("A return path of this site is followed")
    func returns() async throws {
        let shared = try await Self.shared.value
        let anna = Visitor(shared.server)
        try await anna.get("/login?" + Server.query([("return", "/?q=a&country=IT")]))
        try await anna.post(
            "/login",
            ["email": "anna@example.eu", "password": Visitor.password, "return": "/?q=a&country=IT"]
        )
        #expect(anna.page.location == "/?q=a&country=IT")
    }

    private static let shared = Task {
        let sandbox = try Sandbox()
        _ = try await Depositor.token("curator", in: sandbox.toolbox)
        let server = try await Server(toolbox: sandbox.toolbox)
        _ = try await Visitor.invited("member", to: server, toolbox: sandbox.toolbox)
        return (sandbox: sandbox, server: server)
    }

    @Test(
        "Of 10,000 sign-in attempts, only the first few look at the password, and the service answers others meanwhile"
    )
    func attempts() async throws {
        let (sandbox, server) = try await service()
        _ = try await Visitor.invited("member", to: server, toolbox: sandbox.toolbox)
        let ben = try await Visitor.invited("member", "ben@example.eu", to: server, toolbox: sandbox.toolbox)
        let attacker = Visitor(server)
        try await attacker.get("/login")
        let (token, cookie) = (try #require(attacker.token), attacker.cookieHeader)
        let body = Data(
            Server.query([("csrf", token), ("email", "anna@example.eu"), ("password", "not the password")]).utf8
        )
        var counts: [Int: Int] = [:]
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<10_000 {
                if number >= 32, let status = try await group.next() { counts[status, default: 0] += 1 }
                group.addTask {
                    let headers = ["Cookie: \(cookie)", "Content-Type: application/x-www-form-urlencoded"]
                    return try await RawClient.request("POST", "/login", headers: headers, body: body, to: server)
                        .status ?? 0
                }
                if number == 5_000 { #expect(try await ben.get("/account").status == 200) }
            }
            for try await status in group { counts[status, default: 0] += 1 }
        }
        // On a busy machine, some of the first ones give up waiting for their turn.
        #expect(counts[422, default: 0] + counts[503, default: 0] == 10 && counts[429] == 9_990, "\(counts)")
        // The right password does not help the attacker now, and others can still sign in.
        #expect(try await attacker.signIn().status == 429)
        #expect(attacker.page.header("Retry-After") != nil)
        #expect(try await Visitor(server).signIn("ben@example.eu").status == 303)
        await server.stop()
    }
}
