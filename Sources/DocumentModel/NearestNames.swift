import Foundation

/// The longest text, in bytes, that is compared with names. No code or name is longer, and a comparison takes time
/// proportional to the product of both lengths.
private let longestText = 256

/// Up to three answers whose names are most similar to `text`, nearest first. A name that differs in more than the given
/// part of its letters is not similar; if one is identical, only that one is returned.
/// - Parameters:
///   - names: each name with the answer it stands for, in the same case as the text.
///   - part: one letter in so many may differ; at least one always may.
///   - beginnings: whether a text of three letters or more that is the beginning of a name has distance one from it.
package func nearest(
    to text: String,
    among names: some Sequence<(String, String)>,
    part: Int = 3,
    beginnings: Bool = false
) -> [String] {
    guard text.utf8.count <= longestText else { return [] }
    // A letter with its accent is one letter, whether composed or not.
    let wanted = text.precomposedStringWithCanonicalMapping
    let length = wanted.count
    var best: [String: Int] = [:]
    for (name, answer) in names {
        let limit = max(1, max(length, name.count) / part)
        let isBeginning = beginnings && length > 2 && name.hasPrefix(wanted)
        let distance = editDistance(wanted, name.precomposedStringWithCanonicalMapping, limit: limit)
        let steps = isBeginning ? min(distance, 1) : distance
        if steps <= limit { best[answer] = min(best[answer] ?? .max, steps) }
    }
    if let exact = best.first(where: { $0.value == 0 })?.key { return [exact] }
    return best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(3).map(\.key)
}

/// `did you mean one, other?`; nil if there is no similar name.
package func didYouMean(_ near: [String]) -> String? {
    near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?"
}

/// The smallest number of single edits (inserting, deleting or replacing a letter, or swapping two adjacent letters) from
/// one text to the other, up to `limit`; `limit + 1` if there are more. This is the restricted Damerau–Levenshtein
/// distance (optimal string alignment).
package func editDistance(_ left: String, _ right: String, limit: Int) -> Int {
    let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    guard abs(a.count - b.count) <= limit else { return limit + 1 }
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in b.indices {
            var best = min(row[j] + 1, above[j + 1] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
            row.append(best)
        }
        if row.min()! > limit { return limit + 1 }
        (before, above) = (above, row)
    }
    return min(above[b.count], limit + 1)
}
