/// How far some bytes are UTF-8: it may be damaged by a stray byte of another set, or by a character that was cut.
struct UTF8Condition {
    /// The number of characters of more than one byte.
    private(set) var sequences = 0
    /// The number of places that are not UTF-8.
    private(set) var faults = 0
    /// Which bytes occur in those characters.
    private var isUsed = [Bool](repeating: false, count: 256)

    var isValid: Bool { faults == 0 }

    init(of bytes: [UInt8]) {
        if bytes.allSatisfy({ $0 < 0x80 }) { return }
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let piece = Self.piece(of: bytes, at: index)
            if piece.isWhole {
                sequences += 1
                for byte in bytes[index..<index + piece.length] { isUsed[Int(byte)] = true }
            } else {
                faults += 1
            }
            index += piece.length
        }
    }

    /// Whether the bytes are certainly UTF-8 with some damage.
    /// - Parameters:
    ///   - claimed: whether the file says that it is UTF-8.
    ///   - marked: whether it begins with the byte order mark of UTF-8.
    func isMostlyUTF8(claimed: Bool, marked: Bool) -> Bool {
        if marked || claimed { return faults <= sequences + (marked ? 3 : 0) }
        return sequences >= 4 && faults * 4 <= sequences
    }

    /// The text with what was probably meant: a stray byte is read as windows-1252, if that is a letter or a quotation
    /// mark; U+FFFD stands for the rest of a character that was cut.
    func repaired(_ bytes: [UInt8]) -> (utf8: [UInt8], warning: String?) {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count + 16)
        var (index, line, firstLine) = (0, 1, 0)
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0x0A { line += 1 }
                utf8.append(byte)
                index += 1
                continue
            }
            if let scalar = Self.surrogates(in: bytes, at: index) {
                utf8 += UTF8.encode(scalar).map(Array.init) ?? []
                index += 6
                continue
            }
            let piece = Self.piece(of: bytes, at: index)
            if piece.isWhole {
                utf8 += bytes[index..<index + piece.length]
            } else {
                if firstLine == 0 { firstLine = line }
                utf8 += UTF8.encode(replacement(for: bytes[index], of: piece.length)).map(Array.init) ?? []
            }
            index += piece.length
        }
        guard faults > 0, firstLine > 0 else { return (utf8, nil) }
        let what = faults == 1 ? "1 place is" : "\(faults) places are"
        return (utf8, "\(what) not valid UTF-8, the first in line \(firstLine)")
    }

    private func replacement(for byte: UInt8, of length: Int) -> Unicode.Scalar {
        // A byte that begins or ends other characters of this text is the rest of one of them.
        guard length == 1, !isUsed[Int(byte)] else { return "\u{FFFD}" }
        if byte >= 0xC0, byte != 0xD7, byte != 0xF7 { return Unicode.Scalar(byte) }
        guard byte < 0xA0 else { return "\u{FFFD}" }
        let scalar = MisreadControls.meant[Int(byte - 0x80)]
        return scalar.properties.isAlphabetic || "…‚„‘’“”–—".unicodeScalars.contains(scalar) ? scalar : "\u{FFFD}"
    }

    /// The character at `index`, or the bytes there that are no character but would be decoded as one U+FFFD.
    private static func piece(of bytes: [UInt8], at index: Int) -> (length: Int, isWhole: Bool) {
        let lead = bytes[index]
        let wanted: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: wanted = 2
        case 0xE0: (wanted, second) = (3, 0xA0...0xBF)
        case 0xED: (wanted, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: wanted = 3
        case 0xF0: (wanted, second) = (4, 0x90...0xBF)
        case 0xF4: (wanted, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: wanted = 4
        default: return (1, false)
        }
        for offset in 1..<wanted {
            guard index + offset < bytes.count, (offset == 1 ? second : 0x80...0xBF).contains(bytes[index + offset])
            else { return (offset, false) }
        }
        return (wanted, true)
    }

    /// The character of two surrogates that were encoded one by one (CESU-8), as Java and old databases do; nil if there
    /// is none at `index`.
    private static func surrogates(in bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
        guard index + 6 <= bytes.count, bytes[index] == 0xED, bytes[index + 3] == 0xED,
            bytes[index + 1] & 0xF0 == 0xA0, bytes[index + 4] & 0xF0 == 0xB0,
            bytes[index + 2] & 0xC0 == 0x80, bytes[index + 5] & 0xC0 == 0x80
        else { return nil }
        func ten(_ at: Int) -> UInt32 { UInt32(bytes[at] & 0xF) << 6 | UInt32(bytes[at + 1] & 0x3F) }
        return Unicode.Scalar(0x10000 + ten(index + 1) << 10 + ten(index + 4))
    }
}
