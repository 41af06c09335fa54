import CXapianShim

/// Terms in the order of the index, in one buffer, to be looked up together.
package struct IndexTerms: Sendable {
    /// In ascending order of their bytes.
    package let sorted: [String]
    private let bytes: [UInt8]

    /// - Parameter terms: without repetition.
    package init(_ terms: some Sequence<String>) {
        // Swift orders strings by their normal forms, the index by bytes.
        sorted = terms.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        bytes = sorted.flatMap(\.utf8)
    }

    func withShimBytes<Result>(_ body: ([cxapian_bytes], Int) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            let views = sorted.map { term in
                defer { start += term.utf8.count }
                return cxapian_bytes(UnsafeBufferPointer(rebasing: buffer[start..<start + term.utf8.count]))
            }
            return try body(views, views.count)
        }
    }
}
