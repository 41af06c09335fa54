import Catalogue
import DocumentModel
import Hummingbird
import NIOCore

/// The context of a request, for its handler.
package struct ServiceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection of the request.
    package let channel: any Channel
    /// The authenticated client; set by the gate.
    package var actor = Actor.anybody
    /// The session of a person who is signed in; set by the gate.
    package var session: Session?
    /// The client's address, as ``FailedTokens`` counts it.
    package let address: UInt64

    package init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
        address = FailedTokens.key(of: source.channel.remoteAddress)
    }

    /// The person who looks at a page; nil if nobody is signed in.
    package var viewer: Viewer? { session.map { Viewer($0) } }

    /// Makes the person who is signed in the actor of a request that changes something.
    /// - Parameter token: the token of the form.
    /// - Throws: ``Problem/forged`` if it is not that of the session.
    package mutating func confirm(_ token: String?) throws {
        guard let session else { return }
        guard FormToken.isValid(token, for: session.secret) else { throw Problem.forged }
        actor = session.account.actor
    }

    /// Throws if the client has less rights than this role.
    package func need(_ role: Role) throws {
        guard actor.role < role else { return }
        throw actor.role == .anonymous ? Problem.unauthorized : Problem.forbidden
    }
}
