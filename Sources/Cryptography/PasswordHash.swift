import CArgon2
import Dispatch
import Foundation

/// Hashes of passwords: argon2id (RFC 9106), as PHC strings (`$argon2id$v=19$m=65536,t=3,p=1$salt$hash`).
///
/// A hash takes about a fifth of a second and 64 MiB. At most two are made at once; further callers wait, so call this only
/// on a thread that may block, in a pool with a bounded queue.
package enum PasswordHash {
    /// In bytes of UTF-8. The work is the same for all lengths; this bounds what is normalised.
    package static let longestPassword = 1024

    /// What new hashes cost. RFC 9106, 4, recommends these passes and this memory; with one lane, because a service on few
    /// cores signs in several people at once rather than one with several threads.
    private static let current = Cost(memory: 64 * 1024, passes: 3, lanes: 1)
    /// The most that a stored hash may cost, so that a changed catalogue cannot exhaust the memory.
    private static let most = Cost(memory: 256 * 1024, passes: 16, lanes: 4)
    private static let saltLength = 16
    private static let hashLength = 32

    private static let running = DispatchSemaphore(value: 2)

    /// The hash of a password, with a new salt.
    /// - Throws: ``PasswordError``.
    package static func make(_ password: String) throws -> String {
        guard password.utf8.count <= longestPassword else { throw PasswordError.tooLong }
        guard let bytes = normalised(password) else { throw PasswordError.notAllowed }
        let salt = RandomBytes.make(saltLength)
        var text = [CChar](repeating: 0, count: 200)
        running.wait()
        defer { running.signal() }
        let result = argon2id_hash_encoded(
            current.passes,
            current.memory,
            current.lanes,
            bytes,
            bytes.count,
            salt,
            salt.count,
            hashLength,
            &text,
            text.count
        )
        guard result == ARGON2_OK.rawValue else { throw PasswordError.noMemory }
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Whether this is the password of a hash. The comparison takes the same time for all passwords.
    ///
    /// False for a text that is not a hash, and for one that would cost more than 256 MiB.
    package static func verify(_ password: String, against hash: String) -> Bool {
        guard password.utf8.count <= longestPassword, let bytes = normalised(password), let cost = Cost(hash),
            cost.memory <= most.memory, cost.passes <= most.passes, cost.lanes <= most.lanes
        else { return false }
        running.wait()
        defer { running.signal() }
        return argon2id_verify(hash, bytes, bytes.count) == ARGON2_OK.rawValue
    }

    /// A hash of no password: verify against it where no account has the name, so that the time does not tell.
    package static let ofNobody: String = {
        let (salt, hash) = (unpadded(RandomBytes.make(saltLength)), unpadded(RandomBytes.make(hashLength)))
        return "$argon2id$v=19$m=\(current.memory),t=\(current.passes),p=\(current.lanes)$\(salt)$\(hash)"
    }()

    private static func unpadded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    /// Whether the hash is weaker than new ones are: after a successful ``verify(_:against:)``, store a new one.
    package static func needsRehash(_ hash: String) -> Bool {
        guard let cost = Cost(hash) else { return true }
        return cost.memory < current.memory || cost.passes < current.passes
    }

    /// The password as it is hashed, so that it is the same from all keyboards: the profile OpaqueString (RFC 8265, 4.2).
    /// All spaces are the same, and letters with marks are composed. Nil if it is empty or contains control characters.
    private static func normalised(_ password: String) -> [UInt8]? {
        var scalars = String.UnicodeScalarView()
        for scalar in password.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .spaceSeparator: scalars.append(" ")
            case .control, .surrogate, .unassigned: return nil
            default: scalars.append(scalar)
            }
        }
        return scalars.isEmpty ? nil : Array(String(scalars).precomposedStringWithCanonicalMapping.utf8)
    }

    /// What making a hash costs.
    private struct Cost {
        /// In KiB.
        var memory: UInt32
        var passes: UInt32
        var lanes: UInt32

        init(memory: UInt32, passes: UInt32, lanes: UInt32) {
            (self.memory, self.passes, self.lanes) = (memory, passes, lanes)
        }

        /// Nil if the text is not a hash of argon2id.
        init?(_ hash: String) {
            guard hash.utf8.count < 200,
                let parts = hash.wholeMatch(
                    of:
                        /\$argon2id\$v=19\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,9})\$[A-Za-z0-9+\/]+\$[A-Za-z0-9+\/]+/
                )?.output,
                let memory = UInt32(parts.1), let passes = UInt32(parts.2), let lanes = UInt32(parts.3)
            else { return nil }
            self.init(memory: memory, passes: passes, lanes: lanes)
        }
    }
}

/// Why a password cannot be hashed.
package enum PasswordError: Error {
    /// More than ``PasswordHash/longestPassword`` bytes.
    case tooLong
    /// Empty, or with control characters (a tab, a line break).
    case notAllowed
    /// The service has no 64 MiB left.
    case noMemory
}
