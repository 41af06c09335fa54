import Foundation
import TestSupport
import Testing

/// Signing in at a real identity provider.
@Suite("Sign-in at the platform", .serialized) struct PlatformSignInTests {
    private static let packages = Program.repository.appending(path: ".build-python").path

    private static func provider() async throws -> ToolServer {
        let script = Program.repository.appending(path: "Tests/OpenIDTests/Tools/provider.py").path
        return try await ToolServer(script, ["--any-client"], packages: packages)
    }

    private static func service(_ provider: ToolServer) async throws -> (Sandbox, Server) {
        let sandbox = try Sandbox()
        _ = try await Depositor.token("curator", in: sandbox.toolbox)
        let secret = sandbox.path + "/secret"
        try Data("desk-secret\n".utf8).write(to: URL(filePath: secret))
        let server = try await Server(
            toolbox: sandbox.toolbox,
            "--oidc-issuer",
            "http://127.0.0.1:\(provider.port)",
            "--oidc-client-id",
            "desk",
            "--oidc-client-secret-file",
            secret,
            "--oidc-role",
            "vet-editors=curator",
            "--oidc-role",
            "vet-members=member"
        )
        return (sandbox, server)
    }

    /// What a browser does at the provider: sends the form that signs a user in. Returns the address it leads back to.
    private static func authorise(_ address: String, as user: String) async throws -> String {
        let code = """
            import sys, urllib.request, urllib.parse
            class Stay(urllib.request.HTTPRedirectHandler):
                def redirect_request(self, *rest): return None
            try:
                urllib.request.build_opener(Stay).open(sys.argv[1], urllib.parse.urlencode({"sub": sys.argv[2]}).encode())
            except urllib.error.HTTPError as answer:
                print(answer.headers["Location"])
            """
        let run = try await Program.launch("python3", ["-c", code, address, user])
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func path(_ address: String) -> String {
        String(address[(address.range(of: "/login/platform/return")?.lowerBound ?? address.startIndex)...])
    }

    @Test("A person of the platform signs in with the role that the platform says, and is signed out there too")
    func whole() async throws {
        let provider = try await Self.provider()
        let (_, server) = try await Self.service(provider)
        let anna = Visitor(server)
        #expect(try await anna.get("/login?return=%2Fhelp").body.contains("/login/platform?return=%2Fhelp"))
        let there = try #require(try await anna.get("/login/platform?return=%2Fhelp").location)
        #expect(there.contains("code_challenge_method=S256") && there.contains("nonce="))
        let back = try await Self.authorise(there, as: "anna")
        #expect(try await anna.get(Self.path(back)).location == "/help")
        #expect(try await anna.get("/account").body.contains("Anna Schmidt"))
        #expect(try await anna.get("/admin").status == 403)
        let session = anna.cookieHeader

        // The same response again, in this browser and in another one, is refused.
        for thief in [anna, Visitor(server)] {
            #expect(try await thief.get(Self.path(back)).status == 403)
        }
        #expect(anna.cookieHeader == session)

        try await anna.get("/account")
        #expect(try await anna.post("/logout", [:]).status == 303)
        #expect(try await anna.get("/account").status == 303)
        await server.stop()
    }

    @Test("A response that somebody forged, or that belongs to another browser, signs nobody in")
    func forged() async throws {
        let provider = try await Self.provider()
        let (_, server) = try await Self.service(provider)
        let attacker = Visitor(server)
        let there = try #require(try await attacker.get("/login/platform").location)
        let back = Self.path(try await Self.authorise(there, as: "anna"))
        // The attacker's own response in the victim's browser would sign the victim in as the attacker.
        let victim = Visitor(server)
        #expect(try await victim.get(back).status == 403)
        let other = try #require(try await victim.get("/login/platform").location)
        #expect(other != there)
        #expect(try await victim.get(back).status == 403)
        for query in ["", "?code=x", "?state=x&code=x", "?error=access_denied&state=x"] {
            let fresh = Visitor(server)
            try await fresh.get("/login/platform")
            #expect(try await fresh.get("/login/platform/return" + query).status == 403)
            #expect(!fresh.cookieHeader.contains("vetsearch_session"))
        }
        #expect(!victim.cookieHeader.contains("vetsearch_session"))
        await server.stop()
    }

    @Test("Who has no role at the platform cannot sign in, unless invited here with the same address")
    func withoutRole() async throws {
        let provider = try await Self.provider()
        let (sandbox, server) = try await Self.service(provider)
        let cleo = Visitor(server)
        let there = try #require(try await cleo.get("/login/platform").location)
        let back = Self.path(try await Self.authorise(there, as: "cleo"))
        #expect(try await cleo.get(back).status == 403)
        #expect(cleo.page.body.contains("no role"))
        _ = try await Program.run([
            "account", "invite", "--role", "member", "--name", "Cleo", "--email", "cleo@wood.example", "--toolbox",
            sandbox.toolbox,
        ])
        let again = try #require(try await cleo.get("/login/platform").location)
        #expect(try await cleo.get(Self.path(try await Self.authorise(again, as: "cleo"))).location == "/")
        await server.stop()
    }
}
