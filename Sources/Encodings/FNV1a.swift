/// FNV-1a, 64 bits (Fowler, Noll, Vo): a fast hash that is the same in every run. It is not secure against forgery.
package enum FNV1a {
    /// The hash of some bytes.
    @inlinable
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
