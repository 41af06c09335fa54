extension String {
    /// The text padded with trailing spaces to at least `width` characters.
    package func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// A number and what it counts: `1 document`, `2 documents`.
package func counted(_ number: Int, _ name: String) -> String { "\(number) \(name)\(number == 1 ? "" : "s")" }
