import Catalogue
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Web

extension SearchServer {
    /// The server, and what it needs to run, in the order of their start. The group shuts them down in the opposite order: first
    /// no further connections are taken, what is being asked is answered and what is idle is closed.
    /// - Parameters:
    ///   - services: what is started before the server and ends after it.
    ///   - onReady: called with the port once connections are taken.
    package func serviceGroup(
        after services: [any Service] = [],
        onReady: @escaping @Sendable (Int) async -> Void
    ) async throws -> ServiceGroup {
        let tokens = try await TokenVerifier(catalogue, platform: options.platformTokens, pool: pools.catalogue)
        let application = Application(
            responder: ClientAwareResponder(base: router(tokens).buildResponder()),
            server: .http1(configuration: connectionConfiguration),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                backlog: Self.backlog
            ),
            onServerRunning: { channel in
                try? await Self.surviveAcceptErrors(channel)
                await onReady(channel.localAddress?.port ?? options.port)
            },
            logger: logger
        )
        let counts = ZeroResultService(counter: misses, write: writeMisses)
        let listener = Listener(application: application, address: "\(options.host):\(options.port)")
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services + [counts, listener], logger: logger)
        )
    }

    /// Closes every connection, whatever it is doing. It waits for nothing.
    package func closeConnections() { connections.closeAll() }

    /// Writes counts of searches without hits. They are worth no more than a line in the log where that fails.
    @Sendable private func writeMisses(_ write: @escaping @Sendable () throws -> Void) async {
        do {
            try await pools.changes.runAlways(write)
        } catch {
            logger.warning("searches without hits were not counted", metadata: ["error": "\(error)"])
        }
    }

    /// Connections that wait to be taken.
    private static let backlog = 1024

    private var connectionConfiguration: HTTP1Channel.Configuration {
        let limits = options.connections.within(descriptors: options.descriptors)
        let connections = connections
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits, connections)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: max(ConnectionLimits.maximumTarget, ConnectionLimits.maximumHeaders),
                // It counts the address, too.
                maxHeaderListSize: ConnectionLimits.maximumTarget + ConnectionLimits.maximumHeaders,
                maxHeaderFieldCount: ConnectionLimits.maximumHeaderFields
            )
        )
    }

    /// Hummingbird takes an error of `accept` for its end. Out of descriptors, the service waits for one to be free.
    private static func surviveAcceptErrors(_ channel: any Channel) async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in .milliseconds(200) },
                position: .first
            )
        }.get()
    }
}

/// The HTTP server; where it cannot listen, the error says by which address.
private struct Listener<Server: ApplicationProtocol>: Service {
    let application: Server
    let address: String

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw ServeError(address: address, errno: error.errnoCode)
        }
    }
}

/// Writes the counts of searches without hits now and then, and what is left of them when no request runs any more.
private struct ZeroResultService: Service {
    let counter: ZeroResultCounter
    let write: @Sendable (@escaping @Sendable () throws -> Void) async -> Void

    func run() async {
        await cancelWhenGracefulShutdown { await counter.run(write) }
        await write { try counter.flush() }
    }
}
