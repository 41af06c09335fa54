import DocumentModel

/// The concepts of a ``ConceptIndex`` by number, with their names and links.
struct ConceptTable: Sendable {
    /// The URI of each concept; for merged concepts, that of the first.
    var uris: [String] = []
    /// Every URI, including those of merged concepts.
    var byURI: [String: Int] = [:]
    var broader: [[Int]] = []
    var narrower: [[Int]] = []
    var labels = LabelStore()
    /// The labels of concept `n` are `order[starts[n]..<starts[n + 1]]`, in their original order.
    var order: [Int32] = []
    var starts: [Int] = []

    var count: Int { uris.count }

    func labels(of concept: Int, in language: LanguageTag) -> [String] {
        let found = order[starts[concept]..<starts[concept + 1]].map(Int.init).filter {
            labels.language($0) == language && labels.role($0) != .hidden
        }
        var result: [String] = []
        for role in [ConceptLabel.Role.preferred, .alternative] {
            for label in found where labels.role(label) == role {
                let text = labels.text(label)
                if !result.contains(text) { result.append(text) }
            }
        }
        return result
    }
}

extension ConceptIndex {
    /// Collects concepts one by one, those of the first thesaurus first.
    package struct Builder: Sendable {
        private var uris: [String] = []
        private var numbers: [String: Int] = [:]
        private var broader: [(narrow: Int, broad: String)] = []
        private var matches: [(Int, String)] = []
        private var labels = LabelStore()
        private var owners: [Int32] = []

        package init() {}

        package mutating func add(_ concept: Concept) {
            let number = numbers[concept.uri] ?? uris.count
            if number == uris.count {
                uris.append(concept.uri)
                numbers[concept.uri] = number
            }
            for label in concept.labels {
                labels.append(label)
                owners.append(Int32(number))
            }
            broader += concept.broader.map { (number, $0) }
            matches += concept.exactMatches.map { (number, $0) }
        }

        /// Merges equal concepts, and numbers them in the order in which they were added.
        func table() -> ConceptTable {
            var parents = Array(uris.indices)
            func first(_ number: Int) -> Int {
                var number = number
                while parents[number] != number {
                    parents[number] = parents[parents[number]]
                    number = parents[number]
                }
                return number
            }
            for (left, uri) in matches {
                guard let right = numbers[uri] else { continue }
                let (a, b) = (first(left), first(right))
                parents[max(a, b)] = min(a, b)
            }
            var table = ConceptTable()
            var new = [Int](repeating: 0, count: uris.count)
            for old in uris.indices {
                if first(old) == old {
                    new[old] = table.uris.count
                    table.uris.append(uris[old])
                } else {
                    new[old] = new[first(old)]
                }
            }
            table.byURI = numbers.mapValues { new[$0] }
            var up = [Set<Int>](repeating: [], count: table.count)
            var down = up
            for (narrow, uri) in broader {
                guard let broad = table.byURI[uri], broad != new[narrow] else { continue }
                up[new[narrow]].insert(broad)
                down[broad].insert(new[narrow])
            }
            (table.broader, table.narrower) = (up.map { $0.sorted() }, down.map { $0.sorted() })
            table.labels = labels
            (table.order, table.starts) = grouped(owners.lazy.map { new[Int($0)] }, groups: table.count)
            return table
        }
    }
}

/// The positions of `keys`, grouped by key and in order within each group: group `k` is `order[starts[k]..<starts[k + 1]]`.
func grouped(_ keys: some Collection<Int>, groups: Int) -> (order: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: groups + 1)
    for key in keys { starts[key + 1] += 1 }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    var next = starts
    var order = [Int32](repeating: 0, count: keys.count)
    for (position, key) in keys.enumerated() {
        order[next[key]] = Int32(position)
        next[key] += 1
    }
    return (order, starts)
}
