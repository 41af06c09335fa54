import Cryptography
import Foundation
import Testing

/// The examples of RFC 7515 and RFC 8037, and sets that are refused. That tokens of all algorithms are verified is a test of
/// the whole program (EndToEndTests/PlatformTokenTests.swift).
@Suite("The keys of a platform")
struct TokenKeysTests {
    private static let curveKey =
        #"{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
    private static let edwardsKey =
        #"{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#

    private static func keys(_ keys: String...) throws -> TokenKeys {
        try TokenKeys(json: Data(#"{"keys": [\#(keys.joined(separator: ","))]}"#.utf8))
    }

    @Test("A signature with a curve is valid only for its message (RFC 7515, A.3)")
    func curve() throws {
        let header = "eyJhbGciOiJFUzI1NiJ9"
        let payload =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        let keys = try Self.keys(Self.curveKey)
        let found = try #require(keys.payload(of: "\(header).\(payload).\(signature)"))
        #expect(String(decoding: found, as: UTF8.self).contains(#""iss":"joe""#))
        for wrong in [
            "\(header).\(payload.dropLast()).\(signature)", "\(header).\(payload)A.\(signature)",
            "\(header).\(payload).A\(signature.dropFirst())", "\(header).\(payload).\(signature.dropLast(4))",
            "\(header).\(payload).", "\(header).\(payload)", "\(header)..\(signature)", "..", "",
            "eyJhbGciOiJub25lIn0.\(payload).", "eyJhbGciOiJub25lIn0.\(payload).\(signature)",
            // A signature of zeros is valid for everything if nobody checks (CVE-2022-21449).
            "\(header).\(payload).\(String(repeating: "A", count: 86))",
        ] {
            #expect(keys.payload(of: wrong) == nil, "\(wrong)")
        }
        #expect(try Self.keys(Self.edwardsKey).payload(of: "\(header).\(payload).\(signature)") == nil)
    }

    @Test("An Ed25519 signature is valid only for its message (RFC 8037, A.4)")
    func edwards() throws {
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let keys = try Self.keys(Self.edwardsKey)
        let found = try #require(keys.payload(of: "\(message).\(signature)"))
        #expect(String(decoding: found, as: UTF8.self) == "Example of Ed25519 signing")
        #expect(keys.payload(of: "\(message).A\(signature.dropFirst())") == nil)
        #expect(keys.payload(of: "\(message)A.\(signature)") == nil)
    }

    @Test("A token cannot bring its own key")
    func foreign() throws {
        // The header contains the key of RFC 8037 that signed the token; the set has another.
        let token =
            "eyJhbGciOiJFZERTQSIsImp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifX0.RXhhbXBsZQ.AAAA"
        #expect(try Self.keys(Self.curveKey).payload(of: token) == nil)
    }

    @Test(
        "A set that is not one of public keys for signatures is refused",
        arguments: [
            "", "{}", "[]", "[1]", #"{"keys": 1}"#, #"{"keys": [1]}"#, #"{"keys": [{"kty": "RSA"}]}"#, curveKey,
            // A secret, a private key, no name, an algorithm that is not one of the key's, a curve that is not known.
            #"{"keys": [{"kty": "oct", "kid": "1", "alg": "HS256", "k": "c2VjcmV0"}]}"#,
            #"{"keys": [\#(edwardsKey.replacing("\"kid\"", with: "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"kid\""))]}"#,
            #"{"keys": [\#(edwardsKey.replacing("\"kid\":\"1\",", with: ""))]}"#,
            #"{"keys": [\#(edwardsKey.replacing("\"kid\"", with: "\"alg\":\"RS256\",\"kid\""))]}"#,
            #"{"keys": [\#(curveKey.replacing("P-256", with: "P-255"))]}"#,
            #"{"keys": [\#(curveKey.replacing("P-256", with: "P-384"))]}"#,
            // 1024 bits.
            #"{"keys": [{"kty": "RSA", "kid": "1", "e": "AQAB", "n": "\#(String(repeating: "_", count: 170))8"}]}"#,
        ]
    )
    func refused(json: String) {
        #expect(throws: TokenKeysError.self) { try TokenKeys(json: Data(json.utf8)) }
    }

    @Test("Encryption keys beside the others are ignored, and of several keys each token gets the one that it names")
    func several() throws {
        let encrypting =
            #"{"kty": "RSA", "kid": "e", "alg": "RSA-OAEP", "e": "AQAB", "n": "\#(String(repeating: "_", count: 341))8"}"#
        let keys = try Self.keys(encrypting, Self.edwardsKey)
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        // It does not name its key, so it is verified with the first one only.
        #expect(keys.payload(of: "\(message).\(signature)") == nil)
        #expect(try Self.keys(Self.edwardsKey, encrypting).payload(of: "\(message).\(signature)") != nil)
    }
}
