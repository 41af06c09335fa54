import DocumentModel
import Foundation
import OpenID
import Outgoing
import TestSupport
import Testing

/// Complete sign-ins at a provider that others wrote (Tools/provider.py).
@Suite("Signing in at a provider")
struct ProviderTests {
    private struct Registration: Decodable {
        var id: String
        var secret: String

        private enum CodingKeys: String, CodingKey {
            case id = "client_id"
            case secret = "client_secret"
        }
    }

    private struct TokenRequest: Decodable {
        var basic: Bool
        var fields: [String]
    }

    private let server: ToolServer
    private let issuer: String

    init() async throws {
        server = try await Tools.start("provider.py")
        issuer = "http://127.0.0.1:\(server.port)"
    }

    /// Registers vetsearch at the provider.
    private func options(_ method: OpenIDOptions.ClientAuthentication = .basic) async throws -> OpenIDOptions {
        let wanted =
            #"{"redirect_uris": ["\#(Tools.redirectAddress)"], "token_endpoint_auth_method": "\#(method.rawValue)"}"#
        let registered = try await Tools.browser.send(
            OutgoingRequest(
                "\(issuer)/oauth2/clients",
                headers: [("Content-Type", "application/json")],
                body: Array(wanted.utf8)
            )
        )
        let client = try JSONDecoder().decode(Registration.self, from: Data(registered.body))
        var options = try OpenIDOptions(
            issuer: issuer,
            clientID: client.id,
            clientSecret: method == .none ? nil : client.secret
        )
        options.authentication = method
        options.rolesClaim = "realm_access.roles"
        options.roles = ["vet-desk": .curator]
        return options
    }

    /// What a browser does: it signs in, and is sent back with this query.
    private func signIn(_ name: String, at address: String) async throws -> [(name: String, value: String)] {
        var form = OutgoingRequest(address, form: [("sub", name)])
        form.mostRedirects = 0
        let response = try await Tools.browser.send(form)
        let location = try #require(response.header("Location"), "\(String(decoding: response.body, as: UTF8.self))")
        #expect(location.hasPrefix(Tools.redirectAddress + "?"))
        return Tools.query(of: location)
    }

    @Test(
        "Code, tokens and claims, with each way in which a client shows who it is",
        arguments: OpenIDOptions.ClientAuthentication.allCases
    )
    func complete(method: OpenIDOptions.ClientAuthentication) async throws {
        let provider = OpenIDProvider(try await options(method), client: OutgoingClient())
        let (address, pending) = try await provider.begin(
            redirectAddress: Tools.redirectAddress,
            returnTo: "/documents/x?q=a",
            languages: ["de", "en"]
        )
        let asked = Dictionary(Tools.query(of: address).map { ($0.name, $0.value) }) { $1 }
        #expect(asked["ui_locales"] == "de en" && asked["code_challenge_method"] == "S256")
        #expect(!address.contains(pending.verifier))
        let person = try await provider.finish(try await signIn("anna", at: address), pending: pending)
        #expect(person.subject == "anna" && person.issuer == issuer && person.name == "Anna Schmidt")
        #expect(person.email == "anna@wood.example" && !person.isEmailVerified)
        #expect(person.role == .curator && person.returnPath == "/documents/x?q=a")
        let told = try await Tools.browser.send(OutgoingRequest("\(issuer)/last-token-request"))
        let request = try JSONDecoder().decode(TokenRequest.self, from: Data(told.body))
        #expect(request.basic == (method == .basic))
        #expect(request.fields.contains("client_secret") == (method == .post))

        let (again, other) = try await provider.begin(
            redirectAddress: Tools.redirectAddress,
            returnTo: "//evil.example"
        )
        let bob = try await provider.finish(try await signIn("bob", at: again), pending: other)
        #expect(bob.role == .anonymous && bob.email == nil && bob.returnPath == "/")

        let end = try await provider.signOutAddress(idToken: person.idToken, returnTo: "https://vet.example/")
        #expect(end?.hasPrefix("\(issuer)/oauth2/end_session?client_id=") == true)
        #expect(end?.contains("post_logout_redirect_uri=https%3A%2F%2Fvet.example%2F") == true)
    }

    @Test("A response counts once, and only in the browser that began")
    func replayed() async throws {
        let provider = OpenIDProvider(try await options(), client: OutgoingClient())
        let (address, pending) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        let query = try await signIn("anna", at: address)
        // Another browser: an attacker's response in the browser of somebody else.
        let (_, foreign) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        await #expect(throws: OpenIDError.forged("state is not that of this browser")) {
            try await provider.finish(query, pending: foreign)
        }
        #expect(try await provider.finish(query, pending: pending).subject == "anna")
        await #expect(throws: OpenIDError.forged("state was used before")) {
            try await provider.finish(query, pending: pending)
        }
        // The same code with a state of its own: the provider refuses the code.
        let code = try #require(query.first { $0.name == "code" })
        await #expect(throws: OpenIDError.self) {
            try await provider.finish([code, ("state", foreign.state)], pending: foreign)
        }
        // A stolen code does not help without the verifier.
        let (next, own) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        let stolen = try #require(try await signIn("anna", at: next).first { $0.name == "code" })
        let (_, thief) = try await provider.begin(redirectAddress: Tools.redirectAddress, returnTo: "/")
        await #expect(throws: OpenIDError.provider("it answered 400 to the code (invalid_grant)")) {
            try await provider.finish([stolen, ("state", thief.state)], pending: thief)
        }
        #expect(own.state != thief.state)
    }
}
