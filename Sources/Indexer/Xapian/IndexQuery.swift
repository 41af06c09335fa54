import CXapianShim

/// A query of the index. It never changes once it is made; its terms are spelled as ``IndexLayout`` says.
public final class IndexQuery {
    fileprivate let handle: OpaquePointer

    private init(_ make: (inout cxapian_error) -> OpaquePointer?) throws { handle = try XapianError.make(make) }

    deinit { cxapian_query_free(handle) }

    /// Documents that have a term.
    public static func term(_ term: String) throws -> IndexQuery {
        try IndexQuery { error in term.withShimBytes { cxapian_query_term($0, &error) } }
    }

    /// Every document, all with the same weight.
    public static func all() throws -> IndexQuery { try IndexQuery { cxapian_query_all(&$0) } }

    /// No document.
    public static func nothing() throws -> IndexQuery { try IndexQuery { cxapian_query_nothing(&$0) } }

    /// Documents whose value lies between two, compared byte by byte, both included.
    public static func range(_ slot: UInt32, from: String, to: String) throws -> IndexQuery {
        try IndexQuery { error in
            from.withShimBytes { from in to.withShimBytes { cxapian_query_range(slot, from, $0, &error) } }
        }
    }

    /// Documents whose value is a year, the newer the heavier: `weight` for `year` and later, half of it for every `halfLife`
    /// years before.
    public static func recency(_ slot: UInt32, year: Int, halfLife: Double, weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_recency(slot, Int32(clamping: year), halfLife, weight, &$0) }
    }

    /// Every document, each weighing the same.
    public static func constant(_ weight: Double) throws -> IndexQuery {
        try IndexQuery { cxapian_query_constant(weight, &$0) }
    }

    /// All of the parts.
    public static func and(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_AND, parts) }
    /// Any of the parts; weights add up.
    public static func or(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_OR, parts) }
    /// Any of the parts; the best weight counts.
    public static func max(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_MAX, parts) }
    /// Any of the parts, weighed as if they were one term.
    public static func synonym(_ parts: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_SYNONYM, parts) }
    /// The terms one after the other.
    public static func phrase(_ terms: [IndexQuery]) throws -> IndexQuery { try combine(CXAPIAN_PHRASE, terms) }

    /// What this finds less what `other` finds.
    public func without(_ other: IndexQuery) throws -> IndexQuery { try Self.combine(CXAPIAN_AND_NOT, [self, other]) }
    /// What both find, weighted as here.
    public func filtered(by filter: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_FILTER, [self, filter])
    }
    /// What this finds; what `other` finds too weighs more.
    public func preferring(_ other: IndexQuery) throws -> IndexQuery {
        try Self.combine(CXAPIAN_AND_MAYBE, [self, other])
    }
    /// The same documents with weights times `factor`, which is not negative.
    public func scaled(_ factor: Double) throws -> IndexQuery {
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
