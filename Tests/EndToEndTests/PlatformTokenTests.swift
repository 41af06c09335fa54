import Foundation
import Testing

/// JWTs that a platform signs. A library of another language signs them (Tools/make_token.py).
@Suite("Tokens of a platform")
struct PlatformTokenTests {
    /// A service that knows the keys of a platform, and a document that members see.
    private struct Service {
        let box: Sandbox
        let server: Server
        /// Seconds since 1970.
        let now = Int(Date().timeIntervalSince1970)

        init() async throws {
            box = try Sandbox()
            let token = try await Depositor.token("curator", in: box.toolbox)
            #expect(try await Python.run("make_token.py", ["keys", box.path]).code == 0)
            server = try await Server(
                toolbox: box.toolbox,
                "--jwks",
                box.path + "/jwks.json",
                "--jwt-issuer",
                "https://platform.example.eu",
                "--jwt-audience",
                "vetsearch"
            )
            let members = #"{"title": "Hobel", "visibility": "members"}"#
            let put = Depositor(server: server, token: token)
            #expect(try await put.send("PUT", "/v1/documents/m", members).status == 201)
        }

        /// What a token of a member says, and more, of which the last counts.
        func claims(_ more: String = "") -> String {
            #"{"sub": "anna", "iss": "https://platform.example.eu", "aud": ["vetsearch"], "exp": \#(now + 600), "roles": ["member"]\#(more)}"#
        }

        /// Signs all of these; see make_token.py.
        func sign(_ wanted: [[String: String]]) async throws -> [String] {
            let list = String(decoding: try JSONEncoder().encode(wanted), as: UTF8.self)
            let made = try await Python.run("make_token.py", ["sign", box.path, list])
            #expect(made.code == 0, "\(made.errors)")
            return made.lines
        }

        func status(_ token: String, _ method: String = "GET", _ path: String = "/v1/search") async throws -> Int {
            let body = method == "PUT" ? #"{"title": "x"}"# : nil
            return try await Depositor(server: server, token: token).send(method, path, body).status
        }
    }

    @Test(
        "A file of keys that is none is told of at the start",
        arguments: [
            "", "{}", "[1]", #"{"keys": [{"kty": "RSA"}]}"#,
            // A secret that both sides know, and an algorithm that is not one of the key's.
            #"{"keys": [{"kty": "oct", "kid": "1", "alg": "HS256", "k": "c2VjcmV0"}]}"#,
            #"{"keys": [{"kty": "OKP", "kid": "1", "alg": "RS256", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
        ]
    )
    func badKeys(content: String) async throws {
        let box = try Sandbox()
        _ = try await Depositor.token("member", in: box.toolbox)
        let file = box.path + "/keys.json"
        if !content.isEmpty { try content.write(toFile: file, atomically: true, encoding: .utf8) }
        let serve = ["serve", "--toolbox", box.toolbox, "--port", "0", "--jwks", file]
        let outcome = try await Program.run(
            serve + ["--jwt-issuer", "https://platform.example.eu", "--jwt-audience", "vetsearch"]
        )
        #expect(outcome.code == 1)
        #expect(
            outcome.errors.contains("keys.json " + (content.isEmpty ? "cannot be read" : "is not a JWKS")),
            "\(outcome.errors)"
        )
    }

    @Test(
        "Keys without an issuer and an audience are wrong usage: every token that the platform signs would count",
        arguments: [
            [], ["--jwt-issuer", "https://platform.example.eu"], ["--jwt-audience", "vetsearch"],
            ["--jwt-issuer", "", "--jwt-audience", "vetsearch"],
        ]
    )
    func halfConfigured(more: [String]) async throws {
        let box = try Sandbox()
        _ = try await Depositor.token("member", in: box.toolbox)
        #expect(try await Python.run("make_token.py", ["keys", box.path]).code == 0)
        let serve = ["serve", "--toolbox", box.toolbox, "--port", "0", "--jwks", box.path + "/jwks.json"]
        let outcome = try await Program.run(serve + more)
        #expect(outcome.code == 64 && outcome.errors.contains("--jwks needs --jwt-issuer and --jwt-audience"))
    }

    @Test("Who the platform signs in needs no second login; forged, expired and foreign tokens do not count")
    func platformTokens() async throws {
        let service = try await Service()
        let (claims, now, box) = (service.claims, service.now, service.box)
        let right = try await service.sign([
            ["claims": claims("")], ["claims": claims(#", "roles": ["user", "Curator"]"#)],
            ["claims": claims(#", "roles": "visitor""#)],
            // Without the name of a key: the first one.
            ["claims": claims(""), "header": "{}"],
        ])
        let (member, curator, stranger, plain) = (right[0], right[1], right[2], right[3])
        #expect(try await service.status(member, "GET", "/v1/documents/m") == 200)
        #expect(try await service.status(member, "GET", "/v1/report") == 403)
        #expect(try await service.status(curator, "PUT", "/v1/documents/x") == 201)
        let audit = try await Program.run(["audit", "--json", "--document", "x", "--toolbox", box.toolbox])
        #expect(try audit.json().first?["who"].string == "jwt anna")
        #expect(try await service.status(stranger, "GET", "/v1/documents/m") == 404)
        #expect(try await service.status(stranger) == 200)
        #expect(try await service.status(plain, "GET", "/v1/documents/m") == 200)
        let wrong: [[String: String]] = [
            ["claims": claims(#", "exp": \#(now - 10)"#)], ["claims": claims(#", "nbf": \#(now + 500)"#)],
            ["claims": claims(#", "exp": "\#(now + 600)""#)], ["claims": claims(#", "exp": null"#)],
            ["claims": claims(#", "iss": "https://evil.example""#)], ["claims": claims(#", "aud": "other""#)],
            // For ever.
            ["claims": #"{"iss": "https://platform.example.eu", "aud": "vetsearch", "roles": ["curator"]}"#],
            ["claims": claims(""), "key": "other"], ["claims": claims(""), "algorithm": "HS256"],
            ["claims": claims(""), "algorithm": "HS256", "kid": "any"], ["claims": claims(""), "algorithm": "none"],
            ["claims": claims(""), "algorithm": "none", "kid": "any"],
            // A key that is not the platform's, an extension that must be understood and is not.
            ["claims": claims(""), "header": #"{"kid": "platform-2"}"#],
            ["claims": claims(""), "header": #"{"kid": "platform-1", "crit": ["exp"], "exp": 1}"#],
            ["claims": claims(""), "header": #"{"kid": "platform-1", "crit": []}"#],
            ["claims": claims(""), "header": #"{"kid": 1}"#],
        ]
        for (token, what) in zip(try await service.sign(wrong), wrong) {
            #expect(try await service.status(token) == 401, "\(what)")
        }
        // The platform changes its keys: the old ones stop to count, without a restart.
        try await Task.sleep(for: .milliseconds(20))
        #expect(try await Python.run("make_token.py", ["keys", box.path]).code == 0)
        #expect(try await service.status(member) == 401)
        let new = try await service.sign([["claims": claims("")]])
        #expect(try await service.status(new[0], "GET", "/v1/documents/m") == 200)
    }

    @Test("Tokens of each algorithm count as they were signed, for the key that they name")
    func algorithms() async throws {
        let service = try await Service()
        let names = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
        let wanted = names.map { ["claims": service.claims(), "algorithm": $0, "kid": $0] }
        // A key that names no algorithm verifies all of its type, one after the other.
        let any = names.prefix(6).map { ["claims": service.claims(), "algorithm": $0, "kid": "any"] }
        let tokens = try await service.sign(wanted + any)
        try #require(tokens.count == 16)
        for (token, what) in zip(tokens, wanted + any) {
            #expect(try await service.status(token, "GET", "/v1/documents/m") == 200, "\(what)")
        }
        for (name, token) in zip(names, tokens) {
            let parts = token.split(separator: ".").map(String.init)
            let payload = Data(service.claims(#", "roles": ["administrator"]"#).utf8).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            let changed = parts[2].first == "A" ? "B" : "A"
            for forged in [
                [parts[0], payload, parts[2]], [parts[0], parts[1], changed + parts[2].dropFirst()],
                [parts[0], parts[1], String(parts[2].dropLast(4))], [parts[0], parts[1], ""],
            ] {
                #expect(try await service.status(forged.joined(separator: ".")) == 401, "\(name) \(forged)")
            }
        }
        // Signed by the right key, in a way that is not the way of the key that the token names.
        let others = zip(names, names.dropFirst() + ["RS256"])
            .map { ["claims": service.claims(), "algorithm": $0, "kid": $1] }
        for (token, what) in zip(try await service.sign(others), others) {
            #expect(try await service.status(token) == 401, "\(what)")
        }
    }
}
