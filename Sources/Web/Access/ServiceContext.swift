import DocumentModel
import Hummingbird
import NIOCore

/// What a handler knows of a request besides the request itself.
package struct ServiceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection that the request came by.
    package let channel: any Channel
    /// Who asks; the gate has seen to it.
    package var actor = Actor.anybody
    /// The client's address, as ``FailedTokens`` counts it.
    let address: UInt64

    package init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
        address = FailedTokens.key(of: source.channel.remoteAddress)
    }

    /// Throws where the one who asks may not do what this role may.
    package func need(_ role: Role) throws {
        guard actor.role < role else { return }
        throw actor.role == .anonymous ? Problem.unauthorized : Problem.forbidden
    }
}
