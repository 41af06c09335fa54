import Encodings
import Web

/// The range of a document's sections in a response: a book may have a million.
package struct SectionPage: Sendable {
    package var offset = 0
    package var limit = SectionPage.usual

    static let usual = 1000
    static let most = 10_000
    /// The size of labels and addresses in bytes after which a response ends before its limit; the link to the next one
    /// continues from there.
    static let mostBytes = 2_000_000
    /// No document has more sections, because positions of words have 32 bits.
    static let mostOffset = Int(UInt32.max)

    /// - Parameter query: the part of the address behind the `?`.
    /// - Throws: `Problem` for a number that is not valid or too large.
    init(_ query: String) throws {
        let values = try SearchParameters.numbers(
            ofQuery: query,
            ["offset": 0...Self.mostOffset, "limit": 1...Self.most]
        )
        (offset, limit) = (values["offset"] ?? 0, values["limit"] ?? Self.usual)
    }

    /// The address of the sections from one on; nil if there are none.
    func link(to section: Int, of total: Int, in id: String) -> String? {
        guard section < total else { return nil }
        let page = limit == Self.usual ? "" : "&limit=\(limit)"
        return "/v1/documents/\(PercentEncoding.encode(id))?offset=\(section)\(page)"
    }
}
