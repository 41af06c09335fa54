import Encodings
import Metrics
import Synchronization

/// The metrics recorded through swift-metrics, in Prometheus' text format 0.0.4.
final class PrometheusExporter: MetricsFactory, Sendable {
    /// The instance of this process: swift-metrics accepts only one factory.
    static let shared: PrometheusExporter = {
        let exporter = PrometheusExporter()
        MetricsSystem.bootstrap(exporter)
        return exporter
    }()

    private enum Kind: String { case counter, gauge, histogram }

    private struct Family {
        var kind: Kind
        /// By labels, in their written form.
        var series: [String: any Series] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    /// The upper bounds of the histogram of request times, in seconds.
    private static let secondBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let valueBounds = [1.0, 10, 100, 1000, 10_000]

    /// All metrics, families sorted by name.
    var text: String {
        var lines: [String] = []
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE \(name) \(family.kind.rawValue)")
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                for sample in series.samples {
                    let all = [labels, sample.label].filter { !$0.isEmpty }.joined(separator: ",")
                    lines.append("\(name)\(sample.suffix)\(all.isEmpty ? "" : "{\(all)}") \(sample.value)")
                }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func series<Result: Series>(
        _ kind: Kind,
        _ label: String,
        suffix: String = "",
        _ dimensions: [(String, String)],
        _ make: () -> Result
    ) -> Result {
        let name = Self.name(label) + suffix
        let labels = dimensions.map { "\(Self.name($0))=\"\(Self.value($1))\"" }.joined(separator: ",")
        return families.withLock { families in
            if let series = families[name]?.series[labels] as? Result { return series }
            let series = make()
            families[name, default: Family(kind: kind)].series[labels] = series
            return series
        }
    }

    /// A name with all characters that Prometheus does not allow replaced by `_`.
    private static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func value(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: nil
            }
        }
    }

    // MARK: The factory

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, suffix: "_total", dimensions) { CountSeries() }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return series(.histogram, label, dimensions) { HistogramSeries(Self.valueBounds) } }
        return series(.gauge, label, dimensions) { GaugeSeries() }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions) { GaugeSeries() }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.histogram, label, suffix: "_seconds", dimensions) { HistogramSeries(Self.secondBounds) }
    }

    // Counts are kept, so that counters never seem to decrease.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

/// The values of one metric for one set of labels.
private protocol Series: AnyObject, Sendable {
    /// The samples to write: the suffix of the name, an additional label, and the value.
    var samples: [(suffix: String, label: String, value: String)] { get }
}

private final class CountSeries: CounterHandler, Series {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) { count.add(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
    var samples: [(suffix: String, label: String, value: String)] { [("", "", "\(count.load(ordering: .relaxed))")] }
}

private final class GaugeSeries: RecorderHandler, MeterHandler, Series {
    private let last = Mutex(0.0)

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { last.withLock { $0 = value } }
    func increment(by amount: Double) { last.withLock { $0 += amount } }
    func decrement(by amount: Double) { last.withLock { $0 -= amount } }
    var samples: [(suffix: String, label: String, value: String)] {
        let value = last.withLock { $0 }
        return [("", "", Int64(exactly: value).map { "\($0)" } ?? "\(value)")]
    }
}

private final class HistogramSeries: TimerHandler, RecorderHandler, Series {
    private struct State {
        /// The number of values up to each bound and above the previous one; the last bucket has no bound.
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    var samples: [(suffix: String, label: String, value: String)] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total = 0
        let buckets = zip(bounds.map { "\($0)" } + ["+Inf"], counts).map { bound, count in
            total += count
            return (suffix: "_bucket", label: "le=\"\(bound)\"", value: "\(total)")
        }
        return buckets + [("_sum", "", "\(sum)"), ("_count", "", "\(total)")]
    }
}
