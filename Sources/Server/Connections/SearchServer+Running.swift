import Catalogue
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Web

extension SearchServer {
    /// How the service is asked to end.
    package enum Stop: Sendable {
        /// Take no further connections, answer what is being asked, close what is idle.
        case drain
        /// Close every connection, whatever it is doing.
        case closeConnections
    }

    /// Serves until it is asked to stop.
    /// - Parameters:
    ///   - stops: how it is asked; handled once it serves.
    ///   - onReady: called with the port once connections are taken.
    package func run(until stops: AsyncStream<Stop>, onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let tokens = try await TokenVerifier(catalogue, platform: options.platformTokens, pool: pools.catalogue)
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let application = Application(
            responder: ClientAwareResponder(base: router(tokens).buildResponder()),
            server: .http1(configuration: connectionConfiguration),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                backlog: Self.backlog
            ),
            onServerRunning: { channel in
                try? await Self.surviveAcceptErrors(channel)
                isRunning.finish()
                await onReady(channel.localAddress?.port ?? options.port)
            },
            logger: logger
        )
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        let stopping = Task {
            for await _ in running {}
            for await stop in stops {
                switch stop {
                case .drain: await group.triggerGracefulShutdown()
                case .closeConnections: connections.closeAll()
                }
            }
        }
        defer { stopping.cancel() }
        let counting = Task { await misses.run(writeMisses) }
        defer { counting.cancel() }
        do {
            try await group.run()
        } catch let error as IOError {
            throw ServeError(address: "\(options.host):\(options.port)", errno: error.errnoCode)
        }
        await writeMisses { [misses] in try misses.flush() }
    }

    /// Writes counts of searches without hits. They are worth no more than a line in the log where that fails.
    private func writeMisses(_ write: @escaping @Sendable () throws -> Void) async {
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
