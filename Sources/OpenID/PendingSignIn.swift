import Cryptography
import Encodings
import Foundation

/// A sign-in that has begun: what the provider's response is checked against.
///
/// The caller stores it where only the same browser can name it (a cookie, or a row that a cookie names), and removes it
/// before ``OpenIDProvider/finish(_:pending:)``, so that each counts once.
package struct PendingSignIn: Sendable, Codable, Equatable {
    /// Links the response to this browser.
    package let state: String
    /// Links the ID token to this request.
    package let nonce: String
    /// The secret of PKCE (RFC 7636).
    package let verifier: String
    /// Where the response goes.
    package let redirectAddress: String
    /// Where the reader goes after it: a path of this site, checked with ``LocalPath``.
    package let returnPath: String
    package let created: Date

    package static let longestTime: TimeInterval = 600

    /// - Parameters:
    ///   - redirectAddress: our own address that is registered at the provider.
    ///   - returnTo: where the reader came from; anything but a path of this site becomes `/`.
    package init(redirectAddress: String, returnTo: String, created: Date = Date()) {
        (state, nonce, verifier) = (RandomToken.make(), RandomToken.make(), RandomToken.make())
        (self.redirectAddress, self.created) = (redirectAddress, created)
        returnPath = LocalPath.checked(returnTo)
    }

    /// The S256 challenge of the verifier.
    var challenge: String { Base64URL.encode(SHA256.hash(verifier.utf8)) }

    func isExpired(at time: Date) -> Bool {
        !(-60...Self.longestTime).contains(time.timeIntervalSince(created))
    }
}
