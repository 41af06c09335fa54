/// Finds the headers, footers and page numbers that are repeated on most pages of a document.
struct PDFRunningTitles {
    /// A line near the upper or lower edge of a page.
    private struct Candidate {
        /// Its words in lower case, with `#` for each number.
        var key: String
        var page: Int
        /// Its bytes in the page's text.
        var range: Range<Int>
        var isAtTop: Bool
    }

    private var candidates: [Candidate] = []
    private var pages = 0

    /// Notes the lines at the edges of the next page.
    mutating func note(_ text: PDFPageText, height: Double, page: Int) {
        pages += 1
        guard !text.lines.isEmpty, height > 0 else { return }
        let upper = Float(height * 0.15)
        let lower = Float(height * 0.85)
        let top = text.lines.filter { $0.bottom < upper }.sorted { $0.top < $1.top }.prefix(3)
        let bottom = text.lines.filter { $0.top > lower }.sorted { $0.bottom > $1.bottom }.prefix(3)
        let both = top.map { ($0, true) } + bottom.map { ($0, false) }
        guard !both.isEmpty else { return }
        let offsets = text.byteOffsets
        for (line, isAtTop) in both where line.range.count <= 200 {
            let key = Self.key(text.scalars[line.range])
            guard !key.isEmpty else { continue }
            candidates.append(
                Candidate(
                    key: key,
                    page: page,
                    range: offsets[line.range.lowerBound]..<offsets[line.range.upperBound],
                    isAtTop: isAtTop
                )
            )
        }
    }

    /// The bytes of running titles in the text of each page that has some. Words of a title stay where it is for the first time, so that
    /// they can be found; numbers of pages stay nowhere.
    func ranges() -> [Int: [Range<Int>]] {
        guard pages >= 4 else { return [:] }
        var groups: [String: [Candidate]] = [:]
        for candidate in candidates {
            groups[candidate.key + (candidate.isAtTop ? "t" : "b"), default: []].append(candidate)
        }
        var result: [Int: [Range<Int>]] = [:]
        for group in groups.values where isRepeated(group) {
            let isNumber = !group[0].key.contains(where: \.isLetter)
            for candidate in isNumber ? group[...] : group.dropFirst() {
                result[candidate.page, default: []].append(candidate.range)
            }
        }
        return result
    }

    /// Whether lines are on most pages, on most left or right ones, or on all pages of a long chapter.
    private func isRepeated(_ group: [Candidate]) -> Bool {
        let numbers = Set(group.map(\.page))
        guard numbers.count >= 3 else { return false }
        if !group[0].key.contains(where: \.isLetter), group[0].key.count(where: { $0 == "#" }) > 2 { return false }
        if numbers.count * 2 > pages { return true }
        let even = numbers.count { $0 % 2 == 0 }
        if max(even, numbers.count - even) * 10 > pages * 3 { return true }
        guard numbers.count >= 6, let first = numbers.min(), let last = numbers.max() else { return false }
        return numbers.count * 10 > (last - first + 1) * 4
    }

    private static func key(_ line: ArraySlice<UInt32>) -> String {
        let words = line.split { !Scripts.isLetter($0) && !Scripts.isNumber($0) && !Scripts.isMark($0) }
        var key: [UInt32] = []
        for word in words {
            if !key.isEmpty { key.append(0x20) }
            if word.contains(where: Scripts.isNumber) || words.count == 1 && word.allSatisfy(isRomanDigit) {
                key.append(0x23)
            } else {
                for scalar in word { key.append(contentsOf: Scripts.lowercase(scalar)) }
            }
        }
        return PDFPageText.string(key[...])
    }

    /// i v x l c, in either case.
    private static func isRomanDigit(_ scalar: UInt32) -> Bool {
        [0x69, 0x76, 0x78, 0x6C, 0x63].contains(scalar | 0x20) && scalar < 0x80
    }

    /// A text without some of its bytes.
    static func removing(_ ranges: [Range<Int>], from text: String) -> String {
        var kept: [UInt8] = []
        var position = 0
        let bytes = Array(text.utf8)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= position {
            kept += bytes[position..<range.lowerBound]
            position = range.upperBound
        }
        kept += bytes[position...]
        return String(decoding: kept, as: UTF8.self)
    }
}

extension PDFPageText {
    /// The offset in bytes of each scalar in ``string``, and the size of the whole text.
    fileprivate var byteOffsets: [Int] {
        var offsets = [0]
        offsets.reserveCapacity(scalars.count + 1)
        for scalar in scalars {
            offsets.append(offsets[offsets.count - 1] + UTF8.width(Unicode.Scalar(scalar) ?? "\u{FFFD}"))
        }
        return offsets
    }
}
