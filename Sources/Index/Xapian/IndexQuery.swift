import CXapianShim

/// An immutable query of the index; its terms are those of ``IndexLayout``.
package final class IndexQuery {
    fileprivate let handle: OpaquePointer

    private init(_ make: (inout cxapian_error) -> OpaquePointer?) throws { handle = try XapianError.make(make) }

    deinit { cxapian_query_free(handle) }

    /// Documents with a term.
    package static func term(_ term: String) throws -> IndexQuery {
        try IndexQuery { error in term.withShimBytes { cxapian_query_term($0, &error) } }
    }

    /// Every document, all with the same weight.
    package static func all() throws -> IndexQuery { try IndexQuery { cxapian_query_all(&$0) } }

    /// No document.
    package static func nothing() throws -> IndexQuery { try IndexQuery { cxapian_query_nothing(&$0) } }

    /// Documents whose value is between two others, compared byte by byte, both included.
    package static func range(_ slot: UInt32, from: String, to: String) throws -> IndexQuery {
        try IndexQuery { error in
            from.withShimBytes { from in to.withShimBytes { cxapian_query_range(slot, from, $0, &error) } }
        }
    }

    /// Documents whose value is a year; newer ones have more weight: `weight` for `year` and later, half of it for every
    /// `halfLife` years before.
    package static func recency(_ slot: UInt32, year: Int, halfLife: Double, weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_recency(slot, Int32(clamping: year), halfLife, weight, &$0) }
    }

    /// Every document with the same weight.
    package static func constant(_ weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_constant(weight, &$0) }
    }

    /// Documents that match all parts.
    package static func and(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_AND, parts) }
    /// Documents that match any of the parts; the weights add up.
    package static func or(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_OR, parts) }
    /// Documents that match any of the parts, weighted as if the parts were one term.
    package static func synonym(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_SYNONYM, parts) }
    /// Documents with the terms directly after each other.
    package static func phrase(_ terms: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_PHRASE, terms) }

    /// The documents of this query except those of `other`.
    package func without(_ other: IndexQuery) throws -> IndexQuery { try Self.combine(CXAPIAN_AND_NOT, [self, other]) }
    /// Documents that match both, with the weights of this query.
    package func filtered(by filter: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_FILTER, [self, filter])
    }
    /// The documents of this query; those that also match `other` have more weight.
    package func preferring(_ other: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_AND_MAYBE, [self, other])
    }
    /// The same documents with weights multiplied by `factor`, which is not negative.
    package func scaled(_ factor: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_scale(handle, factor, &$0) }
    }

    private static func combine(_ operation: cxapian_operator, _ parts: [IndexQuery]) throws -> IndexQuery {
        if parts.count == 1 { return parts[0] }
        return try IndexQuery { error in
            // The array keeps the parts alive during the call.
            withExtendedLifetime(parts) {
                parts.map(\.handle).withUnsafeBufferPointer {
                    $0.baseAddress.map { cxapian_query_combine(operation, $0, parts.count, &error) }
                        ?? cxapian_query_nothing(&error)
                }
            }
        }
    }

    func withHandle<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(handle) }
    }
}
