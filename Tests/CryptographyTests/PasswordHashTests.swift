import Cryptography
import Testing

@Suite("Hashes of passwords")
struct PasswordHashTests {
    @Test("A hash is a PHC string of argon2id with its cost, and belongs to one password")
    func roundTrip() throws {
        let hash = try PasswordHash.make("Hobel und Säge")
        #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
        #expect(PasswordHash.verify("Hobel und Säge", against: hash))
        for wrong in ["Hobel und Sage", "hobel und Säge", "Hobel und Säge ", "", String(repeating: "x", count: 5000)] {
            #expect(!PasswordHash.verify(wrong, against: hash), "\(wrong.prefix(20))")
        }
        // Another salt.
        #expect(try PasswordHash.make("Hobel und Säge") != hash)
        #expect(!PasswordHash.needsRehash(hash))
    }

    @Test("A password is the same from every keyboard")
    func normalised() throws {
        // A composed letter and a no-break space; a letter with a mark and an ideographic space.
        let hash = try PasswordHash.make("S\u{E4}ge\u{A0}Hobel")
        #expect(PasswordHash.verify("Sa\u{308}ge\u{3000}Hobel", against: hash))
    }

    @Test("A hash that another program made is verified")
    func foreign() {
        // A test vector of the reference implementation, with other parameters than ours.
        let hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        #expect(PasswordHash.verify("password", against: hash))
        #expect(!PasswordHash.verify("passwort", against: hash))
        #expect(PasswordHash.needsRehash(hash))
    }

    @Test(
        "What is not a hash, and what would take all memory, is refused without work",
        arguments: [
            "", "x", "$argon2id$",
            "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=4000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4\0",
        ]
    )
    func refused(hash: String) {
        let start = ContinuousClock.now
        #expect(!PasswordHash.verify("password", against: hash))
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test("The hash of nobody takes the work of a real one, and nothing is its password")
    func nobody() throws {
        #expect(!PasswordHash.needsRehash(PasswordHash.ofNobody))
        let clock = ContinuousClock()
        let hash = try PasswordHash.make("Hobel und Säge")
        let real = (0..<3).map { _ in clock.measure { _ = PasswordHash.verify("falsch", against: hash) } }.min()!
        let nobody = (0..<3).map { _ in
            clock.measure { #expect(!PasswordHash.verify("falsch", against: PasswordHash.ofNobody)) }
        }.min()!
        #expect(nobody > real / 4, "\(nobody) against \(real)")
    }

    @Test("What cannot be hashed is an error")
    func errors() {
        #expect(throws: PasswordError.tooLong) { try PasswordHash.make(String(repeating: "ä", count: 513)) }
        #expect(throws: PasswordError.notAllowed) { try PasswordHash.make("") }
        #expect(throws: PasswordError.notAllowed) { try PasswordHash.make("Hobel\tund Säge") }
    }

    @Test(
        "Weak passwords are named",
        arguments: [
            ("kurz", PasswordWeakness.tooShort), ("Säge56789", .tooShort),
            (String(repeating: "ab", count: 600), .tooLong),
            ("Password2024!", .common), ("Passwort123", .common), ("MOTDEPASSE1", .common), ("Пароль123456", .common),
            ("aaaaaaaaaaaa", .common), ("0123456789", .common), ("zyxwvutsrqp", .common), ("qwertzuiop", .common),
            ("abababababab", .common), ("йцукенгшщз", .common), ("1q2w3e4r5t6z", .common),
            ("Anna.Schmidt1", .personal), ("schmidtanna99", .personal), ("anna@wood.example", .personal),
            ("VetSearch2026", .personal), ("Hobel\tund Säge", .notAllowed),
        ]
    )
    func weak(password: String, weakness: PasswordWeakness) {
        #expect(PasswordHash.isStrong(password, knowing: ["Anna Schmidt", "anna@wood.example"]) == weakness)
    }

    @Test(
        "Good passwords need no digits and signs",
        arguments: [
            "Hobel und Säge", "vier bunte Kisten Holz", "kXw9tq2LmZ", "Anna mag alte Hobelbänke", "ぜんぶのもりをあるく",
            "!§$%&/()=?+*",
        ]
    )
    func strong(password: String) {
        #expect(PasswordHash.isStrong(password, knowing: ["Anna Schmidt", "anna@wood.example"]) == nil)
    }
}

@Suite("Secrets and keyed hashes")
struct SecretTests {
    @Test("Tokens are 256 bits in base64url, each another")
    func tokens() {
        let tokens = (0..<1000).map { _ in RandomToken.make() }
        #expect(Set(tokens).count == 1000)
        #expect(tokens.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_\-]{43}/) != nil })
    }

    @Test("HMAC with SHA-256 is the standard's (RFC 4231)")
    func hmac() {
        let hash = HMAC.sha256(key: "Jefe", message: "what do ya want for nothing?")
        #expect(Base64URL.encode(hash) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM")
        #expect(HMAC.sha256(key: "", message: "").count == 32)
    }

    @Test("A comparison in constant time is a comparison")
    func equal() {
        #expect(ConstantTime.equal("abc", "abc") && ConstantTime.equal("", ""))
        #expect(!ConstantTime.equal("abc", "abd") && !ConstantTime.equal("abc", "ab") && !ConstantTime.equal("", "a"))
    }
}
