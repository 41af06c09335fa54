import Catalogue
import DocumentModel
import Hummingbird
import Metrics
import SearchService
import Web

/// `GET /metrics`: metrics of the service in Prometheus' text format. They contain nothing about documents.
struct ServiceMetrics: Sendable {
    private let exporter = PrometheusExporter.shared
    private let catalogue: Catalogue
    private let engines: Engines
    private let pools: WorkPools
    private let open: OpenConnections
    private let connections = Gauge(label: "vetsearch.connections")
    private let lag = Gauge(label: "vetsearch.index.lag.changes")
    private let loads: [Gauge]

    init(catalogue: Catalogue, engines: Engines, pools: WorkPools, connections: OpenConnections) {
        (self.catalogue, self.engines, self.pools, open) = (catalogue, engines, pools, connections)
        loads = pools.named.map { Gauge(label: "vetsearch.pool.load", dimensions: [("pool", $0.name)]) }
    }

    func answer() async -> Response {
        connections.record(open.count)
        for (gauge, pool) in zip(loads, pools.named) { gauge.record(pool.pool.load) }
        // If the catalogue or the index cannot be read, the last value is kept; `/readyz` reports why.
        let changes = try? await pools.health.run {
            try catalogue.lastSequence() - engines[.curators].revision()
        }
        if let changes { lag.record(changes) }
        return Response.bytes(exporter.text.utf8, mediaType: "text/plain; version=0.0.4; charset=utf-8")
    }
}
