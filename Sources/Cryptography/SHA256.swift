import COpenSSL

/// A SHA-256 of bytes that are added piece by piece.
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Fetched once, because fetching takes longer than hashing a short text.
    private nonisolated(unsafe) static let algorithm: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)

    package init() {
        guard let algorithm = Self.algorithm, let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex2(context, algorithm, nil) == 1
        else { fatalError("OpenSSL cannot start a SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("OpenSSL cannot continue a SHA-256")
        }
    }

    /// The hash, 32 bytes. No bytes can be added after that.
    package mutating func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
            guard EVP_DigestFinal_ex(context, bytes.baseAddress, nil) == 1 else {
                fatalError("OpenSSL cannot finish a SHA-256")
            }
            count = 32
        }
    }

    /// The hash of some bytes, 32 bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        if bytes.withContiguousStorageIfAvailable({ hash.update(UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes { hash.update($0) }
        }
        return hash.finalize()
    }
}
