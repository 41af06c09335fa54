import DocumentModel

/// The names of concepts in one language by their words, for finding them in a query.
struct LabelMatcher: Sendable {
    /// Different words have numbers; this maps a key to the words that have it.
    private var wordsByKey: [String: [Int32]] = [:]
    /// Label `n` consists of `words[ends[n - 1]..<ends[n]]`.
    private var words: [Int32] = []
    private var ends: [Int] = []
    private var concepts: [Int32] = []
    /// Labels by their first word, see ``grouped(_:groups:)``.
    private var byFirstWord: (order: [Int32], starts: [Int]) = ([], [0])

    /// Analyses all names in the language, and those without a language.
    init(
        _ table: ConceptTable,
        _ language: LanguageTag,
        tokenise: ConceptIndex.Tokenise,
        keys: ConceptIndex.Keys
    ) {
        var numbers: [String: Int32] = [:]
        var seen: Set<[Int32]> = []
        for concept in 0..<table.count {
            seen.removeAll(keepingCapacity: true)
            for index in table.order[table.starts[concept]..<table.starts[concept + 1]].map(Int.init) {
                let tag = table.labels.language(index)
                guard tag == language || tag.isUndetermined else { continue }
                let label = tokenise(table.labels.text(index), language).map { word in
                    if let existing = numbers[word] { return existing }
                    let new = Int32(numbers.count)
                    numbers[word] = new
                    for key in Set(keys(word, language)) { wordsByKey[key, default: []].append(new) }
                    return new
                }
                // Names that are equal in all forms of their words would only take time.
                guard !label.isEmpty, seen.insert(label).inserted else { continue }
                words += label
                ends.append(words.count)
                concepts.append(Int32(concept))
            }
        }
        let first = ([0] + ends.dropLast()).prefix(ends.count).map { Int(words[$0]) }
        byFirstWord = grouped(first, groups: numbers.count)
    }

    /// The longest names in a query that do not overlap, in the query's order, each with its concepts.
    /// - Parameter query: the keys of each word.
    func matches(_ query: [[String]]) -> [(range: Range<Int>, concepts: [Int])] {
        // For each word of the query, the words of names that are forms of it.
        let alike = query.map { keys in Set(keys.flatMap { wordsByKey[$0] ?? [] }) }
        var found: [Range<Int>: Set<Int>] = [:]
        for start in alike.indices {
            for first in alike[start] {
                let labels = byFirstWord.starts[Int(first)]..<byFirstWord.starts[Int(first) + 1]
                for label in byFirstWord.order[labels].map(Int.init) {
                    let name = words[(label == 0 ? 0 : ends[label - 1])..<ends[label]]
                    let end = start + name.count
                    guard end <= alike.count, zip(name, alike[start...]).allSatisfy({ $1.contains($0) }) else {
                        continue
                    }
                    found[start..<end, default: []].insert(Int(concepts[label]))
                }
            }
        }
        var taken: [Range<Int>] = []
        for range in found.keys.sorted(by: { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) })
        where !taken.contains(where: range.overlaps) {
            taken.append(range)
        }
        return taken.sorted { $0.lowerBound < $1.lowerBound }.map { ($0, (found[$0] ?? []).sorted()) }
    }
}
