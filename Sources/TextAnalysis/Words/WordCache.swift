import Encodings

/// A cache of the terms of one language's words: an open-addressing hash table over an arena of bytes.
///
/// A text of a million words has about ten thousand different ones; normalising only those makes analysis fast.
/// `Dictionary<String, …>` would allocate and hash a String for each word of the text instead.
struct WordCache {
    struct Entry {
        var hash: UInt64
        var word: Range<Int>
        var term: Range<Int>
    }

    /// The bytes of words and terms; entries refer to it.
    private(set) var arena: [UInt8] = []
    private var entries: [Entry] = []
    private var slots = [Int32](repeating: -1, count: 1 << 12)

    /// The size in bytes at which a cache is emptied, so that no text can make it grow without limit.
    static let maximumArena = 8 << 20

    subscript(index: Int) -> Entry { entries[index] }

    /// The index of a word in the cache; nil if it is not in it.
    func find(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            let entry = entries[index]
            if entry.hash == hash, entry.word.count == word.count, matches(entry.word, word) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a word that is not in the cache; returns its index.
    mutating func insert(
        _ word: UnsafeBufferPointer<UInt8>,
        hash: UInt64,
        term: ArraySlice<UInt8>
    ) -> Int {
        if arena.count > Self.maximumArena { self = WordCache() }
        let entry = Entry(hash: hash, word: append(word), term: append(term))
        entries.append(entry)
        if entries.count * 2 > slots.count { grow() }
        place(entries.count - 1)
        return entries.count - 1
    }

    private func matches(_ range: Range<Int>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<word.count where arena[range.lowerBound + index] != word[index] { return false }
        return true
    }

    private mutating func append(_ bytes: some Collection<UInt8>) -> Range<Int> {
        let start = arena.count
        arena.append(contentsOf: bytes)
        return start..<arena.count
    }

    private mutating func place(_ index: Int) {
        var slot = Int(truncatingIfNeeded: entries[index].hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(index)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for index in entries.indices { place(index) }
    }

    /// FNV-1a with a final mixing step. Collisions on purpose would only make a table slow until it is emptied.
    static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let hash = FNV1a.hash(word)
        return hash ^ (hash >> 29)
    }
}
