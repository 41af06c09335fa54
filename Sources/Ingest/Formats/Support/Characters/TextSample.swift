/// The words of a text that say which character set it is in.
struct TextSample {
    /// Words with bytes beyond ASCII, as they are, with the white space between them; at most ``most`` bytes.
    private(set) var bytes: [UInt8] = []
    /// Words of ASCII letters in lower case, which only say which languages are likely.
    private(set) var plainWords: [[UInt8]] = []

    /// More rarely changes the result and takes time.
    private static let most = 3000
    private static let mostPlainWords = 300

    /// - Parameter tagged: whether to leave out markup: everything between `<` and `>`.
    init(_ text: [UInt8], tagged: Bool) {
        var start = 0
        var isInTag = false
        for index in 0...text.count {
            let byte = index < text.count ? text[index] : 0x20
            let ends = byte <= 0x20 || (tagged && (byte == 0x3C || byte == 0x3E))
            guard ends else { continue }
            if !isInTag, index > start { add(text[start..<index]) }
            if tagged, byte == 0x3C { isInTag = true } else if tagged, byte == 0x3E { isInTag = false }
            start = index + 1
            if bytes.count >= Self.most { break }
        }
    }

    private mutating func add(_ word: ArraySlice<UInt8>) {
        if word.contains(where: { $0 >= 0x80 }) {
            if !bytes.isEmpty { bytes.append(0x20) }
            bytes += word.prefix(Self.most - min(bytes.count, Self.most - 8))
        } else if plainWords.count < Self.mostPlainWords {
            let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte & 0xDF) }
            for part in word.split(whereSeparator: { !isLetter($0) }) where part.count <= 40 {
                plainWords.append(part.map { $0 | 0x20 })
            }
        }
    }
}
