import ArgumentParser
import Server
import Web

/// Limits for clients. The times exist for the tests of this program; the defaults are suitable for every network.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("max-connections"),
        help: ArgumentHelp("Maximum number of connections that are served at once.", valueName: "number")
    )
    var maximum = ConnectionLimits().maximumConnections

    @Option(name: .customLong("header-timeout"), help: .hidden) var headerSeconds: Double?
    @Option(name: .customLong("idle-timeout"), help: .hidden) var idleSeconds: Double?
    @Option(name: .customLong("stall-timeout"), help: .hidden) var stallSeconds: Double?
    @Option(name: .customLong("linger-time"), help: .hidden) var lingerSeconds: Double?
    @Option(name: .customLong("shutdown-limit"), help: .hidden) var shutdownSeconds: Double?

    func validate() throws {
        guard (1...1_000_000).contains(maximum) else {
            throw ValidationError("--max-connections must be a number from 1 to 1000000")
        }
        for seconds in [headerSeconds, idleSeconds, stallSeconds, lingerSeconds, shutdownSeconds] {
            guard (0.01...86_400).contains(seconds ?? 1) else {
                throw ValidationError("a time limit must be from 0.01 to 86400 seconds")
            }
        }
    }

    var connections: ConnectionLimits {
        var limits = ConnectionLimits()
        limits.maximumConnections = maximum
        if let headerSeconds { limits.headerTimeout = .seconds(headerSeconds) }
        if let idleSeconds { limits.idleTimeout = .seconds(idleSeconds) }
        if let stallSeconds { limits.stallTimeout = .seconds(stallSeconds) }
        if let lingerSeconds { limits.lingerTime = .seconds(lingerSeconds) }
        return limits
    }

    var shutdown: Duration { shutdownSeconds.map { .seconds($0) } ?? SearchServerOptions.usualShutdownLimit }
}
