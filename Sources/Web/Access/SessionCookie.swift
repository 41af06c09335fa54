import Catalogue
import Cryptography
import Foundation
import HTTPTypes
import Hummingbird

/// The cookies of people who sign in. Anonymous readers get none.
package struct SessionCookie: Sendable {
    /// Whether the service is reached over TLS only, so that browsers must not send its cookies otherwise.
    package let isSecure: Bool

    package init(isSecure: Bool) { self.isSecure = isSecure }

    /// The cookie with the id of a session.
    package enum Kind: String, Sendable {
        case session = "vetsearch_session"
        /// Binds the page with the sign-in form, and a sign-in at an identity provider, to one browser.
        case signIn = "vetsearch_signin"
        /// The language that somebody who is signed in chose at the foot of a page.
        case language = "vetsearch_language"

        /// The valid lengths in bytes.
        fileprivate var lengths: ClosedRange<Int> { self == .language ? 2...3 : 16...200 }
    }

    /// How long a sign-in may take, in seconds.
    package static let signInLife = 600

    /// How long a language is remembered, in seconds: as long as the longest session.
    package static let languageLife = Int(SessionStore.absoluteLife)

    /// With TLS, the prefix makes browsers refuse the cookie from another host or over plain HTTP.
    private func name(_ kind: Kind) -> String { (isSecure ? "__Host-" : "") + kind.rawValue }

    /// The value of a cookie; nil if the request has none.
    package func value(_ kind: Kind, of request: Request) -> String? {
        let name = name(kind)
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";").prefix(50) {
                let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                if parts.count == 2, parts[0] == name, kind.lengths.contains(parts[1].utf8.count) { return parts[1] }
            }
        }
        return nil
    }

    /// Adds the header that sets a cookie.
    /// - Parameter life: seconds until it ends.
    package func set(_ kind: Kind, _ value: String, lasting life: Int, in response: inout Response) {
        let secure = isSecure ? "; Secure" : ""
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: "\(name(kind))=\(value); Path=/; Max-Age=\(life); HttpOnly; SameSite=Lax\(secure)"
            )
        )
        response.headers[.cacheControl] = "private, no-store"
    }

    package func clear(_ kind: Kind, in response: inout Response) { set(kind, "", lasting: 0, in: &response) }
}

/// The tokens of forms, against requests that other sites make a browser send (CSRF).
package enum FormToken {
    /// The name of the field.
    package static let field = "csrf"
    /// The header, for scripts.
    package static let header = HTTPField.Name("X-CSRF-Token")!

    /// The token for all forms of a session, or of a sign-in.
    /// - Parameter secret: known to one browser and this service only.
    package static func make(_ secret: String) -> String {
        Data(HMAC.sha256(key: Array(secret.utf8), message: Array("form".utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    package static func isValid(_ token: String?, for secret: String) -> Bool {
        guard let token else { return false }
        return ConstantTime.equal(Array(token.utf8), Array(make(secret).utf8))
    }

    /// Whether a browser says that a request comes from another site. Browsers that say nothing are old; the token
    /// decides then.
    package static func isFromElsewhere(_ request: Request) -> Bool {
        if let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!] {
            return site != "same-origin" && site != "none"
        }
        guard let origin = request.headers[.origin], let host = request.head.authority else { return false }
        return origin.split(separator: "/").last.map { $0.lowercased() } != host.lowercased()
    }
}

/// Who looks at a page, for its head.
package struct Viewer: Sendable, Equatable {
    package var account: Account
    /// The token of the forms.
    package var token: String

    init(_ session: Session) {
        account = session.account
        token = FormToken.make(session.secret)
    }
}
