import Index
import Localisation

/// Makes facet values from the combinations of codes that Xapian counted.
struct FacetLister {
    private let labels: Labels
    private let tree: TopicTree?

    /// - Parameters:
    ///   - language: the reader's language.
    ///   - tree: the hierarchy of topics; nil if there is no thesaurus.
    init(language: String, tree: TopicTree?) {
        labels = Labels(language: language) { tree?.label(of: $0, for: $1) }
        self.tree = tree
    }

    func values(
        of facet: Facet,
        _ counted: [(value: String, count: Int)],
        selected: [String] = []
    ) -> [FacetValue] {
        guard facet.kind == .tree, let tree else {
            return FacetCounts(counted).values(of: facet, selected: selected, labels)
        }
        return FacetCounts(counted, widened: tree.widened)
            .values(of: facet, selected: selected.map(tree.settled), labels, tree: tree)
    }
}

/// A facet's counts, split from the combinations that Xapian counted.
struct FacetCounts {
    private var counts: [String: Int] = [:]

    subscript(code: String) -> Int { counts[code] ?? 0 }

    /// - Parameters:
    ///   - combinations: the codes that occur together, with their counts.
    ///   - widened: returns the codes for which a document with a code counts; by default only that code.
    init(_ combinations: [(value: String, count: Int)], widened: (String) -> [String] = { [$0] }) {
        for (combination, count) in combinations {
            let codes = combination.split(separator: IndexLayout.joiner).map(String.init)
            for code in Set(codes.flatMap(widened)) { counts[code, default: 0] += count }
        }
    }

    /// Most frequent first, years newest first; a selected value without hits is included with 0.
    ///
    /// The values of a tree are nested: narrower values directly follow the wider one.
    func values(of facet: Facet, selected: [String], _ labels: Labels, tree: TopicTree? = nil) -> [FacetValue] {
        let chosen = Set(selected)
        var counts = counts
        if facet.kind != .years { for value in chosen where counts[value] == nil { counts[value] = 0 } }
        let values = counts.map { value, count in
            FacetValue(
                value: value,
                label: labels.label(value, of: facet),
                count: count,
                selected: chosen.contains(value)
            )
        }.sorted { left, right in
            facet.kind == .years
                ? left.value > right.value
                : (right.count, left.label, left.value) < (left.count, right.label, right.value)
        }
        guard facet.kind == .tree, let tree else { return values }
        return Self.nested(values, tree)
    }

    /// Moves each value after the first value that is wider; values of the same level keep their order.
    private static func nested(_ values: [FacetValue], _ tree: TopicTree) -> [FacetValue] {
        let there = Set(values.map(\.value))
        var below: [String: [FacetValue]] = [:]
        for var value in values {
            value.broader = tree.broader(than: value.value).first(where: there.contains)
            below[value.broader ?? "", default: []].append(value)
        }
        var result: [FacetValue] = []
        func add(_ parent: String) {
            for value in below.removeValue(forKey: parent) ?? [] {
                result.append(value)
                add(value.value)
            }
        }
        add("")
        // Values in a cycle have no top.
        while let rest = below.keys.min() { add(rest) }
        return result
    }
}
