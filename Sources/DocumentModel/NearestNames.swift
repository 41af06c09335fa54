import Foundation

/// Bytes of a text that is looked up among names: no code or name is longer, and a comparison takes the product of both
/// lengths.
private let longestText = 256

/// Up to three answers whose names look most like `text`, nearest first; none that needs more than a part of its letters
/// changed, and no other beside one that is the same.
/// - Parameters:
///   - names: each with the answer that it leads to, in the same case as the text.
///   - part: of how many letters one may be changed; at least one always may.
///   - beginnings: whether a text of three letters or more that a name begins with counts as one letter away from it.
package func nearest(
    to text: String,
    among names: some Sequence<(String, String)>,
    part: Int = 3,
    beginnings: Bool = false
) -> [String] {
    guard text.utf8.count <= longestText else { return [] }
    // A letter with its accent is one letter, however it is written.
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

/// `did you mean one, other?`; nil where nothing is near.
package func didYouMean(_ near: [String]) -> String? {
    near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?"
}

/// The fewest single edits (a letter put in, left out, replaced, or two neighbours exchanged) from one text to the other, up
/// to `limit`; more is `limit + 1`. The Damerau–Levenshtein distance in its restricted form (optimal string alignment).
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
