import DocumentModel

/// The names of one language's concepts, for finding them by the beginning of any of their words.
struct ConceptCompletions: Sendable {
    private struct Entry: Sendable {
        /// The folded name, starting at one of its words.
        var key: String
        /// Whether it starts at the first word.
        var isWhole: Bool
        var concept: Int32
    }

    private var entries: [Entry] = []

    init(_ table: ConceptTable, _ language: LanguageTag, fold: (String) -> String) {
        for concept in 0..<table.count {
            for label in table.labels(of: concept, in: language) {
                let words = fold(label).split(whereSeparator: \.isWhitespace)
                for start in words.indices {
                    let key = words[start...].joined(separator: " ")
                    entries.append(Entry(key: key, isWhole: start == 0, concept: Int32(concept)))
                }
            }
        }
        entries.sort { $0.key < $1.key }
    }

    /// The concepts with a name that continues `beginning`; those whose whole name begins so first, shorter names first.
    func concepts(beginning: String, limit: Int) -> [Int] {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < beginning { low = middle + 1 } else { high = middle }
        }
        // For one or two letters there may be thousands.
        let found = entries[low...].prefix(2000).prefix { $0.key.hasPrefix(beginning) }
            .sorted { ($0.isWhole ? 0 : 1, $0.key.count, $0.key) < ($1.isWhole ? 0 : 1, $1.key.count, $1.key) }
        var result: [Int] = []
        for entry in found where !result.contains(Int(entry.concept)) {
            result.append(Int(entry.concept))
            if result.count == limit { break }
        }
        return result
    }
}
