import Cryptography
import DocumentModel
import Encodings
import Foundation
import OpenID
import Outgoing
import TestSupport
import Testing

/// Responses and tokens that must not count. Tools/forger.py makes what a code says.
@Suite("Forged sign-ins")
struct ForgeryTests {
    private let server: ToolServer
    private let issuer: String
    private let provider: OpenIDProvider
    /// In seconds since 1970.
    private let now: Int

    init() async throws {
        server = try await Tools.start("forger.py")
        issuer = "http://127.0.0.1:\(server.port)"
        provider = Self.provider(try OpenIDOptions(issuer: issuer, clientID: "vetsearch", clientSecret: "secret"))
        now = Int(Date().timeIntervalSince1970)
    }

    private static func provider(_ options: OpenIDOptions, leastKeyAge: Duration = .seconds(60)) -> OpenIDProvider {
        OpenIDProvider(options, client: OutgoingClient(), leastKeyAge: leastKeyAge)
    }

    private func get(_ path: String) async throws -> String {
        String(decoding: try await Tools.browser.send(OutgoingRequest("\(issuer)\(path)")).body, as: UTF8.self)
    }

    private func describe(_ change: String) async throws {
        let encoded = try #require(change.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        _ = try await get("/description?\(encoded)")
    }

    /// A sign-in whose code makes this token.
    /// - Parameters:
    ///   - wanted: JSON as forger.py reads it; NONCE, NOW and ISSUER are replaced.
    ///   - more: parameters of the response besides code and state.
    private func finish(
        _ wanted: String,
        _ more: [(name: String, value: String)] = [],
        with other: OpenIDProvider? = nil,
        after seconds: TimeInterval = 0
    ) async throws -> OpenIDSignIn {
        let provider = other ?? provider
        let (_, pending) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        let text = wanted.replacing("NONCE", with: pending.nonce).replacing("ISSUER", with: issuer)
        let code = Base64URL.encode(text.utf8)
        let query = [("code", code), ("state", pending.state)] + more.map { ($0.name, $0.value) }
        return try await provider.finish(
            query.map { (name: $0.0, value: $0.1) },
            pending: pending,
            now: Date() + seconds
        )
    }

    private static func claims(_ more: String = "") -> String { #"{"nonce": "NONCE"\#(more)}"# }

    @Test("A right token counts, also with a clock that is a little wrong and with several audiences")
    func right() async throws {
        let anna = try await finish(#"{"claims": \#(Self.claims())}"#)
        #expect(anna.subject == "anna" && anna.role == .member && anna.email == "anna@vet.example")
        for more in [
            #", "exp": \#(now - 30)"#, #", "nbf": \#(now + 30)"#, #", "iat": \#(now + 30)"#,
            #", "aud": ["other", "vetsearch"], "azp": "vetsearch""#,
            // base64url of the left half of SHA-256 of "access".
            #", "at_hash": "\#(Base64URL.encode(SHA256.hash("access".utf8).prefix(16)))""#,
        ] {
            #expect(try await finish(#"{"claims": \#(Self.claims(more))}"#).subject == "anna", "\(more)")
        }
    }

    @Test("A token with a wrong claim does not count")
    func wrongClaims() async throws {
        for (change, claim) in [
            ("", "nonce"), (#""nonce": "other""#, "nonce"), (#""iss": "https://evil.example""#, "iss"),
            (#""iss": null"#, "iss"), (#""iss": "ISSUER/""#, "iss"), (#""aud": "other""#, "aud"),
            (#""aud": null"#, "aud"),
            (#""aud": ["other"]"#, "aud"), (#""aud": ["other", "vetsearch"]"#, "azp"), (#""azp": "other""#, "azp"),
            (#""exp": \#(now - 100)"#, "exp"), (#""exp": null"#, "exp"), (#""exp": "\#(now + 100)""#, "exp"),
            (#""iat": null"#, "iat"), (#""iat": \#(now - 5000)"#, "iat"), (#""iat": \#(now + 500)"#, "iat"),
            (#""nbf": \#(now + 500)"#, "nbf"), (#""nbf": "x""#, "nbf"), (#""sub": null"#, "sub"),
            (#""sub": """#, "sub"),
            (#""at_hash": "x""#, "at_hash"),
        ] {
            let isNonce = claim == "nonce"
            let claims = isNonce ? "{\(change)}" : #"{"nonce": "NONCE", \#(change)}"#
            do {
                _ = try await finish(#"{"claims": \#(claims)}"#)
                Issue.record("it counted")
            } catch OpenIDError.badToken(let reason) {
                #expect(reason.hasPrefix(claim), "\(reason)")
            }
        }
    }

    @Test("A token that the provider did not sign does not count")
    func signatures() async throws {
        for how in [
            #""algorithm": "none""#, #""algorithm": "HS256""#, #""algorithm": "HS256", "kid": "unknown""#,
            #""key": "3""#,
            #""key": "3", "kid": "1""#, #""token": "x""#, #""token": "e30.e30.""#, #""token": "..""#,
        ] {
            await #expect(throws: OpenIDError.badToken("its signature is not the provider's"), "\(how)") {
                try await finish(#"{"claims": \#(Self.claims()), \#(how)}"#)
            }
        }
    }

    @Test("A token request that fails signs nobody in")
    func failures() async throws {
        for how in [
            #""status": 400, "answer": {"error": "invalid_grant"}"#, #""answer": {"error": "server_error"}"#,
            #""answer": {}"#, #""answer": []"#, #""status": 302"#, #""status": 500"#,
        ] {
            await #expect(throws: OpenIDError.self, "\(how)") {
                try await finish(#"{"claims": \#(Self.claims()), \#(how)}"#)
            }
        }
    }

    @Test("A response that names another issuer, nothing, or too much does not count")
    func responses() async throws {
        let right = #"{"claims": \#(Self.claims())}"#
        #expect(try await finish(right, [("iss", issuer)]).subject == "anna")
        await #expect(throws: OpenIDError.forged("iss is not the issuer")) {
            try await finish(right, [("iss", "https://evil.example")])
        }
        await #expect(throws: OpenIDError.forged("code comes twice")) { try await finish(right, [("code", "x")]) }
        await #expect(throws: OpenIDError.refused(code: "access_denied")) {
            try await finish(right, [("error", "access_denied")])
        }
        await #expect(throws: OpenIDError.refused(code: "loginscript")) {
            try await finish(right, [("error", "login\r\n<script>")])
        }
        await #expect(throws: OpenIDError.expired) { try await finish(right, after: 700) }
        await #expect(throws: OpenIDError.expired) { try await finish(right, after: -700) }
        let (_, pending) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        for query in [[], [("state", pending.state)], [("code", "x")], [("code", "x"), ("state", "")]] {
            await #expect(throws: OpenIDError.self) {
                try await provider.finish(query.map { (name: $0.0, value: $0.1) }, pending: pending)
            }
        }
        // A provider that always names itself must do so.
        try await describe(#"{"authorization_response_iss_parameter_supported": true}"#)
        let strict = Self.provider(try OpenIDOptions(issuer: issuer, clientID: "vetsearch"))
        await #expect(throws: OpenIDError.forged("iss is missing")) { try await finish(right, with: strict) }
    }

    @Test("New keys are fetched when a token names one, but not for each token that names an unknown one")
    func rotation() async throws {
        let options = try OpenIDOptions(issuer: issuer, clientID: "vetsearch")
        let right = #"{"claims": \#(Self.claims())}"#
        _ = try await finish(right)
        let patient = Self.provider(options)
        let eager = Self.provider(options, leastKeyAge: .zero)
        for provider in [patient, eager] { _ = try await finish(right, with: provider) }
        let before = try #require(Int(try await get("/keys-read")))
        for _ in 0..<3 {
            await #expect(throws: OpenIDError.self) { try await finish(#"{"claims": {}, "kid": "x"}"#, with: patient) }
        }
        #expect(try await get("/keys-read") == String(before))
        _ = try await get("/rotate")
        let new = #"{"claims": \#(Self.claims()), "key": "2"}"#
        #expect(try await finish(new, with: eager).subject == "anna")
        // The old key stops to count.
        await #expect(throws: OpenIDError.self) { try await finish(right, with: eager) }
        #expect(try await get("/keys-read") == String(before + 2))
    }

    @Test("A description that is another provider's, or sends secrets over http, is refused")
    func descriptions() async throws {
        for change in [
            #"{"issuer": "https://evil.example"}"#, #"{"token_endpoint": "http://vet.example/token"}"#,
            #"{"jwks_uri": "file:///etc/passwd"}"#, #"{"authorization_endpoint": "javascript:alert(1)"}"#,
            #"{"token_endpoint": null}"#, #"{"code_challenge_methods_supported": ["plain"]}"#,
        ] {
            try await describe(change)
            let provider = Self.provider(try OpenIDOptions(issuer: issuer, clientID: "vetsearch"))
            await #expect(throws: OpenIDError.self, "\(change)") { try await provider.check() }
        }
    }

    @Test("Endpoints on hosts that the operator did not name are not reached at private addresses")
    func privateEndpoints() async throws {
        try await describe(#"{"jwks_uri": "http://localhost:\#(server.port)/keys"}"#)
        let reason = OutgoingError.privateAddress(host: "localhost").description
        await #expect(throws: OpenIDError.provider(reason)) { try await finish(#"{"claims": \#(Self.claims())}"#) }
    }

    @Test("What a token lacks is taken from the userinfo endpoint, if that is about the same person")
    func userinfo() async throws {
        try await describe(#"{"userinfo_endpoint": "\#(issuer)/userinfo"}"#)
        let person = #"{"claims": \#(Self.claims(#", "email": null"#)), "access": "anna"}"#
        #expect(try await finish(person).email == "anna@userinfo.example")
        await #expect(throws: OpenIDError.self) {
            try await finish(person.replacing(#""access": "anna""#, with: #""access": "bob""#))
        }
    }

    @Test("Roles are found in every shape")
    func roles() async throws {
        for (claim, content) in [
            ("roles", #""roles": "curator""#), ("roles", #""roles": ["x", "Curator"]"#),
            ("roles", #""roles": "member curator""#),
            ("realm_access.roles", #""realm_access": {"roles": ["curator"]}"#),
            ("https://vet.example/roles", #""https://vet.example/roles": ["curator"]"#),
            ("resource_access.search.vet.roles", #""resource_access": {"search.vet": {"roles": ["curator"]}}"#),
            ("urn:roles", #""urn:roles": {"curator": {"1": "x"}, "administrator": false}"#),
        ] {
            var options = try OpenIDOptions(issuer: issuer, clientID: "vetsearch")
            options.rolesClaim = claim
            let wanted = #"{"claims": {"nonce": "NONCE", "roles": null, \#(content)}}"#
            #expect(try await finish(wanted, with: Self.provider(options)).role == .curator, "\(content)")
            options.roles = ["curator": .member]
            #expect(try await finish(wanted, with: Self.provider(options)).role <= .member)
            let none = #"{"claims": {"nonce": "NONCE", "roles": null}}"#
            #expect(try await finish(none, with: Self.provider(options)).role == .anonymous)
        }
    }
}

@Suite("Options and paths of a sign-in")
struct OpenIDOptionsTests {
    @Test("An issuer is https, or http on this machine")
    func issuers() {
        for good in ["https://login.example.eu", "https://login.example.eu/realms/vet", "http://127.0.0.1:9400"] {
            #expect(throws: Never.self) { try OpenIDOptions(issuer: good, clientID: "x") }
        }
        for bad in ["", "login.example.eu", "http://login.example.eu", "https://login.example.eu?x", "file:///x"] {
            #expect(throws: OpenIDOptionsError.self, "\(bad)") { try OpenIDOptions(issuer: bad, clientID: "x") }
        }
    }

    @Test("Only paths of this site are returned to")
    func paths() {
        for good in ["/", "/documents/x?q=%C3%A4&a=//b", "/search?next=https://x.example"] {
            #expect(LocalPath.checked(good) == good)
        }
        for bad in [
            "", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
            "/\t/evil.example", "/\n/evil.example", " //evil.example", "evil", "/ä",
            "/" + String(repeating: "x", count: 4000),
        ] {
            #expect(LocalPath.checked(bad) == "/", "\(bad)")
        }
    }
}
