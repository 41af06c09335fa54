import COpenSSL
import Foundation

/// Secrets that cannot be guessed.
package enum RandomToken {
    /// 256 random bits in base64url without padding: 43 characters, which need no escaping in addresses, cookies and forms.
    package static func make() -> String { Base64URL.encode(RandomBytes.make(32)) }
}

/// Bytes of the system's random generator, through OpenSSL.
enum RandomBytes {
    static func make(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            guard RAND_bytes(bytes.baseAddress, Int32(count)) == 1 else { fatalError("OpenSSL has no random bytes") }
            filled = count
        }
    }
}

/// Base64 with the alphabet for addresses (RFC 4648, 5), without padding.
package enum Base64URL {
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil if the text is not base64url without padding.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard !text.utf8.contains(where: { [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains($0) })
        else {
            return nil
        }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: standard).map(Array.init)
    }
}
