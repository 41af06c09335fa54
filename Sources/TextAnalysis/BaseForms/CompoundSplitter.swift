/// Takes compounds apart against the words of a table.
///
/// Of all ways to split a word into known words, with the links that the language puts between them, the one with the
/// fewest parts is taken, and of those the one with the longest last part, which is what the compound is.
struct CompoundSplitter {
    let rules: CompoundRules
    /// The base forms of a word; empty for one that is not known.
    let known: (String) -> [String]

    /// The parts of a word and the base form of the whole; nil for a simple word, or one that cannot be taken apart.
    /// - Parameter bases: the whole word's base forms, where they are known.
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

    /// The places where the parts end, but for the last; nil where the rest is not made of known words.
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

    /// The base forms of a part that is not the last: as it stands, and without its link.
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
