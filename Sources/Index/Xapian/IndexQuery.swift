import CXapianShim

/// A query of the index. It never changes once it is made; its terms are spelled as ``IndexLayout`` says.
package final class IndexQuery {
    fileprivate let handle: OpaquePointer

    private init(_ make: (inout cxapian_error) -> OpaquePointer?) throws { handle = try XapianError.make(make) }

    deinit { cxapian_query_free(handle) }

    /// Documents that have a term.
    package static func term(_ term: String) throws -> IndexQuery {
        try IndexQuery { error in term.withShimBytes { cxapian_query_term($0, &error) } }
    }

    /// Every document, all with the same weight.
    package static func all() throws -> IndexQuery { try IndexQuery { cxapian_query_all(&$0) } }

    /// No document.
    package static func nothing() throws -> IndexQuery { try IndexQuery { cxapian_query_nothing(&$0) } }

    /// Documents whose value lies between two, compared byte by byte, both included.
    package static func range(_ slot: UInt32, from: String, to: String) throws -> IndexQuery {
        try IndexQuery { error in
            from.withShimBytes { from in to.withShimBytes { cxapian_query_range(slot, from, $0, &error) } }
        }
    }

    /// Documents whose value is a year, the newer the heavier: `weight` for `year` and later, half of it for every `halfLife`
    /// years before.
    package static func recency(_ slot: UInt32, year: Int, halfLife: Double, weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_recency(slot, Int32(clamping: year), halfLife, weight, &$0) }
    }

    /// Every document, each weighing the same.
    package static func constant(_ weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_constant(weight, &$0) }
    }

    /// All of the parts.
    package static func and(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_AND, parts) }
    /// Any of the parts; weights add up.
    package static func or(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_OR, parts) }
    /// Any of the parts; the best weight counts.
    package static func max(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_MAX, parts) }
    /// Any of the parts, weighed as if they were one term.
    package static func synonym(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_SYNONYM, parts) }
    /// The terms one after the other.
    package static func phrase(_ terms: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_PHRASE, terms) }

    /// What this finds less what `other` finds.
    package func without(_ other: IndexQuery) throws -> IndexQuery { try Self.combine(CXAPIAN_AND_NOT, [self, other]) }
    /// What both find, weighted as here.
    package func filtered(by filter: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_FILTER, [self, filter])
    }
    /// What this finds; what `other` finds too weighs more.
    package func preferring(_ other: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_AND_MAYBE, [self, other])
    }
    /// The same documents with weights times `factor`, which is not negative.
    package func scaled(_ factor: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_scale(handle, factor, &$0) }
    }

    private static func combine(_ operation: cxapian_operator, _ parts: [IndexQuery]) throws -> IndexQuery {
        if parts.count == 1 { return parts[0] }
        return try IndexQuery { error in
            // The parts outlive the call: they are held by the array.
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
