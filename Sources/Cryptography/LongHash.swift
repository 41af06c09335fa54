import COpenSSL

/// The longer hashes of FIPS 180-4, for texts in memory.
package enum LongHash {
    /// 48 bytes.
    package static func sha384(_ bytes: some Sequence<UInt8>) -> [UInt8] { hash(bytes, EVP_sha384(), 48) }

    /// 64 bytes.
    package static func sha512(_ bytes: some Sequence<UInt8>) -> [UInt8] { hash(bytes, EVP_sha512(), 64) }

    private static func hash(_ bytes: some Sequence<UInt8>, _ algorithm: OpaquePointer?, _ count: Int) -> [UInt8] {
        let input = Array(bytes)
        return [UInt8](unsafeUninitializedCapacity: count) { hash, filled in
            guard EVP_Digest(input, input.count, hash.baseAddress, nil, algorithm, nil) == 1 else {
                fatalError("OpenSSL cannot make a hash")
            }
            filled = count
        }
    }
}
