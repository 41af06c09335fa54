import Cryptography
import Foundation
import Testing

/// The examples of RFC 7515 and RFC 8037. That tokens of all algorithms are read is a test of the whole program
/// (EndToEndTests/PlatformTokenTests.swift).
@Suite("Public keys")
struct PublicKeyTests {
    private static func bytes(_ base64URL: String) throws -> [UInt8] {
        let plain = base64URL.replacing("-", with: "+").replacing("_", with: "/")
        return [UInt8](try #require(Data(base64Encoded: plain + String(repeating: "=", count: -plain.count & 3))))
    }

    private let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    private let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

    @Test("A signature on a curve counts for its message alone (RFC 7515, A.3)")
    func curve() throws {
        let key = try PublicKey(curve: .p256, x: Self.bytes(x), y: Self.bytes(y))
        #expect(key.algorithms == [.es256])
        let message = Array(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                .utf8
        )
        let signature = try Self.bytes(
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        )
        #expect(key.isValid(signature, of: message, by: .es256))
        #expect(!key.isValid(signature, of: message + [0], by: .es256))
        #expect(!key.isValid(signature, of: message, by: .es384), "not an algorithm of this key")
        for place in [0, 31, 32, 63] {
            var changed = signature
            changed[place] ^= 1
            #expect(!key.isValid(changed, of: message, by: .es256))
        }
        // All numbers zero is a signature of everything where nobody looks (CVE-2022-21449).
        #expect(!key.isValid([UInt8](repeating: 0, count: 64), of: message, by: .es256))
        for length in [0, 1, 63, 65, 128] {
            let wrong = Array((signature + signature).prefix(length))
            #expect(!key.isValid(wrong, of: message, by: .es256))
        }
    }

    @Test("An Ed25519 signature counts for its message alone (RFC 8037, A.4)")
    func edwards() throws {
        let key = try PublicKey(ed25519: Self.bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
        #expect(key.algorithms == [.eddsa])
        let message = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        var signature = try Self.bytes(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
        #expect(key.isValid(signature, of: message, by: .eddsa))
        #expect(!key.isValid(signature, of: Array(message.dropLast()), by: .eddsa))
        #expect(!key.isValid([], of: message, by: .eddsa))
        signature[0] ^= 1
        #expect(!key.isValid(signature, of: message, by: .eddsa))
    }

    @Test("What is no key is refused")
    func refused() throws {
        let (x, y) = (try Self.bytes(x), try Self.bytes(y))
        #expect(throws: PublicKeyError.self, "not on the curve") { try PublicKey(curve: .p256, x: y, y: x) }
        #expect(throws: PublicKeyError.self, "another curve's length") { try PublicKey(curve: .p384, x: x, y: y) }
        #expect(throws: PublicKeyError.self) { try PublicKey(curve: .p256, x: [], y: []) }
        #expect(throws: PublicKeyError.self) { try PublicKey(ed25519: [1, 2, 3]) }
        #expect(throws: PublicKeyError.self) { try PublicKey(modulus: [], exponent: []) }
        // Odd numbers of 1024, 2047 and 2048 bits, with an exponent that is usual, even, or 1.
        let number = { (first: UInt8, count: Int) in [first] + [UInt8](repeating: 0xFF, count: count - 1) }
        #expect(throws: PublicKeyError.self) { try PublicKey(modulus: number(0xFF, 128), exponent: [1, 0, 1]) }
        #expect(throws: PublicKeyError.self) { try PublicKey(modulus: number(0x7F, 256), exponent: [1, 0, 1]) }
        #expect(throws: PublicKeyError.self) { try PublicKey(modulus: number(0xFF, 256), exponent: [2]) }
        #expect(throws: PublicKeyError.self) { try PublicKey(modulus: number(0xFF, 256), exponent: [1]) }
    }
}
