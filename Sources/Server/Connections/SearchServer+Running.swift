import Catalogue
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Web

extension SearchServer {
    /// The server and its services, in the order of their start. The group shuts them down in the opposite order: first,
    /// no further connections are accepted, requests are completed and idle connections closed.
    /// - Parameters:
    ///   - services: services that start before the server and end after it.
    ///   - onReady: called with the port once connections are accepted.
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
        let counts = ZeroResultService(counter: zeroResults, write: writeZeroResults)
        let cleaning = FailedDepositCleaning(catalogue: catalogue, pools: pools, logger: logger)
        let listener = Listener(application: application, address: "\(options.host):\(options.port)")
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services + [counts, cleaning, listener], logger: logger)
        )
    }

    /// Closes every connection at once.
    package func closeConnections() { connections.closeAll() }

    /// Writes the counts of searches without results. A failure is only logged.
    @Sendable private func writeZeroResults(_ write: @escaping @Sendable () throws -> Void) async {
        do {
            try await pools.changes.runAlways(write)
        } catch {
            logger.warning("searches without hits were not counted", metadata: ["error": "\(error)"])
        }
    }

    /// The number of connections that wait to be accepted.
    private static let backlog = 1024

    private var connectionConfiguration: HTTP1Channel.Configuration {
        let limits = options.connections.within(descriptors: options.descriptors)
        let connections = connections
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits, connections)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: max(ConnectionLimits.maximumTarget, ConnectionLimits.maximumHeaders),
                // This limit includes the address.
                maxHeaderListSize: ConnectionLimits.maximumTarget + ConnectionLimits.maximumHeaders,
                maxHeaderFieldCount: ConnectionLimits.maximumHeaderFields
            )
        )
    }

    /// Hummingbird stops after an error of `accept`. If there are no free descriptors, the service waits for one.
    private static func surviveAcceptErrors(_ channel: any Channel) async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                AcceptBackoffHandler(shouldForwardIOErrorCaught: false) { _ in .milliseconds(200) },
                position: .first
            )
        }.get()
    }
}

/// The HTTP server; if it cannot listen, the error contains the address.
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

/// Writes the counts of searches without results now and then, and once more after the last request.
private struct ZeroResultService: Service {
    let counter: ZeroResultCounter
    let write: @Sendable (@escaping @Sendable () throws -> Void) async -> Void

    func run() async {
        await cancelWhenGracefulShutdown { await counter.run(write) }
        await write { try counter.flush() }
    }
}
