/// Ranges of years as in addresses and on the command line.
package enum YearRange {
    /// All years; a range that ends at its first or last year is open there.
    package static let all = 1...9999

    /// Parses `2023` or `2019..2023`; nil for anything else.
    package static func parse(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 3 && parts[1].isEmpty), let first = parts.first,
            let last = parts.last,
            [first, last].allSatisfy({ $0.utf8.count == 4 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let from = Int(first), let to = Int(last), from <= to
        else { return nil }
        return from...to
    }

    /// `2023` or `2019..2023`.
    package static func text(of years: ClosedRange<Int>) -> String {
        let first = fourDigits(years.lowerBound)
        return years.count == 1 ? first : "\(first)..\(fourDigits(years.upperBound))"
    }

    private static func fourDigits(_ year: Int) -> String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
