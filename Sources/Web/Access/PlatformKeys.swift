import Cryptography
import Foundation

/// A platform's public keys: a JWKS (RFC 7517).
struct PlatformKeys {
    private var keys: [String: JSONWebKey] = [:]
    /// For tokens that do not name their key.
    private var first: JSONWebKey?

    /// Throws where any of the keys cannot be one for signatures, or has no name.
    init(json: Data) throws {
        for key in try JSONDecoder().decode(KeySet.self, from: json).keys {
            keys[key.name] = key
            if first == nil { first = key }
        }
    }

    private struct KeySet: Decodable {
        var keys: [JSONWebKey]
    }

    /// The payload of a token in compact form (RFC 7515, 7.1), if one of these keys signed it.
    func payload(of token: String) -> Data? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count == 3, let header = Data(base64URL: parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: header),
            // Extensions that must be understood; of those none is (RFC 7515, 4.1.11).
            !header.hasCritical,
            let key = header.kid.map({ keys[$0] }) ?? first,
            let algorithm = key.algorithm(for: header.alg),
            let signature = Data(base64URL: parts[2]), let payload = Data(base64URL: parts[1]),
            key.key.isValid([UInt8](signature), of: Array((parts[0] + "." + parts[1]).utf8), by: algorithm)
        else { return nil }
        return payload
    }

    private struct Header: Decodable {
        var kid: String?
        var alg: String?
        var hasCritical: Bool

        private enum CodingKeys: String, CodingKey { case kid, alg, crit }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            kid = container.contains(.kid) ? try container.decode(String.self, forKey: .kid) : nil
            alg = try container.decodeIfPresent(String.self, forKey: .alg)
            hasCritical = container.contains(.crit)
        }
    }
}

/// One key of a JWKS.
private struct JSONWebKey: Decodable {
    let name: String
    let key: PublicKey
    private let algorithm: Algorithm?

    /// How a token is to be verified: the key's own algorithm counts, whatever the token says. Where the key names none, the
    /// token may choose among those of this type of key.
    func algorithm(for chosen: String?) -> SignatureAlgorithm? {
        switch algorithm {
        case .signing(let algorithm): algorithm
        case .encrypting: nil
        case nil: chosen.flatMap(SignatureAlgorithm.init)
        }
    }

    private enum Algorithm: Decodable {
        case signing(SignatureAlgorithm)
        /// A key that platforms publish beside the others; nothing is verified with it.
        case encrypting

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let name = try container.decode(String.self)
            if name == "RSA-OAEP" {
                self = .encrypting
            } else if let algorithm = SignatureAlgorithm(rawValue: name) {
                self = .signing(algorithm)
            } else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "unknown algorithm")
            }
        }
    }

    private enum KeyType: String, Decodable {
        case rsa = "RSA"
        case curve = "EC"
        case octetPair = "OKP"
    }

    private enum CodingKeys: String, CodingKey { case kty, kid, alg, n, e, crv, x, y }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let bytes = { (name: CodingKeys) throws -> [UInt8] in
            guard let bytes = Data(base64URL: try container.decode(String.self, forKey: name)) else {
                throw DecodingError.dataCorruptedError(forKey: name, in: container, debugDescription: "not base64url")
            }
            return [UInt8](bytes)
        }
        name = try container.decode(String.self, forKey: .kid)
        algorithm = try container.decodeIfPresent(Algorithm.self, forKey: .alg)
        let curve = try container.decodeIfPresent(String.self, forKey: .crv)
        switch (try container.decode(KeyType.self, forKey: .kty), curve, curve.flatMap(EllipticCurve.init)) {
        case (.rsa, _, _): key = try PublicKey(modulus: bytes(.n), exponent: bytes(.e))
        case (.curve, _, let curve?): key = try PublicKey(curve: curve, x: bytes(.x), y: bytes(.y))
        case (.octetPair, "Ed25519", _): key = try PublicKey(ed25519: bytes(.x))
        default: throw DecodingError.dataCorruptedError(forKey: .crv, in: container, debugDescription: "unknown curve")
        }
        if case .signing(let algorithm) = algorithm, !key.algorithms.contains(algorithm) {
            throw DecodingError.dataCorruptedError(forKey: .alg, in: container, debugDescription: "not of this key")
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
