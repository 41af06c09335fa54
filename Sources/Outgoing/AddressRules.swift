/// Which addresses are on the public internet (the registries of special addresses: IANA, RFC 6890).
///
/// Everything else is refused, because a request to it reaches what only this machine or its network can reach: services
/// without a login, the metadata of a cloud, the router.
package enum AddressRules {
    /// - Parameter bytes: 4 of IPv4 or 16 of IPv6, in network order.
    package static func isPublic(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        switch bytes.count {
        case 4: return !specialV4.contains { $0.contains(bytes) }
        // Only global unicast; so no loopback, no mapped IPv4, no NAT64 (64:ff9b::/96), no ULA, no link-local, no multicast.
        case 16: return globalV6.contains(bytes) && !specialV6.contains { $0.contains(bytes) }
        default: return false
        }
    }

    private static let specialV4 = [
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16),
        Block([172, 16], 12), Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24),
        Block([192, 168], 16), Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24),
        // Multicast; reserved and broadcast.
        Block([224], 4), Block([240], 4),
    ]

    private static let globalV6 = Block([0x20], 3)
    private static let specialV6 = [
        // Protocol assignments (Teredo, ORCHID, benchmarks), documentation, and 6to4, which contains an IPv4 address.
        Block([0x20, 0x01, 0x00], 23), Block([0x20, 0x01, 0x0D, 0xB8], 32), Block([0x20, 0x02], 16),
        Block([0x3F, 0xFF, 0x00], 20),
    ]

    /// The addresses that begin with the same bits.
    private struct Block {
        var start: [UInt8]
        var bits: Int

        init(_ start: [UInt8], _ bits: Int) { (self.start, self.bits) = (start, bits) }

        func contains(_ address: [UInt8]) -> Bool {
            (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let wanted = bit / 8 < start.count ? start[bit / 8] : 0
                return address[bit / 8] & mask == wanted & mask
            }
        }
    }
}
