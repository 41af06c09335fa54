/// The control characters U+0080 to U+009F, which no text uses: they are characters of windows-1252 that a program took
/// for ISO-8859-1, raw or as numeric references.
enum MisreadControls {
    /// What windows-1252 has at 80 to 9F; U+FFFD where it has nothing.
    static let meant: [Unicode.Scalar] = Array(
        ("€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}" + "\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ").unicodeScalars
    )

    /// The text with the characters that were meant; nil if it has no such control character.
    static func replaced(in utf8: some RandomAccessCollection<UInt8>) -> [UInt8]? {
        guard let first = place(in: utf8[...]) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count + 64)
        var rest = utf8[...]
        var next: Int? = utf8.distance(from: utf8.startIndex, to: first)
        while let count = next {
            result.append(contentsOf: rest.prefix(count))
            rest = rest.dropFirst(count)
            let byte = rest[rest.index(after: rest.startIndex)]
            let scalar = meant[Int(byte - 0x80)]
            if scalar == "\u{FFFD}" {
                result += [0xC2, byte]
            } else {
                result += UTF8.encode(scalar).map(Array.init) ?? []
            }
            rest = rest.dropFirst(2)
            next = place(in: rest).map { rest.distance(from: rest.startIndex, to: $0) }
        }
        result.append(contentsOf: rest)
        return result
    }

    private static func place<Bytes: RandomAccessCollection<UInt8>>(in utf8: Bytes) -> Bytes.Index? {
        var before: Bytes.Index?
        for index in utf8.indices {
            if let before, (0x80...0x9F).contains(utf8[index]) { return before }
            before = utf8[index] == 0xC2 ? index : nil
        }
        return nil
    }
}

/// UTF-8 that a program took for windows-1252 and encoded again: `FÃ¤higkeit`.
enum DoubleEncoding {
    /// The text as it was before; nil if it is not encoded twice. All its characters beyond ASCII must be explained by
    /// it, at least three, so no honest text is changed.
    static func undone(_ utf8: [UInt8]) -> [UInt8]? {
        guard let first = utf8.firstIndex(where: { $0 >= 0x80 }) else { return nil }
        let start = String(decoding: utf8[first...].prefix(8), as: UTF8.self).unicodeScalars.prefix(2)
        guard start.count == 2, let lead = byte(of: start.first!), let next = byte(of: start.last!),
            (0xC2...0xF4).contains(lead), (0x80...0xBF).contains(next)
        else { return nil }
        var bytes = Array(utf8[..<first])
        for scalar in String(decoding: utf8[first...], as: UTF8.self).unicodeScalars {
            guard let byte = byte(of: scalar) else { return nil }
            bytes.append(byte)
        }
        let condition = UTF8Condition(of: bytes)
        return condition.isValid && condition.sequences >= 3 ? bytes : nil
    }

    /// What a character was before it was taken for windows-1252.
    private static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        if scalar.value < 0x100 { return UInt8(scalar.value) }
        guard scalar != "\u{FFFD}", let place = MisreadControls.meant.firstIndex(of: scalar) else { return nil }
        return UInt8(0x80 + place)
    }
}
