import Catalogue
import DocumentModel
import Foundation
import JWTKit
import Synchronization
import SystemPackage

/// How tokens that the platform signs are read.
public struct PlatformTokens: Sendable {
    /// The file with the platform's public keys (a JWKS, RFC 7517); it is read again when it has changed.
    public var keys: FilePath
    /// Whose tokens count (`iss`).
    public var issuer: String?
    /// For whom they must be (`aud`).
    public var audience: String?
    /// The claim that names roles: a text, or a list of them.
    public var rolesClaim = "roles"

    public init(keys: FilePath) { self.keys = keys }
}

/// The file with the platform's keys is not what it must be.
public struct PlatformKeysError: Error, CustomStringConvertible {
    public let description: String
}

/// Tells who shows a token: one of the toolbox's own, or a JWT that the platform signed.
actor TokenVerifier {
    private let catalogue: Catalogue
    private let platform: PlatformTokens?
    private let pool: WorkPool
    private var loaded: (stamp: Double, keys: JWTKeyCollection)?

    /// Throws where the platform's keys cannot be read.
    /// - Parameter pool: where the catalogue and the file with the keys are read.
    init(_ catalogue: Catalogue, platform: PlatformTokens?, pool: WorkPool) async throws {
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
                    + (isThere ? "is no JWKS: {\"keys\": […]} as RFC 7517 has it would be right" : "cannot be read")
            )
        }
    }

    /// Nil where the token does not count, for whatever reason.
    func actor(showing token: String) async throws -> Actor? {
        let catalogue = catalogue
        if let actor = try await pool.run({ try catalogue.actor(showing: token) }) { return actor }
        guard let platform, token.count(where: { $0 == "." }) == 2 else { return nil }
        guard let claims = try? await keys(of: platform).verify(token, as: PlatformClaims.self) else { return nil }
        if let issuer = platform.issuer, claims.issuer != issuer { return nil }
        if let audience = platform.audience, !claims.audience.contains(audience) { return nil }
        let role = claims.texts(of: platform.rolesClaim).compactMap { Role(rawValue: $0.lowercased()) }.max()
        // The platform knows this person, and says of no role that we know: a member of nothing reads what all read.
        return Actor(name: "jwt \(claims.subject ?? "without subject")", role: role ?? .anonymous)
    }

    private func keys(of platform: PlatformTokens) async throws -> JWTKeyCollection {
        let path = platform.keys
        let stamp = try await pool.run { () -> Double in
            let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
            return (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        }
        if let loaded, loaded.stamp == stamp { return loaded.keys }
        let text = try await pool.run { try String(contentsOfFile: path.string, encoding: .utf8) }
        let keys = try await JWTKeyCollection().add(jwksJSON: text)
        loaded = (stamp, keys)
        return keys
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
