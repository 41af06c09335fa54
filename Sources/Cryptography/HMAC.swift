import COpenSSL

/// Keyed hashes (RFC 2104): only who knows the key can make the hash of a message.
package enum HMAC {
    /// The HMAC with SHA-256 of a message, 32 bytes.
    /// - Parameter key: of any length; shorter than 32 bytes is weaker than the hash.
    package static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { hash, count in
            // OpenSSL takes a key without an address for "no key", so an empty one needs an address too.
            let isMade = (key + [0]).withUnsafeBufferPointer { key in
                EVP_Q_mac(
                    nil,
                    "HMAC",
                    nil,
                    "SHA256",
                    nil,
                    key.baseAddress,
                    key.count - 1,
                    message,
                    message.count,
                    hash.baseAddress,
                    32,
                    &count
                ) != nil
            }
            guard isMade, count == 32 else { fatalError("OpenSSL cannot make an HMAC") }
        }
    }

    /// The same for texts, in UTF-8.
    package static func sha256(key: String, message: String) -> [UInt8] {
        sha256(key: Array(key.utf8), message: Array(message.utf8))
    }
}

/// Comparisons of secrets, whose time does not tell how much of a guess is right.
package enum ConstantTime {
    /// Whether both are the same bytes. Takes the same time for all values of the same length; the length is not a secret.
    package static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        let (left, right) = (Array(left), Array(right))
        return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// Whether both texts are the same bytes of UTF-8.
    package static func equal(_ left: String, _ right: String) -> Bool { equal(left.utf8, right.utf8) }
}
