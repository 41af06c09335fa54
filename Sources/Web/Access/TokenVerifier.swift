import Catalogue
import DocumentModel
import Foundation
import JWTKit
import Synchronization
import SystemPackage

/// How tokens that the platform signs are read.
package struct PlatformTokens: Sendable {
    /// The file with the platform's public keys (a JWKS, RFC 7517); it is read again when it has changed.
    package var keys: FilePath
    /// Whose tokens count (`iss`).
    package var issuer: String
    /// For whom they must be (`aud`).
    package var audience: String
    /// The claim that names roles: a text, or a list of them.
    package var rolesClaim = "roles"

    /// Issuer and audience are not optional: with the same keys a platform signs tokens for its other services, too.
    package init(keys: FilePath, issuer: String, audience: String) {
        (self.keys, self.issuer, self.audience) = (keys, issuer, audience)
    }
}

/// The file with the platform's keys is not what it must be.
package struct PlatformKeysError: Error, CustomStringConvertible {
    package let description: String
}

/// Tells who shows a token: one of the toolbox's own, or a JWT that the platform signed.
package actor TokenVerifier {
    private let catalogue: Catalogue
    private let platform: PlatformTokens?
    private let pool: WorkPool
    private var loaded: (stamp: Double, keys: PlatformKeys)?

    /// Throws where the platform's keys cannot be read.
    /// - Parameter pool: where the catalogue and the file with the keys are read.
    package init(_ catalogue: Catalogue, platform: PlatformTokens?, pool: WorkPool) async throws {
        self.catalogue = catalogue
        self.platform = platform
        self.pool = pool
        guard let platform else { return }
        do {
            _ = try await keys(of: platform)
        } catch {
            let isThere = FileManager.default.isReadableFile(atPath: platform.keys.string)
            throw PlatformKeysError(
                description: "\(platform.keys) "
                    + (isThere ? "is not a JWKS; expected {\"keys\": […]} (RFC 7517)" : "cannot be read")
            )
        }
    }

    /// Nil where the token does not count, for whatever reason.
    func actor(showing token: String) async throws -> Actor? {
        let catalogue = catalogue
        if let actor = try await pool.run({ try catalogue.tokens.actor(showing: token) }) { return actor }
        guard let platform, token.count(where: { $0 == "." }) == 2 else { return nil }
        let known: PlatformKeys
        do {
            known = try await keys(of: platform)
        } catch let error where !(error is Problem || error is CancellationError) {
            return nil  // Being busy, or given up, says nothing of the token.
        }
        guard known.accept(headerOf: token),
            let claims = try? await known.collection.verify(token, as: PlatformClaims.self),
            claims.issuer == platform.issuer, claims.audience.contains(platform.audience)
        else { return nil }
        let role = claims.texts(of: platform.rolesClaim).compactMap { Role(rawValue: $0.lowercased()) }.max()
        // The platform knows this person, and says of no role that we know: a member of nothing reads what all read.
        return Actor(name: "jwt \(claims.subject ?? "without subject")", role: role ?? .anonymous)
    }

    private func keys(of platform: PlatformTokens) async throws -> PlatformKeys {
        let path = platform.keys
        let stamp = try await pool.run { () -> Double in
            let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
            return (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        }
        if let loaded, loaded.stamp == stamp { return loaded.keys }
        let text = try await pool.run { try String(contentsOfFile: path.string, encoding: .utf8) }
        let keys = try await PlatformKeys(json: text)
        loaded = (stamp, keys)
        return keys
    }
}

/// A platform's public keys.
private struct PlatformKeys: Sendable {
    let collection: JWTKeyCollection
    private let identifiers: Set<String>

    init(json: String) async throws {
        let set = try JSONDecoder().decode(JWKS.self, from: Data(json.utf8))
        identifiers = Set(set.keys.compactMap { $0.keyIdentifier?.string })
        collection = try await JWTKeyCollection().add(jwks: set)
    }

    /// Whether a token's header asks for nothing that is not done here. The library checks neither of these: it takes its first
    /// key for one that it does not know, and passes over extensions that a token declares critical (`crit`, RFC 7515, 4.1.11).
    /// Of those none is understood.
    func accept(headerOf token: String) -> Bool {
        guard let encoded = token.split(separator: ".", omittingEmptySubsequences: false).first,
            let data = Data(base64URL: encoded), let header = try? JSONDecoder().decode(Header.self, from: data),
            !header.hasCritical
        else { return false }
        return header.kid.map(identifiers.contains) ?? true
    }

    private struct Header: Decodable {
        var kid: String?
        var hasCritical: Bool

        private enum CodingKeys: String, CodingKey { case kid, crit }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            kid = container.contains(.kid) ? try container.decode(String.self, forKey: .kid) : nil
            hasCritical = container.contains(.crit)
        }
    }
}

extension Data {
    /// The bytes that base64url without padding (RFC 4648, 5) stands for.
    fileprivate init?(base64URL text: some StringProtocol) {
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}

/// What a platform's token says.
private struct PlatformClaims: JWTPayload {
    var subject: String?
    var issuer: String?
    var audience: [String] = []
    /// A token without an end would count for ever, so it must have one.
    private let expires: ExpirationClaim
    private let notBefore: NotBeforeClaim?
    private var all: [String: Claim]

    func texts(of claim: String) -> [String] { all[claim]?.texts ?? [] }

    func verify(using algorithm: some JWTAlgorithm) throws {
        try expires.verifyNotExpired()
        try notBefore?.verifyNotBefore()
    }

    private enum CodingKeys: String, CodingKey { case sub, iss, aud, exp, nbf }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        subject = try container.decodeIfPresent(String.self, forKey: .sub)
        issuer = try container.decodeIfPresent(String.self, forKey: .iss)
        audience = try container.decodeIfPresent(Claim.self, forKey: .aud)?.texts ?? []
        expires = try container.decode(ExpirationClaim.self, forKey: .exp)
        notBefore = try container.decodeIfPresent(NotBeforeClaim.self, forKey: .nbf)
        all = try [String: Claim](from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(subject, forKey: .sub)
        try container.encodeIfPresent(issuer, forKey: .iss)
        try container.encode(expires, forKey: .exp)
    }

    /// A claim that is a text or a list of texts; of others nothing is kept.
    private struct Claim: Decodable, Sendable {
        var texts: [String] = []

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                texts = [text]
            } else {
                texts = (try? container.decode([String].self)) ?? []
            }
        }
    }
}
