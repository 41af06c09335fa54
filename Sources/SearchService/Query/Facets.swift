import Index
import Localisation

/// Makes facets' values from the combinations that Xapian counted.
struct FacetLister {
    private let labels: Labels
    private let tree: TopicTree?

    /// - Parameters:
    ///   - language: the reader's.
    ///   - tree: how topics lie under each other; nil where there is no thesaurus.
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
    ///   - combinations: the codes that occur together.
    ///   - widened: the codes that a document with a code counts for; by default that one.
    init(_ combinations: [(value: String, count: Int)], widened: (String) -> [String] = { [$0] }) {
        for (combination, count) in combinations {
            let codes = combination.split(separator: IndexLayout.joiner).map(String.init)
            for code in Set(codes.flatMap(widened)) { counts[code, default: 0] += count }
        }
    }

    /// Most frequent first, years newest first; a selected value that no hit has is there with 0.
    ///
    /// What is a tree comes as one: what is narrower right behind what is wider.
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
            facet.kind == .years ? left.value > right.value : (right.count, left.label) < (left.count, right.label)
        }
        guard facet.kind == .tree, let tree else { return values }
        return Self.nested(values, tree)
    }

    /// Puts each value behind the first that is wider than it; those of one level stay in their order.
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
        // What goes round in a circle has no top.
        while let rest = below.keys.min() { add(rest) }
        return result
    }
}
