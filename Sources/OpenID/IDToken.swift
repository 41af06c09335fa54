import Cryptography
import Encodings
import Foundation

/// The claims of a verified ID token (OpenID Connect Core, 2), and the checks of 3.1.3.7.
struct IDToken {
    let claims: [String: JSONValue]
    let subject: String

    /// How far the clocks of both sides may differ, in seconds.
    private static let leeway: Double = 60
    /// How old a token may be that belongs to a sign-in of at most ten minutes.
    private static let longestAge: Double = PendingSignIn.longestTime + leeway

    /// - Parameters:
    ///   - payload: the payload of a token whose signature was verified.
    ///   - algorithm: the algorithm of its signature.
    ///   - accessToken: what came with it; checked if the token has its hash.
    /// - Throws: ``OpenIDError/badToken(_:)``.
    init(
        _ payload: Data,
        algorithm: String,
        options: OpenIDOptions,
        pending: PendingSignIn,
        accessToken: String?,
        now: Date
    ) throws {
        guard case .object(let claims)? = try? JSONDecoder().decode(JSONValue.self, from: payload) else {
            throw OpenIDError.badToken("its payload is not a JSON object")
        }
        self.claims = claims
        func fail(_ reason: String) -> OpenIDError { .badToken(reason) }
        guard let subject = claims["sub"]?.text, !subject.isEmpty, subject.utf8.count <= 255 else {
            throw fail("sub is missing or too long")
        }
        self.subject = subject
        guard claims["iss"]?.text == options.issuer else { throw fail("iss is not the issuer") }

        let audience = claims["aud"]?.texts ?? []
        guard audience.contains(options.clientID) else { throw fail("aud does not contain the client id") }
        let party = claims["azp"]?.text
        guard audience.count == 1 || party != nil else { throw fail("azp is missing, and aud has several values") }
        guard claims["azp"] == nil || party == options.clientID else { throw fail("azp is another client") }

        let seconds = now.timeIntervalSince1970
        guard let expires = claims["exp"]?.seconds, seconds < expires + Self.leeway else { throw fail("exp is over") }
        guard let issued = claims["iat"]?.seconds else { throw fail("iat is missing") }
        guard issued < seconds + Self.leeway, issued > seconds - Self.longestAge else {
            throw fail("iat is in the future, or too long ago")
        }
        if let notBefore = claims["nbf"] {
            guard let start = notBefore.seconds, start < seconds + Self.leeway else {
                throw fail("nbf is in the future")
            }
        }
        guard let nonce = claims["nonce"]?.text, ConstantTime.equal(nonce, pending.nonce) else {
            throw fail("nonce is not that of this sign-in")
        }
        if let hash = claims["at_hash"] {
            guard let accessToken, let expected = Self.hash(of: accessToken, algorithm: algorithm),
                let given = hash.text, ConstantTime.equal(given, expected)
            else { throw fail("at_hash is not that of the access token") }
        }
    }

    /// The left half of the hash that belongs to an algorithm (OpenID Connect Core, 3.1.3.6): that of Ed25519 is SHA-512.
    private static func hash(of accessToken: String, algorithm: String) -> String? {
        let full: [UInt8]
        switch algorithm.suffix(3) {
        case "256": full = SHA256.hash(accessToken.utf8)
        case "384": full = LongHash.sha384(accessToken.utf8)
        case "512", "DSA": full = LongHash.sha512(accessToken.utf8)
        default: return nil
        }
        return Base64URL.encode(full.prefix(full.count / 2))
    }
}

extension JSONValue {
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A string or a list of strings. Nil for anything else.
    var texts: [String]? {
        switch self {
        case .string(let text): return [text]
        case .array(let values):
            let texts = values.compactMap(\.text)
            return texts.count == values.count ? texts : nil
        default: return nil
        }
    }

    /// A time in seconds since 1970.
    var seconds: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    var isTrue: Bool { self == .bool(true) || self == .string("true") }
}
