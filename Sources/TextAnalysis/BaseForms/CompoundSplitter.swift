/// Splits compounds into words of a table.
///
/// Of all ways to split a word into known words with the language's linking elements, it uses the one with the fewest
/// parts, and of those the one with the longest last part, which is the head of the compound.
struct CompoundSplitter {
    let rules: CompoundRules
    /// The base forms of a word; empty if it is unknown.
    let known: (String) -> [String]

    /// The parts of a word and the base form of the whole; nil for a simple word, or one that cannot be split.
    /// - Parameter bases: the base forms of the whole word, if known.
    func split(_ word: String, bases: [String]) -> (base: String, parts: [String])? {
        let letters = Array(word)
        guard letters.count >= 2 * rules.shortest + 1 else { return nil }
        guard let ends = cut(letters, from: 0, most: 4) else { return nil }
        var start = 0
        var parts: [String] = []
        for end in ends {
            parts += first(of: String(letters[start..<end]))
            start = end
        }
        let last = known(String(letters[start...]))
        parts += last
        return (bases.first ?? String(letters[..<start]) + last[0], parts)
    }

    /// The positions where the parts end, except for the last; nil if the rest does not consist of known words.
    private func cut(_ letters: [Character], from start: Int, most: Int) -> [Int]? {
        guard most > 1, letters.count - start >= 2 * rules.shortest + 1 else { return nil }
        for end in start + rules.shortest...letters.count - rules.shortest {
            let last = String(letters[end...])
            if rules.mayBeLast(last), !known(last).isEmpty,
                !first(of: String(letters[start..<end])).isEmpty
            {
                return [end]
            }
        }
        for end in start + rules.shortest...letters.count - rules.shortest
        where !first(of: String(letters[start..<end])).isEmpty {
            if let rest = cut(letters, from: end, most: most - 1) { return [end] + rest }
        }
        return nil
    }

    /// The base forms of a part other than the last: as it is, and without its linking element.
    private func first(of part: String) -> [String] {
        var bases = rules.mayBeFirst(part) ? known(part) : []
        for link in rules.links where part.hasSuffix(link) {
            let bare = String(part.dropLast(link.count))
            guard rules.mayBeFirst(bare) else { continue }
            let more = known(bare)
            bases += more
            if !more.isEmpty { break }
        }
        return bases
    }
}
