/// One range of a `Range` header (RFC 9110, 14.2). A header with several ranges, or with another unit, is ignored, which
/// the RFC allows.
package enum ByteRange: Equatable {
    case whole
    case part(ClosedRange<Int>)
    /// It is beyond the end: 416.
    case unsatisfiable

    package init(_ header: String?, size: Int) {
        self = .whole
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        guard ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return }
        switch (Int(ends[0]), Int(ends[1])) {
        case (nil, let last?) where ends[0].isEmpty && last >= 0:
            self = last == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - last)...size - 1)
        case (let first?, nil) where ends[1].isEmpty && first >= 0:
            self = first < size ? .part(first...size - 1) : .unsatisfiable
        case (let first?, let last?) where first >= 0 && last >= first:
            self = first < size ? .part(first...min(last, size - 1)) : .unsatisfiable
        default: break
        }
    }
}
