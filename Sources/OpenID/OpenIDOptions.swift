import DocumentModel
import Outgoing

/// An identity provider, and what vetsearch is registered as there (`--oidc-issuer`, `--oidc-client-id`,
/// `--oidc-client-secret-file`, `--oidc-roles-claim`, `--oidc-role`, `--oidc-scope`, `--oidc-client-authentication`).
package struct OpenIDOptions: Sendable {
    /// How the client shows the provider that it is the one that was registered (OpenID Connect Core, 9).
    package enum ClientAuthentication: String, Sendable, CaseIterable {
        case basic = "client_secret_basic"
        case post = "client_secret_post"
        /// A public client without a secret: PKCE alone.
        case none
    }

    /// Exactly as in its tokens, without `/.well-known/openid-configuration`.
    package let issuer: String
    package let clientID: String
    /// Nil for a public client.
    package let clientSecret: String?
    /// Nil: what the provider's description offers.
    package var authentication: ClientAuthentication?
    /// Besides `openid`.
    package var scopes = ["profile", "email"]
    /// Where the roles are in the claims: the name of a claim, which may be an address, or a path such as
    /// `realm_access.roles`.
    package var rolesClaim = "roles"
    /// The provider's names of our roles. Empty: the same names, in any case.
    package var roles: [String: Role] = [:]
    /// The role of people without any of these.
    package var roleOfOthers = Role.anonymous

    /// - Throws: ``OpenIDOptionsError``, which names what is wrong. An issuer with http is allowed only on this machine.
    package init(issuer: String, clientID: String, clientSecret: String? = nil) throws {
        guard let address = WebAddress(issuer), address.scheme == "https" || Self.isLoopback(address),
            !issuer.contains("?"), !issuer.contains("#")
        else {
            throw OpenIDOptionsError(
                description: "the issuer must be an https address without a query, such as https://login.example.eu"
            )
        }
        guard !clientID.isEmpty else { throw OpenIDOptionsError(description: "the client id is empty") }
        guard clientSecret != "" else { throw OpenIDOptionsError(description: "the client secret is empty") }
        (self.issuer, self.clientID, self.clientSecret) = (issuer, clientID, clientSecret)
    }

    /// Whether http is as good as https: the request does not leave the machine.
    static func isLoopback(_ address: WebAddress) -> Bool {
        address.scheme == "http" && ["localhost", "127.0.0.1", "[::1]"].contains(address.host)
    }

    /// The greatest of our roles that somebody has at the provider.
    package func role(named names: [String]) -> Role {
        let known = names.compactMap { name in
            roles.isEmpty ? Role(rawValue: name.lowercased()) : roles[name]
        }
        return max(known.max() ?? roleOfOthers, roleOfOthers)
    }
}

package struct OpenIDOptionsError: Error, CustomStringConvertible {
    package let description: String
}

/// Why somebody could not be signed in. What the reader is told should not depend on the case, except for
/// ``refused(code:)`` and ``expired``; the description is for the log.
package enum OpenIDError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The provider cannot be reached, or its answers are not those of a provider.
    case provider(String)
    /// The provider did not sign the person in: `access_denied`, `login_required`, ….
    case refused(code: String)
    /// The sign-in took longer than ten minutes.
    case expired
    /// The response does not belong to this sign-in, or was used before.
    case forged(String)
    /// The ID token does not count.
    case badToken(String)

    package var description: String {
        switch self {
        case .provider(let reason): "the identity provider: \(reason)"
        case .refused(let code): "the identity provider did not sign the person in: \(code)"
        case .expired: "the sign-in took too long"
        case .forged(let reason): "the response of the sign-in does not count: \(reason)"
        case .badToken(let reason): "the ID token does not count: \(reason)"
        }
    }
}
