import COpenSSL

/// How a signature is made (RFC 7518, 3.1, and RFC 8037). Only algorithms with a public key: there is no `none` here, and no
/// HMAC, for which a public key would be the secret.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case eddsa = "EdDSA"

    /// The name of the hash that is signed; Ed25519 signs the message itself.
    fileprivate var digest: String? {
        switch self {
        case .rs256, .ps256, .es256: "SHA256"
        case .rs384, .ps384, .es384: "SHA384"
        case .rs512, .ps512, .es512: "SHA512"
        case .eddsa: nil
        }
    }
}

/// A curve whose points are keys.
package enum EllipticCurve: String, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    fileprivate var algorithm: SignatureAlgorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        }
    }

    /// The bytes of a coordinate, and of each half of a signature.
    fileprivate var size: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}

/// These numbers are no key, or one that is too weak.
package struct PublicKeyError: Error {}

/// A key that tells who signed something.
package final class PublicKey {
    private let key: OpaquePointer
    /// What this key can verify.
    package let algorithms: Set<SignatureAlgorithm>
    private let curve: EllipticCurve?

    /// An RSA key; throws where it has less than 2048 bits.
    /// - Parameters: both are big-endian numbers.
    package init(modulus: [UInt8], exponent: [UInt8]) throws {
        // OpenSSL takes numbers in the order of this machine's bytes, which is little-endian wherever vetsearch runs.
        var (n, e) = ([UInt8](modulus.reversed()), [UInt8](exponent.reversed()))
        (key, algorithms, curve) = try n.withUnsafeMutableBufferPointer { n in
            try e.withUnsafeMutableBufferPointer { e in
                let parameters = [
                    OSSL_PARAM_construct_BN(Name.modulus, n.baseAddress, n.count),
                    OSSL_PARAM_construct_BN(Name.exponent, e.baseAddress, e.count),
                ]
                return (
                    try Self.key("RSA", parameters, leastBits: 2048),
                    [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512], nil
                )
            }
        }
    }

    /// A point on a curve.
    /// - Parameters: both coordinates are big-endian and as long as the curve's numbers are.
    package init(curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws {
        guard x.count == curve.size, y.count == curve.size else { throw PublicKeyError() }
        var (name, point) = (Array(curve.rawValue.utf8CString), [4] + x + y)  // 4: both coordinates, as they are
        key = try name.withUnsafeMutableBufferPointer { name in
            try point.withUnsafeMutableBytes { point in
                let parameters = [
                    OSSL_PARAM_construct_utf8_string(Name.group, name.baseAddress, 0),
                    OSSL_PARAM_construct_octet_string(Name.publicKey, point.baseAddress, point.count),
                ]
                return try Self.key("EC", parameters)
            }
        }
        (algorithms, self.curve) = ([curve.algorithm], curve)
    }

    /// An Ed25519 key of 32 bytes.
    package init(ed25519 bytes: [UInt8]) throws {
        guard let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count) else {
            ERR_clear_error()
            throw PublicKeyError()
        }
        (self.key, algorithms, curve) = (key, [.eddsa], nil)
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether the owner of this key signed the message so; false for an algorithm that is not one of this key's.
    package func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        guard algorithms.contains(algorithm), let encoded = encoded(signature), let context = EVP_MD_CTX_new() else {
            return false
        }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var settings: OpaquePointer?  // belongs to the context
        guard EVP_DigestVerifyInit_ex(context, &settings, algorithm.digest, nil, nil, key, nil) == 1 else {
            return false
        }
        switch algorithm {
        case .rs256, .rs384, .rs512:
            guard EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PADDING) == 1 else { return false }
        case .ps256, .ps384, .ps512:
            guard EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1,
                EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
            else { return false }
        case .es256, .es384, .es512, .eddsa: break
        }
        // 0 is a wrong signature, and less than 0 is one that could not be read.
        return EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
    }

    /// A signature as OpenSSL reads it: on curves, a token has two numbers side by side (RFC 7518, 3.4), OpenSSL wants them as DER.
    private func encoded(_ signature: [UInt8]) -> [UInt8]? {
        guard let curve else { return signature }
        guard signature.count == 2 * curve.size, let pair = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(pair) }
        let numbers = signature.withUnsafeBufferPointer { bytes in
            let size = Int32(curve.size)
            return (
                r: BN_bin2bn(bytes.baseAddress, size, nil), s: BN_bin2bn(bytes.baseAddress! + curve.size, size, nil)
            )
        }
        // The pair owns both from here on.
        guard ECDSA_SIG_set0(pair, numbers.r, numbers.s) == 1 else {
            BN_free(numbers.r)
            BN_free(numbers.s)
            return nil
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(pair, &bytes)
        guard count > 0, let bytes else { return nil }
        defer { CRYPTO_free(bytes, #file, 0) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// Makes a key of its parts, and checks that it can be one.
    private static func key(_ type: String, _ parameters: [OSSL_PARAM], leastBits: Int32 = 0) throws -> OpaquePointer {
        defer { ERR_clear_error() }
        var (key, parameters): (OpaquePointer?, [OSSL_PARAM]) = (nil, parameters + [OSSL_PARAM_construct_end()])
        let maker = EVP_PKEY_CTX_new_from_name(nil, type, nil)
        defer { EVP_PKEY_CTX_free(maker) }
        guard EVP_PKEY_fromdata_init(maker) == 1,
            EVP_PKEY_fromdata(maker, &key, copensslPublicKey, &parameters) == 1, let key
        else { throw PublicKeyError() }
        let checker = EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        defer { EVP_PKEY_CTX_free(checker) }
        guard EVP_PKEY_public_check(checker) == 1, EVP_PKEY_get_bits(key) >= leastBits else {
            EVP_PKEY_free(key)
            throw PublicKeyError()
        }
        return key
    }

    /// OpenSSL's names of the parts of keys, which must outlive a call.
    private enum Name {
        static var modulus: UnsafePointer<CChar> { pointer("n") }
        static var exponent: UnsafePointer<CChar> { pointer("e") }
        static var group: UnsafePointer<CChar> { pointer("group") }
        static var publicKey: UnsafePointer<CChar> { pointer("pub") }

        private static func pointer(_ name: StaticString) -> UnsafePointer<CChar> {
            UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        }
    }
}
