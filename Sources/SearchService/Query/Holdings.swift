import Concepts
import DocumentModel
import Index
import Synchronization

/// The counts of everything that an audience may find.
struct Holdings {
    /// The number of documents; the language versions of a document count as one.
    var total: Int
    /// For each of ``Facet/all``, the combinations of its codes and the number of documents with each.
    var facets: [[(value: String, count: Int)]]
}

/// Counts and their summaries for pages, computed once for each state of the index and shared by all searches of one
/// engine.
final class HoldingsCache: Sendable {
    /// A state of the index: its identity, the parts that are read, and the last change in it.
    struct Stamp: Hashable {
        var inode: UInt64
        var parts: [String]
        var sequence: Int64
    }

    private struct Entry {
        var stamp: Stamp
        var holdings: Holdings
        var summaries: [String: (concepts: ConceptIndex?, summary: ToolboxSummary)] = [:]
    }

    /// The newest last.
    private let entries = Mutex<[Entry]>([])

    /// Searches that began before and after a commit overlap for a moment.
    private static let mostEntries = 2
    /// There are fewer interface languages.
    private static let mostSummaries = 64

    /// The counts of a state. If several threads request them at once, one counts and the others wait.
    func holdings(at stamp: Stamp, count: () throws -> Holdings) rethrows -> Holdings {
        try entries.withLock { try Self.entry(at: stamp, in: &$0, count).holdings }
    }

    /// The summary of a state in a language, made if there is none or the concepts have changed.
    func summary(
        at stamp: Stamp,
        language: String,
        concepts: ConceptIndex?,
        count: () throws -> Holdings,
        make: (Holdings) throws -> ToolboxSummary
    ) rethrows -> ToolboxSummary {
        try entries.withLock { entries in
            let entry = try Self.entry(at: stamp, in: &entries, count)
            if let cached = entry.summaries[language], cached.concepts === concepts { return cached.summary }
            let summary = try make(entry.holdings)
            let last = entries.count - 1
            if entries[last].summaries.count >= Self.mostSummaries { entries[last].summaries = [:] }
            entries[last].summaries[language] = (concepts, summary)
            return summary
        }
    }

    /// The entry of a state, which becomes the newest.
    private static func entry(at stamp: Stamp, in entries: inout [Entry], _ count: () throws -> Holdings) rethrows
        -> Entry
    {
        if let place = entries.firstIndex(where: { $0.stamp == stamp }) {
            entries.append(entries.remove(at: place))
        } else {
            let new = Entry(stamp: stamp, holdings: try count())
            if entries.count >= mostEntries { entries.removeFirst() }
            entries.append(new)
        }
        return entries[entries.count - 1]
    }
}

extension SearchContext {
    /// The counts of everything that its audience may find.
    func holdings() throws -> Holdings {
        try shared.holdings(at: stamp()) { try countHoldings() }
    }

    /// The content of the toolbox, in a reader's language.
    func summary(in language: String) throws -> ToolboxSummary {
        let tree = try concepts.topics()
        return try shared.summary(
            at: stamp(),
            language: language,
            concepts: try concepts.current(),
            count: countHoldings
        ) { holdings in
            let lister = FacetLister(language: language, tree: tree)
            var summary = ToolboxSummary(documents: holdings.total)
            for (facet, counted) in zip(Facet.all, holdings.facets) {
                summary[facet] = lister.values(of: facet, counted).map {
                    ToolboxSummary.Entry(code: $0.value, label: $0.label, count: $0.count)
                }
            }
            return summary
        }
    }

    /// Complete, regardless of the deadline: it is counted for all later requests.
    private func countHoldings() throws -> Holdings {
        var options = IndexSearchOptions()
        options.limit = 0
        options.facetSlots = Facet.all.map(\.slot)
        options.groupsVersions = true
        let matches = try deadline.preparing { try reader.search(.all(), options) }
        return Holdings(total: matches.total, facets: matches.facets)
    }
}
