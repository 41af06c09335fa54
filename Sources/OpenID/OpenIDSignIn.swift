import DocumentModel

/// A person whom the provider has signed in.
package struct OpenIDSignIn: Sendable, Equatable {
    /// The provider's name of the person, which never changes (`sub`). Accounts belong to issuer and subject, never to an
    /// e-mail address, which can be given to somebody else.
    package let issuer: String
    package let subject: String
    package let name: String?
    package let email: String?
    /// Whether the provider says that the address belongs to the person.
    package let isEmailVerified: Bool
    package let role: Role
    /// The provider's session, for its sign-out.
    package let session: String?
    /// For ``OpenIDProvider/signOutAddress(idToken:returnTo:)``. A secret.
    package let idToken: String
    /// Where the reader goes now: a path of this site.
    package let returnPath: String
}
