import CRhonabwy
import Foundation

/// The public keys of a platform: a JSON Web Key Set (RFC 7517), which verifies JSON Web Signatures (RFC 7515).
///
/// The keys of the set are the only ones: a key or an address of keys in the header of a token is ignored.
package struct TokenKeys {
    private var keys: [String: Key] = [:]
    /// For tokens that do not name their key.
    private var first: Key?

    /// The signature algorithms by type of key and curve (RFC 7518, 3.1, and RFC 8037). There is no `none`, and no HMAC, for
    /// which a public key would be the secret.
    private static let algorithms: [String: Set<String>] = [
        "RSA": ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
        "EC P-256": ["ES256"], "EC P-384": ["ES384"], "EC P-521": ["ES512"],
        "OKP Ed25519": ["EdDSA"],
    ]
    /// Algorithms of keys that platforms publish beside the others. Nothing is verified with such a key.
    private static let encrypting: Set<String> = ["RSA-OAEP"]
    private static let leastRSABits: UInt32 = 2048
    /// In base64url.
    private static let coordinateLengths = ["P-256": 43, "P-384": 64, "P-521": 88]

    private static let isReady = r_global_init() == RHN_OK

    /// - Throws: ``TokenKeysError`` if the JSON is not a set of public keys, each with a `kid`. An RSA key has at least 2048
    ///   bits.
    package init(json: Data) throws {
        var set: UnsafeMutablePointer<jwks_t>?
        guard Self.isReady, r_jwks_init(&set) == RHN_OK, let set else { throw TokenKeysError() }
        defer { r_jwks_free(set) }
        // Rhonabwy also takes a single key for a set.
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any], object["keys"] is [Any],
            r_jwks_import_from_json_str(set, String(decoding: json, as: UTF8.self)) == RHN_OK
        else { throw TokenKeysError() }
        for index in 0..<r_jwks_size(set) {
            guard let key = r_jwks_get_at(set, index).map(Key.init) else { throw TokenKeysError() }
            keys[try key.check()] = key
            if first == nil { first = key }
        }
    }

    /// The keys of a set that an identity provider publishes. What is not a public key for signatures is left out (RFC 7517,
    /// 5), and a key needs no `kid`.
    /// - Throws: ``TokenKeysError`` if the JSON is not a set, or if no key is left.
    package init(published json: Data) throws {
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let all = object["keys"] as? [[String: Any]], all.count <= Self.mostPublished
        else { throw TokenKeysError() }
        let usable = all.enumerated().compactMap { index, key -> [String: Any]? in
            guard key["use"] as? String ?? "sig" == "sig" else { return nil }
            // Only what makes a public key: a certificate beside it is not read.
            var plain = key.filter { ["kty", "kid", "alg", "crv", "x", "y", "n", "e", "d", "k"].contains($0.key) }
            if plain["kid"] == nil { plain["kid"] = "key \(index) without a name" }
            guard let single = try? JSONSerialization.data(withJSONObject: ["keys": [plain]]),
                let keys = try? TokenKeys(json: single), keys.first?.algorithms.isEmpty == false
            else { return nil }
            return plain
        }
        guard !usable.isEmpty else { throw TokenKeysError() }
        try self.init(json: JSONSerialization.data(withJSONObject: ["keys": usable]))
    }

    private static let mostPublished = 100

    /// Whether the set has a key of this name.
    package func contains(key name: String) -> Bool { keys[name] != nil }

    /// The payload of a token in compact form (RFC 7515, 7.1), if one of these keys signed it; nil otherwise.
    package func payload(of token: String) -> Data? { verified(token)?.payload }

    /// The payload of a token as in ``payload(of:)``, and the algorithm (RFC 7518) of its signature.
    package func verified(_ token: String) -> (payload: Data, algorithm: String)? {
        var signature: UnsafeMutablePointer<jws_t>?
        guard r_jws_init(&signature) == RHN_OK, let signature else { return nil }
        defer { r_jws_free(signature) }
        // Without the flags for keys in headers and for tokens without a signature.
        guard
            r_jws_advanced_compact_parsen(
                signature,
                token,
                token.utf8.count,
                UInt32(R_PARSE_NONE),
                R_FLAG_IGNORE_REMOTE
            ) == RHN_OK,
            let header = Self.header(of: signature), !header.hasCritical,
            let key = header.kid.map({ keys[$0] }) ?? first, key.algorithms.contains(header.alg),
            r_jws_verify_signature(signature, key.pointer, R_FLAG_IGNORE_REMOTE) == RHN_OK
        else { return nil }
        var count = 0
        guard let bytes = r_jws_get_payload(signature, &count) else { return nil }
        return (Data(bytes: bytes, count: count), header.alg)
    }

    private static func header(of signature: UnsafeMutablePointer<jws_t>) -> Header? {
        guard let text = r_jws_get_full_header_str(signature) else { return nil }
        defer { r_free(text) }
        return try? JSONDecoder().decode(Header.self, from: Data(String(cString: text).utf8))
    }

    private struct Header: Decodable {
        var kid: String?
        var alg: String
        /// Whether it names extensions that a reader must support (RFC 7515, 4.1.11). None are supported.
        var hasCritical: Bool

        private enum CodingKeys: String, CodingKey { case kid, alg, crit }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            kid = container.contains(.kid) ? try container.decode(String.self, forKey: .kid) : nil
            alg = try container.decode(String.self, forKey: .alg)
            hasCritical = container.contains(.crit)
        }
    }

    /// One key of the set.
    private final class Key {
        let pointer: UnsafeMutablePointer<jwk_t>
        /// What it verifies: its own algorithm; if it names none, all of its type.
        let algorithms: Set<String>

        /// - Parameter pointer: a key, which belongs to the new object.
        init(_ pointer: UnsafeMutablePointer<jwk_t>) {
            self.pointer = pointer
            let possible = TokenKeys.algorithms[Self.type(of: pointer)] ?? []
            algorithms = Self.text("alg", of: pointer).map { possible.intersection([$0]) } ?? possible
        }

        deinit { r_jwk_free(pointer) }

        /// Checks that it is a public key which can verify something, or an encryption key. Returns its name.
        func check() throws -> String {
            var bits: UInt32 = 0
            let type = r_jwk_key_type(pointer, &bits, R_FLAG_IGNORE_REMOTE)
            let isEncrypting = Self.text("alg", of: pointer).map(TokenKeys.encrypting.contains) ?? false
            guard type & R_KEY_TYPE_PUBLIC != 0, let name = Self.text("kid", of: pointer),
                isEncrypting || !algorithms.isEmpty,
                type & R_KEY_TYPE_RSA == 0 || bits >= TokenKeys.leastRSABits, isWhole
            else { throw TokenKeysError() }
            return name
        }

        /// Whether the coordinates of a point are as long as its curve requires. Rhonabwy does not check that.
        private var isWhole: Bool {
            guard let length = Self.text("crv", of: pointer).flatMap({ TokenKeys.coordinateLengths[$0] }) else {
                return true
            }
            return ["x", "y"].allSatisfy { Self.text($0, of: pointer)?.utf8.count == length }
        }

        private static func type(of pointer: UnsafeMutablePointer<jwk_t>) -> String {
            ["kty", "crv"].compactMap { text($0, of: pointer) }.joined(separator: " ")
        }

        private static func text(_ property: String, of pointer: UnsafeMutablePointer<jwk_t>) -> String? {
            r_jwk_get_property_str(pointer, property).map { String(cString: $0) }
        }
    }
}

/// The file is not a set of public keys for signatures.
package struct TokenKeysError: Error {}
