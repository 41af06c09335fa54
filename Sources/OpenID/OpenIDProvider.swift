import Cryptography
import DocumentModel
import Encodings
import Foundation
import Outgoing
import Synchronization

/// Signs people in at an identity provider: OpenID Connect, authorisation code flow with PKCE.
///
/// ``begin(redirectAddress:returnTo:languages:prompt:)`` gives an address for the browser and a ``PendingSignIn`` to store;
/// the provider sends the browser back to the redirect address, whose query goes to ``finish(_:pending:)``.
package struct OpenIDProvider: Sendable {
    private let options: OpenIDOptions
    private let client: OutgoingClient
    private let knowledge: ProviderKnowledge
    private let used = UsedStates()

    /// - Parameters:
    ///   - client: the service's client. The host of the issuer may have a private address, because the operator named it.
    ///   - leastKeyAge: keys are not fetched again before that. For tests.
    package init(_ options: OpenIDOptions, client: OutgoingClient, leastKeyAge: Duration = .seconds(60)) {
        self.options = options
        self.client = client.allowing([NamedHost(of: options.issuer)].compactMap { $0 })
        knowledge = ProviderKnowledge(options, client: self.client, leastKeyAge: leastKeyAge)
    }

    /// Begins a sign-in.
    /// - Parameters:
    ///   - redirectAddress: our address that is registered at the provider; absolute.
    ///   - returnTo: the path of the page where the reader came from.
    ///   - languages: the reader's languages (BCP 47), the best first.
    ///   - prompt: `login` to make people sign in again, `select_account`, `none`; nil for the provider's usual way.
    /// - Throws: ``OpenIDError/provider(_:)``, or `CancellationError`.
    package func begin(
        redirectAddress: String,
        returnTo: String,
        languages: [String] = [],
        prompt: String? = nil
    ) async throws -> (address: String, pending: PendingSignIn) {
        let description = try await knowledge.describe()
        let pending = PendingSignIn(redirectAddress: redirectAddress, returnTo: returnTo)
        var query = [
            ("response_type", "code"), ("client_id", options.clientID), ("redirect_uri", redirectAddress),
            ("scope", (["openid"] + options.scopes.filter { $0 != "openid" }).joined(separator: " ")),
            ("state", pending.state), ("nonce", pending.nonce), ("code_challenge", pending.challenge),
            ("code_challenge_method", "S256"),
        ]
        if let prompt { query.append(("prompt", prompt)) }
        if !languages.isEmpty { query.append(("ui_locales", languages.joined(separator: " "))) }
        return (Self.adding(query, to: description.authorizationEndpoint), pending)
    }

    /// Ends a sign-in.
    /// - Parameters:
    ///   - query: the parameters of the request to the redirect address, each in its order; one that comes twice is refused.
    ///   - pending: what this browser began. Remove it first, so that it cannot be used twice.
    /// - Throws: ``OpenIDError``, or `CancellationError`.
    package func finish(
        _ query: [(name: String, value: String)],
        pending: PendingSignIn,
        now: Date = Date()
    ) async throws -> OpenIDSignIn {
        var parameters: [String: String] = [:]
        for (name, value) in query where parameters.updateValue(value, forKey: name) != nil {
            throw OpenIDError.forged("\(name) comes twice")
        }
        guard let state = parameters["state"], ConstantTime.equal(state, pending.state) else {
            throw OpenIDError.forged("state is not that of this browser")
        }
        guard used.take(state, at: now) else { throw OpenIDError.forged("state was used before") }
        guard !pending.isExpired(at: now) else { throw OpenIDError.expired }
        let description = try await knowledge.describe()
        // Against responses of another provider (RFC 9207).
        if let issuer = parameters["iss"] {
            guard issuer == options.issuer else { throw OpenIDError.forged("iss is not the issuer") }
        } else if description.namesIssuer == true {
            throw OpenIDError.forged("iss is missing")
        }
        if let error = parameters["error"] { throw OpenIDError.refused(code: Self.code(error)) }
        guard let code = parameters["code"], !code.isEmpty else { throw OpenIDError.forged("code is missing") }

        let answer = try await exchange(code, pending: pending, description: description)
        guard let text = answer.idToken else { throw OpenIDError.provider("its answer has no ID token") }
        guard let verified = try await knowledge.verified(text, key: Self.keyName(of: text)) else {
            throw OpenIDError.badToken("its signature is not the provider's")
        }
        let token = try IDToken(
            verified.payload,
            algorithm: verified.algorithm,
            options: options,
            pending: pending,
            accessToken: answer.accessToken,
            now: now
        )
        let claims = try await completed(token, accessToken: answer.accessToken, description: description)
        return OpenIDSignIn(
            issuer: options.issuer,
            subject: token.subject,
            name: Self.line(claims["name"]) ?? Self.line(claims["preferred_username"]),
            email: Self.line(claims["email"]),
            isEmailVerified: claims["email_verified"]?.isTrue ?? false,
            role: options.role(named: ClaimPath.texts(options.rolesClaim, in: claims)),
            session: claims["sid"]?.text,
            idToken: text,
            returnPath: pending.returnPath
        )
    }

    /// Where the browser goes to be signed out at the provider too (OpenID Connect RP-Initiated Logout); nil if the
    /// provider has no such address.
    /// - Parameter returnTo: our address that is registered at the provider, absolute; it leads back here.
    package func signOutAddress(idToken: String?, returnTo: String?) async throws -> String? {
        guard let address = try await knowledge.describe().endSessionEndpoint else { return nil }
        var query = [("client_id", options.clientID)]
        if let idToken { query.append(("id_token_hint", idToken)) }
        if let returnTo { query.append(("post_logout_redirect_uri", returnTo)) }
        return Self.adding(query, to: address)
    }

    /// Fetches the description, to find mistakes in the options when the service starts.
    package func check() async throws { _ = try await knowledge.describe() }

    /// Exchanges the code for tokens.
    private func exchange(
        _ code: String,
        pending: PendingSignIn,
        description: ProviderDescription
    ) async throws -> TokenAnswer {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", pending.redirectAddress),
            ("code_verifier", pending.verifier),
        ]
        var headers = [("Accept", "application/json")]
        let secret = options.clientSecret ?? ""
        switch try description.authentication(for: options) {
        case .basic:
            // Both are encoded as in forms first (RFC 6749, 2.3.1).
            let login = "\(PercentEncoding.encode(options.clientID)):\(PercentEncoding.encode(secret))"
            headers.append(("Authorization", "Basic \(Data(login.utf8).base64EncodedString())"))
        case .post: form += [("client_id", options.clientID), ("client_secret", secret)]
        case .none: form.append(("client_id", options.clientID))
        }
        var request = OutgoingRequest(
            description.tokenEndpoint,
            form: form.map { (name: $0.0, value: $0.1) },
            headers: headers.map { (name: $0.0, value: $0.1) }
        )
        // The secret, the code and the verifier are for this address only.
        request.mostRedirects = 0
        let response: OutgoingResponse
        do {
            response = try await client.send(request)
        } catch let error as OutgoingError {
            throw OpenIDError.provider(error.description)
        }
        let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(response.body))
        guard response.status == 200, let answer, answer.error == nil else {
            throw OpenIDError.provider(
                "it answered \(response.status) to the code" + (answer?.error.map { " (\(Self.code($0)))" } ?? "")
            )
        }
        return answer
    }

    /// The claims of a token, with those of the userinfo endpoint if name, e-mail or roles are missing: some providers have
    /// them only there.
    private func completed(
        _ token: IDToken,
        accessToken: String?,
        description: ProviderDescription
    ) async throws -> [String: JSONValue] {
        let isComplete =
            token.claims["name"] != nil && token.claims["email"] != nil
            && !ClaimPath.texts(options.rolesClaim, in: token.claims).isEmpty
        guard !isComplete, let accessToken, let address = description.userinfoEndpoint,
            accessToken.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return token.claims }
        var request = OutgoingRequest(address, headers: [("Authorization", "Bearer \(accessToken)")])
        request.mostRedirects = 0
        // What is missing is not needed for signing in.
        guard let response = try? await client.send(request), response.status == 200,
            case .object(let more)? = try? JSONDecoder().decode(JSONValue.self, from: Data(response.body))
        else {
            try Task.checkCancellation()
            return token.claims
        }
        guard more["sub"]?.text == token.subject else {
            throw OpenIDError.badToken("sub of the userinfo endpoint is somebody else")
        }
        return token.claims.merging(more) { own, _ in own }
    }

    /// The name of the key in the header of a token, before anything of it is verified.
    private static func keyName(of token: String) -> String? {
        guard let bytes = Base64URL.decode(token.prefix { $0 != "." }),
            case .object(let header)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        else { return nil }
        return header["kid"]?.text
    }

    /// A text for one line of a page; nil if it is empty or too long for a name.
    private static func line(_ value: JSONValue?) -> String? {
        guard let text = value?.text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty,
            text.utf8.count <= 500, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }

    /// An error code (RFC 6749, 4.1.2.1) without anything that does not belong into a log.
    private static func code(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { $0.isASCII && ($0.properties.isAlphabetic || $0 == "_") }.prefix(40).map(
                Character.init
            )
        )
    }

    private static func adding(_ query: [(String, String)], to address: String) -> String {
        let pairs = query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return address + (address.contains("?") ? "&" : "?") + pairs
    }
}

/// The states that were used in the last ten minutes: a second line of defence if a caller does not remove a sign-in.
private final class UsedStates: Sendable {
    private let times = Mutex<[String: Date]>([:])

    /// Returns false if the state was used before.
    func take(_ state: String, at now: Date) -> Bool {
        times.withLock { times in
            if times.count >= 10_000 {
                times = times.filter { now.timeIntervalSince($0.value) < PendingSignIn.longestTime + 60 }
            }
            return times.updateValue(now, forKey: state) == nil
        }
    }
}
