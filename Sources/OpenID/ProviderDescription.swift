import Foundation
import Outgoing

/// How a provider describes itself (OpenID Connect Discovery 1.0, 3).
struct ProviderDescription: Sendable, Decodable {
    var issuer: String
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var keysAddress: String
    var userinfoEndpoint: String?
    var endSessionEndpoint: String?
    var authenticationMethods: [String]?
    /// Whether each response names its issuer (RFC 9207).
    var namesIssuer: Bool?
    var challengeMethods: [String]?

    private enum CodingKeys: String, CodingKey {
        case issuer
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case keysAddress = "jwks_uri"
        case userinfoEndpoint = "userinfo_endpoint"
        case endSessionEndpoint = "end_session_endpoint"
        case authenticationMethods = "token_endpoint_auth_methods_supported"
        case namesIssuer = "authorization_response_iss_parameter_supported"
        case challengeMethods = "code_challenge_methods_supported"
    }

    /// Checks that it is the description of this issuer, and that its addresses are as safe as the issuer's.
    /// - Throws: ``OpenIDError/provider(_:)``.
    func check(for options: OpenIDOptions) throws {
        guard issuer == options.issuer else {
            throw OpenIDError.provider("it calls itself \(issuer), not \(options.issuer)")
        }
        let isLocal = WebAddress(options.issuer).map(OpenIDOptions.isLoopback) ?? false
        let all =
            [authorizationEndpoint, tokenEndpoint, keysAddress]
            + [userinfoEndpoint, endSessionEndpoint].compactMap(\.self)
        for text in all {
            guard let address = WebAddress(text),
                address.scheme == "https" || isLocal && OpenIDOptions.isLoopback(address), !text.contains("#")
            else { throw OpenIDError.provider("\(text) in its description is not an https address") }
        }
        if let challengeMethods, !challengeMethods.contains("S256") {
            throw OpenIDError.provider("it does not support PKCE with S256")
        }
    }

    /// How the client authenticates itself with a secret; `.none` without one.
    func authentication(for options: OpenIDOptions) throws -> OpenIDOptions.ClientAuthentication {
        guard options.clientSecret != nil else { return .none }
        if let wanted = options.authentication { return wanted }
        // The default of the specification is client_secret_basic.
        guard let authenticationMethods else { return .basic }
        for method in [OpenIDOptions.ClientAuthentication.basic, .post]
        where authenticationMethods.contains(method.rawValue) {
            return method
        }
        throw OpenIDError.provider("it supports neither client_secret_basic nor client_secret_post")
    }
}

/// The answer to a token request (RFC 6749, 5.1, and OpenID Connect Core, 3.1.3.3).
struct TokenAnswer: Decodable {
    var idToken: String?
    var accessToken: String?
    var error: String?

    private enum CodingKeys: String, CodingKey {
        case idToken = "id_token"
        case accessToken = "access_token"
        case error
    }
}
