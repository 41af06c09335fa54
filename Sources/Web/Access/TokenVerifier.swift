import Catalogue
import Cryptography
import DocumentModel
import Foundation
import Synchronization
import SystemPackage

/// How tokens signed by the platform are verified.
package struct PlatformTokens: Sendable {
    /// The file with the platform's public keys (a JWKS, RFC 7517); it is read again after a change.
    package var keys: FilePath
    /// The issuer of valid tokens (`iss`).
    package var issuer: String
    /// The audience of valid tokens (`aud`).
    package var audience: String
    /// The claim with the roles: a string, or a list of strings.
    package var rolesClaim = "roles"

    /// Issuer and audience are required, because a platform signs tokens for its other services with the same keys.
    package init(keys: FilePath, issuer: String, audience: String) {
        (self.keys, self.issuer, self.audience) = (keys, issuer, audience)
    }
}

/// The file with the platform's keys cannot be used.
package struct PlatformKeysError: Error, CustomStringConvertible {
    package let description: String
}

/// Verifies tokens: the toolbox's own, and JWTs signed by the platform.
package actor TokenVerifier {
    private let catalogue: Catalogue
    private let platform: PlatformTokens?
    private let pool: WorkPool
    private var loaded: (stamp: Double, keys: TokenKeys)?

    /// Throws if the platform's keys cannot be read.
    /// - Parameter pool: reads the catalogue and the file with the keys.
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

    /// The actor of a token; nil if it is invalid, for any reason.
    func actor(showing token: String) async throws -> Actor? {
        let catalogue = catalogue
        if let actor = try await pool.run({ try catalogue.tokens.actor(showing: token) }) { return actor }
        guard let platform, token.count(where: { $0 == "." }) == 2 else { return nil }
        let known: TokenKeys
        do {
            known = try await keys(of: platform)
        } catch let error where !(error is Problem || error is CancellationError) {
            return nil  // Not for overload or cancellation, which are not about the token.
        }
        guard let payload = known.payload(of: token),
            let claims = try? JSONDecoder().decode(PlatformClaims.self, from: payload), claims.count(at: Date()),
            claims.issuer == platform.issuer, claims.audience.contains(platform.audience)
        else { return nil }
        let role = claims.texts(of: platform.rolesClaim).compactMap { Role(rawValue: $0.lowercased()) }.max()
        // A person without a role known here can read what is public.
        return Actor(name: "jwt \(claims.subject ?? "without subject")", role: role ?? .anonymous)
    }

    private func keys(of platform: PlatformTokens) async throws -> TokenKeys {
        let path = platform.keys
        let stamp = try await pool.run { () -> Double in
            let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
            return (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        }
        if let loaded, loaded.stamp == stamp { return loaded.keys }
        let keys = try TokenKeys(json: try await pool.run { try Data(contentsOf: URL(filePath: path.string)) })
        loaded = (stamp, keys)
        return keys
    }
}

/// The claims of a platform's token.
private struct PlatformClaims: Decodable {
    var subject: String?
    var issuer: String?
    var audience: [String] = []
    /// Required, because a token without an end would be valid forever.
    private let expires: Double
    private let notBefore: Double?
    private var all: [String: Claim]

    func texts(of claim: String) -> [String] { all[claim]?.texts ?? [] }

    /// Whether the token is valid at this time.
    func count(at time: Date) -> Bool {
        let now = time.timeIntervalSince1970
        return now < expires && notBefore.map { $0 < now } ?? true
    }

    private enum CodingKeys: String, CodingKey { case sub, iss, aud, exp, nbf }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        subject = try container.decodeIfPresent(String.self, forKey: .sub)
        issuer = try container.decodeIfPresent(String.self, forKey: .iss)
        audience = try container.decodeIfPresent(Claim.self, forKey: .aud)?.texts ?? []
        expires = try container.decode(Double.self, forKey: .exp)
        notBefore = try container.decodeIfPresent(Double.self, forKey: .nbf)
        all = try [String: Claim](from: decoder)
    }

    /// A claim that is a string or a list of strings; other values are dropped.
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
