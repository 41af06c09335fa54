import CoreMetrics
import Testing

@testable import Server

@Suite("Metrics in Prometheus' format")
struct PrometheusExporterTests {
    @Test("Counters, gauges and timers are written with their labels, sorted by name")
    func text() {
        let exporter = PrometheusExporter()
        let counter = Counter(label: "a.searches", dimensions: [("outcome", "a \"b\"\\\n")], factory: exporter)
        counter.increment(by: 2)
        Counter(label: "a.searches", dimensions: [("outcome", "a \"b\"\\\n")], factory: exporter).increment()
        Gauge(label: "lag", factory: exporter).record(7)
        let timer = Timer(label: "http.duration", dimensions: [("http.route", "/")], factory: exporter)
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(300_000_000)
        timer.recordNanoseconds(20_000_000_000)
        let lines = exporter.text.split(separator: "\n").map(String.init)
        #expect(lines.prefix(2) == ["# TYPE a_searches_total counter", #"a_searches_total{outcome="a \"b\"\\\n"} 3"#])
        #expect(lines.suffix(2) == ["# TYPE lag gauge", "lag 7"])
        let timings = lines.filter { $0.hasPrefix("http_duration_seconds") }
        #expect(timings.first == #"http_duration_seconds_bucket{http_route="/",le="0.001"} 0"#)
        #expect(timings.contains(#"http_duration_seconds_bucket{http_route="/",le="0.0025"} 1"#))
        #expect(timings.contains(#"http_duration_seconds_bucket{http_route="/",le="0.5"} 2"#))
        #expect(
            timings.suffix(3) == [
                #"http_duration_seconds_bucket{http_route="/",le="+Inf"} 3"#,
                #"http_duration_seconds_sum{http_route="/"} 20.302"#,
                #"http_duration_seconds_count{http_route="/"} 3"#,
            ]
        )
    }

    @Test("A meter can increase and decrease")
    func meter() {
        let exporter = PrometheusExporter()
        let meter = Meter(label: "open", factory: exporter)
        meter.increment(by: 3)
        meter.decrement(by: 1)
        Meter(label: "share", factory: exporter).set(0.5)
        #expect(exporter.text == "# TYPE open gauge\nopen 2\n# TYPE share gauge\nshare 0.5\n")
    }
}
