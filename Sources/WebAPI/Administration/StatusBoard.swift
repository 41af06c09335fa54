import Catalogue
import Foundation
import Toolbox
import Web

/// The state of the toolbox, and that of the running service. In JSON: the members of ``ToolboxStatus``, and `service`.
package struct ServiceStatus: Encodable, Sendable {
    package enum IndexState: String, Codable, Sendable {
        case current, updating
        /// Another process writes the index.
        case waiting
        case trouble
    }

    package struct Index: Codable, Sendable {
        package var state: IndexState
        /// The number of changes that searches do not show yet.
        package var behind: Int64
        package var troubles: [String]
    }

    package struct Service: Codable, Sendable {
        package var started: Date
        package var isReadOnly: Bool
        package var index: Index
        /// The number of running and waiting requests by kind of work.
        package var work: [String: Int]
    }

    package var toolbox: ToolboxStatus
    package var service: Service

    private enum Key: String, CodingKey { case service }

    package func encode(to encoder: any Encoder) throws {
        try toolbox.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(service, forKey: .service)
    }
}

/// Finds out the state of the toolbox at most every few seconds: the files on the disk must be counted for it, and a
/// worker started.
package actor StatusBoard {
    private let catalogue: Catalogue
    private let services: DepositServices
    private let pools: WorkPools
    private let started = Date()
    private var known: (at: ContinuousClock.Instant, status: ToolboxStatus)?
    private var running: Task<ToolboxStatus, any Error>?

    /// How long an answer is used again.
    private static let life = Duration.seconds(5)

    package init(catalogue: Catalogue, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.services, self.pools) = (catalogue, services, pools)
    }

    /// The state now.
    package func answer() async throws -> ServiceStatus {
        let status = try await status()
        let behind = try await pools.catalogue.run { [catalogue] in try catalogue.lastSequence() } - status.indexed
        let troubles = services.troubles()
        let state: ServiceStatus.IndexState =
            !troubles.isEmpty ? .trouble : behind <= 0 ? .current : services.isIndexing() ? .updating : .waiting
        return ServiceStatus(
            toolbox: status,
            service: .init(
                started: started,
                isReadOnly: catalogue.isReadOnly,
                index: .init(state: state, behind: max(0, behind), troubles: troubles),
                work: Dictionary(uniqueKeysWithValues: pools.named.map { ($0.name, $0.pool.load) })
            )
        )
    }

    private func status() async throws -> ToolboxStatus {
        if let known, ContinuousClock.now - known.at < Self.life { return known.status }
        let task = running ?? Task { [catalogue] in try await ToolboxStatus(of: catalogue) }
        running = task
        defer { running = nil }
        let status = try await task.value
        known = (.now, status)
        return status
    }
}
