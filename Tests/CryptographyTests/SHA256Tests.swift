import Cryptography
import Testing

/// The examples of FIPS 180-4.
@Suite("SHA-256")
struct SHA256Tests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(
        "The hash is the standard's",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func examples(text: String, hash: String) {
        #expect(hexadecimal(SHA256.hash(text.utf8)) == hash)
    }

    @Test("Pieces give the hash of the whole, wherever it is cut")
    func pieces() {
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 9973)
        var hash = SHA256()
        var left = 1_000_000
        while left > 0 {
            piece.withUnsafeBytes { hash.update(.init(rebasing: $0.prefix(left))) }
            left -= min(left, piece.count)
        }
        #expect(
            hexadecimal(hash.finalize()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }
}
