import CXapianShim
import DocumentModel

/// Options of a search.
package struct IndexSearchOptions {
    package var offset = 0
    package var limit = 10
    /// Sorts by the value in this slot, then by weight; nil: only by weight.
    package var sortSlot: UInt32?
    package var isDescending = false
    /// Whether the language versions of a document are one match, namely the best of them.
    package var groupsVersions = false
    /// The slots whose values are counted over all matches.
    package var facetSlots: [UInt32] = []
    /// Whether the total is exact; an estimate is faster.
    package var countsAll = true
    /// Whether a match is weighted by the number of the query's terms that it has, instead of by BM25.
    package var countsTerms = false
    /// BM25's k1 (how quickly more occurrences of a word stop to matter) and b (how much long documents are penalised),
    /// Robertson et al., TREC-3.
    package var saturation = 1.0
    package var lengthNormalisation = 0.5
    /// Called now and then, on the thread of the search; if it returns true, the search ends. nil: no limit. It has no
    /// effect if a part of the index is on another machine.
    package var isOver: (() -> Bool)?

    package init() {}
}

/// The result of a search.
package struct IndexMatches: Sendable {
    /// The exact number of matches.
    package var total: Int
    /// Document numbers with their weights, highest first.
    package var hits: [(docid: UInt32, weight: Double)]
    /// For each requested slot, the values and their counts.
    package var facets: [[(value: String, count: Int)]]
    /// Whether the search ended early: then there are no hits and no facets, and `total` is the number of matches seen.
    package var isPartial = false

    package init(
        total: Int,
        hits: [(docid: UInt32, weight: Double)],
        facets: [[(value: String, count: Int)]],
        isPartial: Bool = false
    ) {
        (self.total, self.hits, self.facets, self.isPartial) = (total, hits, facets, isPartial)
    }
}

/// A reader of the index at one commit. For use by one thread at a time.
package final class IndexReader {
    private let handle: OpaquePointer

    /// Opens an index: a Xapian directory, or a stub that refers to others.
    package init(path: String) throws(XapianError) {
        handle = try XapianError.make { cxapian_reader_open(path, &$0) }
    }

    /// Opens an index for an audience: the public part, and the other parts that the audience may read.
    package convenience init(index: String, seenBy audience: Visibility) throws(XapianError) {
        try self.init(path: index)
        for part in IndexLayout.parts(of: index, seenBy: audience).dropFirst() {
            try XapianError.check { cxapian_reader_join(handle, part, &$0) }
        }
    }

    /// - Parameter handle: the shim's reader, which this one frees.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { cxapian_reader_free(handle) }

    /// Advances to the newest commit; returns true if there was a newer one.
    @discardableResult
    package func reopen() throws(XapianError) -> Bool {
        var changed = false
        try XapianError.check { cxapian_reader_reopen(handle, &changed, &$0) }
        return changed
    }

    package var documentCount: Int { Int(cxapian_reader_count(handle)) }

    package func metadata(_ key: String) throws(XapianError) -> String {
        String(decoding: try metadataBytes(key), as: UTF8.self)
    }

    /// The bytes stored under a key; none where there is no such key.
    package func metadataBytes(_ key: String) throws(XapianError) -> [UInt8] {
        var value = cxapian_bytes()
        try XapianError.check { error in
            key.withShimBytes { cxapian_reader_get_metadata(handle, $0, &value, &error) }
        }
        return value.array
    }

    /// The number of the document with a unique term; nil if there is none.
    package func find(_ uniqueTerm: String) throws(XapianError) -> UInt32? {
        var docid: UInt32 = 0
        try XapianError.check { error in
            uniqueTerm.withShimBytes { cxapian_reader_find(handle, $0, &docid, &error) }
        }
        return docid == 0 ? nil : docid
    }

    /// A document's data, to be parsed by ``StoredDocument``.
    package func data(of docid: UInt32) throws(XapianError) -> [UInt8] {
        var data = cxapian_bytes()
        try XapianError.check { cxapian_reader_data(handle, docid, &data, &$0) }
        return data.array
    }

    /// A document's value in a slot; empty if there is none.
    package func value(_ slot: UInt32, of docid: UInt32) throws(XapianError) -> String {
        var value = cxapian_bytes()
        try XapianError.check { cxapian_reader_value(handle, docid, slot, &value, &$0) }
        return value.string
    }

    /// The positions of a term in a document, ascending, at most the first `limit` in a range.
    package func positions(
        of term: String,
        in docid: UInt32,
        within range: Range<UInt32> = 0..<UInt32.max,
        limit: Int = .max
    ) throws(XapianError) -> [UInt32] {
        var positions: UnsafePointer<UInt32>?
        var count = 0
        try XapianError.check { error in
            term.withShimBytes {
                cxapian_reader_positions(handle, docid, $0, range.lowerBound, limit, &positions, &count, &error)
            }
        }
        return Array(UnsafeBufferPointer(start: positions, count: count).prefix { $0 < range.upperBound })
    }

    /// The indexes in `terms.sorted` of the terms that a document has, ascending.
    package func present(_ terms: IndexTerms, in docid: UInt32) throws(XapianError) -> [Int] {
        var present = [Bool](repeating: false, count: terms.sorted.count)
        try XapianError.check { error in
            terms.withShimBytes { cxapian_reader_present(handle, docid, $0, $1, &present, &error) }
        }
        return present.indices.filter { present[$0] }
    }

    /// The number of documents with each term, in the order of `terms.sorted`.
    package func frequencies(of terms: IndexTerms) throws(XapianError) -> [Int] {
        var counts = [UInt32](repeating: 0, count: terms.sorted.count)
        try XapianError.check { error in
            terms.withShimBytes { cxapian_reader_frequencies(handle, $0, $1, &counts, &error) }
        }
        return counts.map(Int.init)
    }

    /// The counts of character n-grams in a document's words.
    /// - Parameter strings: as returned by ``WordStrings``, ascending.
    /// - Returns: the count of each, and of all n-grams in the document.
    package func counts(of strings: [UInt64], in docid: UInt32) throws(XapianError) -> (counts: [UInt32], total: UInt64)
    {
        var counts = [UInt32](repeating: 0, count: strings.count)
        var total: UInt64 = 0
        try XapianError.check { error in
            cxapian_reader_strings(handle, docid, strings, strings.count, &counts, &total, &error)
        }
        return (counts, total)
    }

    /// The documents with a term, ascending, at most `limit` of them.
    package func postings(of term: String, limit: Int) throws(XapianError) -> [UInt32] {
        var found: [UInt32] = []
        try XapianError.check { error in
            withUnsafeMutablePointer(to: &found) { list in
                term.withShimBytes {
                    cxapian_reader_each_posting(
                        handle,
                        $0,
                        UInt32(limit),
                        UnsafeMutableRawPointer(list),
                        { $0.assumingMemoryBound(to: [UInt32].self).pointee.append($1) },
                        &error
                    )
                }
            }
        }
        return found
    }

    /// The number of documents that have a term.
    package func frequency(of term: String) throws(XapianError) -> Int {
        var count: UInt32 = 0
        try XapianError.check { error in
            term.withShimBytes { cxapian_reader_frequency(handle, $0, &count, &error) }
        }
        return Int(count)
    }

    /// The terms that begin with `prefix`, in order, at most `limit`, with the number of documents of each.
    package func terms(
        prefix: String,
        limit: Int = .max
    ) throws(XapianError) -> [(term: String, documents: Int)] {
        try collect { context, each, error in
            prefix.withShimBytes { cxapian_reader_each_term(handle, $0, limit, context, each, &error) }
        }
    }

    /// Every term of a document with its frequency in it.
    package func terms(of docid: UInt32) throws(XapianError) -> [(term: String, documents: Int)] {
        try collect { context, each, error in cxapian_reader_each_document_term(handle, docid, context, each, &error) }
    }

    /// The most distinctive words of a document, best first: those of Xapian's ESet, by its weights.
    package func relevanceTerms(of docid: UInt32, limit: Int) throws(XapianError) -> [String] {
        var found: [String] = []
        try XapianError.check { error in
            withUnsafeMutablePointer(to: &found) { list in
                cxapian_reader_relevance_terms(
                    handle,
                    docid,
                    UInt32(limit),
                    UnsafeMutableRawPointer(list),
                    { context, term, _ in context.assumingMemoryBound(to: [String].self).pointee.append(term.string) },
                    &error
                )
            }
        }
        return found
    }

    private typealias Each = @convention(c) (UnsafeMutableRawPointer, cxapian_bytes, UInt32) -> Void

    private func collect(
        _ run: (UnsafeMutableRawPointer, Each, inout cxapian_error) -> Bool
    ) throws(XapianError) -> [(term: String, documents: Int)] {
        var found: [(term: String, documents: Int)] = []
        try XapianError.check { error in
            withUnsafeMutablePointer(to: &found) { list in
                run(
                    UnsafeMutableRawPointer(list),
                    { context, term, count in
                        context.assumingMemoryBound(to: [(term: String, documents: Int)].self).pointee
                            .append((term.string, Int(count)))
                    },
                    &error
                )
            }
        }
        return found
    }

    /// Runs a query. The total and the facets' counts are exact, unless ``IndexSearchOptions/isOver`` ends the search.
    package func search(_ query: IndexQuery, _ options: IndexSearchOptions) throws(XapianError) -> IndexMatches {
        var isOver = options.isOver
        let members = Facet.bySlot.map(\.slot)
        let result = try XapianError.make { error in
            withUnsafeMutablePointer(to: &isOver) { isOver in
                options.facetSlots.withUnsafeBufferPointer { slots in
                    members.withUnsafeBufferPointer { members in
                        var shimOptions = cxapian_search_options(
                            offset: UInt32(options.offset),
                            limit: UInt32(options.limit),
                            counts_terms: options.countsTerms,
                            k1: options.saturation,
                            b: options.lengthNormalisation,
                            exact_total: options.countsAll,
                            sort_by_value: options.sortSlot != nil,
                            sort_slot: options.sortSlot ?? 0,
                            descending: options.isDescending,
                            groups: options.groupsVersions,
                            group_slot: IndexLayout.Slot.group,
                            members_slot: IndexLayout.Slot.member,
                            member_slots: members.baseAddress,
                            member_count: members.count,
                            facet_slots: slots.baseAddress,
                            facet_count: slots.count,
                            is_over: options.isOver == nil
                                ? nil
                                : { context in
                                    context!.assumingMemoryBound(to: Optional<() -> Bool>.self).pointee!()
                                },
                            over_context: UnsafeMutableRawPointer(isOver)
                        )
                        return query.withHandle { cxapian_search(handle, $0, &shimOptions, &error) }
                    }
                }
            }
        }
        defer { cxapian_result_free(result) }
        let hits = (0..<cxapian_result_count(result)).map { index in
            (docid: cxapian_result_docid(result, index), weight: cxapian_result_weight(result, index))
        }
        let facets = options.facetSlots.indices.map { facet in
            (0..<cxapian_result_value_count(result, facet)).map { index in
                var count: UInt32 = 0
                let value = cxapian_result_value(result, facet, index, &count).string
                return (value: value, count: Int(count))
            }
        }
        return IndexMatches(
            total: Int(cxapian_result_total(result)),
            hits: hits,
            facets: facets,
            isPartial: cxapian_result_is_partial(result)
        )
    }

    /// Writes a copy of the index as this reader sees it to a path where nothing exists.
    package func copy(to path: String) throws(XapianError) {
        try XapianError.check { cxapian_reader_copy(handle, path, &$0) }
    }
}
