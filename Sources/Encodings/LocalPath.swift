/// Paths that a redirect may lead to.
package enum LocalPath {
    /// The maximum length in bytes.
    private static let longest = 4000

    /// The same text if it is a path of this site, perhaps with a query; otherwise `/`. Browsers read `//host` and `/\host` as
    /// other sites, and skip control characters.
    package static func checked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let isPath =
            bytes.first == UInt8(ascii: "/") && bytes.dropFirst().first != UInt8(ascii: "/") && bytes.count <= longest
            && bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        return isPath ? text : "/"
    }
}
