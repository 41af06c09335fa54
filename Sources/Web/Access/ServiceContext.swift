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
    /// The client's address, as ``FailedTokens`` counts it.
    let address: UInt64

    package init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
        address = FailedTokens.key(of: source.channel.remoteAddress)
    }

    /// Throws if the client has less rights than this role.
    package func need(_ role: Role) throws {
        guard actor.role < role else { return }
        throw actor.role == .anonymous ? Problem.unauthorized : Problem.forbidden
    }
}
