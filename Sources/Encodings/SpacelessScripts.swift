/// Scripts that are written without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer, and fullwidth characters. A
/// line may break anywhere in a word, so only the structure of a document tells where a word must end.
package enum SpacelessScripts {
    package static func contains(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xF900...0xFAFF, 0xFF00...0xFF9F, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// Whether UTF-8 ends with a character of these scripts.
    package static func end(_ utf8: some BidirectionalCollection<UInt8>) -> Bool {
        var (scalar, shift) = (UInt32(0), UInt32(0))
        for byte in utf8.suffix(4).reversed() {
            if byte & 0xC0 == 0x80 {
                scalar |= UInt32(byte & 0x3F) << shift
                shift += 6
            } else {
                return contains(scalar | lead(byte) << shift)
            }
        }
        return false
    }

    /// Whether UTF-8 begins with a character of these scripts.
    package static func begin(_ utf8: some Collection<UInt8>) -> Bool {
        // All of these scripts take three or four bytes.
        guard let first = utf8.first, first >= 0xE0 else { return false }
        return contains(
            utf8.dropFirst().prefix(first >= 0xF0 ? 3 : 2).reduce(lead(first)) { $0 << 6 | UInt32($1 & 0x3F) }
        )
    }

    /// The bits of a scalar in the first byte of its UTF-8.
    private static func lead(_ byte: UInt8) -> UInt32 {
        switch byte {
        case 0xF0...: UInt32(byte & 0x07)
        case 0xE0...: UInt32(byte & 0x0F)
        case 0xC0...: UInt32(byte & 0x1F)
        default: UInt32(byte)
        }
    }
}
