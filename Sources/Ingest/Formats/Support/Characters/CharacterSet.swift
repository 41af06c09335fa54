import CCharsetShim

/// Converts the bytes of a text to UTF-8 from any character set.
enum CharacterSet {
    /// A text as UTF-8, and how its character set was determined.
    struct Decoded {
        /// The text, without its byte order mark.
        var utf8: [UInt8]
        /// The character set of the original bytes.
        var name: String
        /// A warning for curators, if the file declares the wrong character set or some of its bytes are damaged.
        var warning: String?
        var text: String { String(decoding: utf8, as: UTF8.self) }

        fileprivate func warning(_ more: String?) -> Decoded {
            guard let more else { return self }
            var result = self
            result.warning = warning.map { "\($0); \(more)" } ?? more
            return result
        }
    }

    /// Decodes `bytes`; nil if they are not text.
    ///
    /// Tried in this order: a byte order mark; ISO-2022, HZ and UTF-7; UTF-16 and UTF-32 without a mark; UTF-8, even with a few damaged bytes;
    /// `declared`, unless it is clearly wrong; what ``CharacterSetGuess`` finds. `tagged` excludes markup from the guess.
    static func decode(_ bytes: [UInt8], declared: String? = nil, tagged: Bool = false) -> Decoded? {
        if let (name, mark) = ByteOrderMark.find(in: bytes) {
            let rest = Array(bytes.dropFirst(mark))
            return name == "UTF-8" ? narrow(rest, declared: "utf-8", isMarked: true, tagged) : wide(rest, name)
        }
        if let (name, utf8) = ShiftedText.read(bytes) { return finished(utf8, name) }
        if let name = WideText.name(of: bytes), let decoded = wide(bytes, name) { return decoded }
        return narrow(bytes, declared: declared, isMarked: false, tagged)
    }

    /// Whether all of `bytes` is valid UTF-8.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
    }

    /// `bytes` in the character set `name`, as UTF-8 with U+FFFD for invalid bytes; nil if there is no such set.
    static func convert(_ bytes: [UInt8], from name: String) -> [UInt8]? {
        if let table = SingleByteTable.named(name) { return table.convert(bytes) }
        var length = 0
        guard let buffer = ccharset_to_utf8(name, bytes, bytes.count, &length) else { return nil }
        defer { ccharset_free(buffer) }
        return Array(UnsafeBufferPointer(start: buffer, count: length))
    }

    // MARK: Wide sets

    private static func wide(_ bytes: [UInt8], _ name: String) -> Decoded? {
        guard let utf8 = convert(bytes, from: name) else { return nil }
        let controls = Controls(in: utf8)
        guard controls.areFew else { return nil }
        return finished(controls.nulls > 0 ? utf8.filter { $0 != 0 } : utf8, name)
    }

    // MARK: Sets of bytes

    private static func narrow(_ all: [UInt8], declared: String?, isMarked: Bool, _ tagged: Bool) -> Decoded? {
        let controls = Controls(in: all)
        guard controls.areFew else { return nil }
        var bytes = controls.nulls > 0 ? all.filter { $0 != 0 } : all
        // The end of a file under DOS.
        while bytes.last == 0x1A { bytes.removeLast() }
        return read(bytes, declared: declared, isMarked: isMarked, tagged)?.warning(controls.warning)
    }

    private static func read(_ bytes: [UInt8], declared: String?, isMarked: Bool, _ tagged: Bool) -> Decoded? {
        let name = declared.flatMap(CharacterSetLabel.name)
        let claimsUTF8 = name == "utf-8"
        if name == nil || claimsUTF8, isUTF8(bytes) { return finished(bytes, "UTF-8") }
        let condition = UTF8Condition(of: bytes)
        let label = declared.map { $0.prefix(40) } ?? ""
        if condition.isValid {
            if condition.sequences == 0 { return finished(bytes, "UTF-8") }
            // Three characters by accident are unlikely; fewer may be two bytes each of a declared set.
            if condition.sequences >= 3 || isLikelier(bytes, as: "UTF-8", than: name ?? "", tagged) {
                return finished(bytes, "UTF-8").warning("the file declares \(label) but is UTF-8")
            }
        } else if condition.isMostlyUTF8(claimed: claimsUTF8, marked: isMarked) {
            let repaired = condition.repaired(bytes)
            let contradiction = name != nil && !claimsUTF8 ? "the file declares \(label) but is UTF-8" : nil
            return finished(repaired.utf8, "UTF-8").warning(contradiction).warning(repaired.warning)
        }
        let guess = CharacterSetGuess(bytes, tagged: tagged)
        if let name, !claimsUTF8, !guess.contradicts(name), let utf8 = convert(bytes, from: name) {
            return finished(utf8, name)
        }
        guard let best = guess.best, guess.isText else { return nil }
        if best == "UTF-8" {
            let repaired = condition.repaired(bytes)
            return finished(repaired.utf8, best).warning(repaired.warning)
        }
        guard let utf8 = convert(bytes, from: best) else { return nil }
        let isWrong = declared != nil && name != best
        return finished(utf8, best)
            .warning(isWrong ? "the file declares \(label), but is not; it was read as \(best)" : nil)
    }

    private static func isLikelier(_ bytes: [UInt8], as name: String, than other: String, _ tagged: Bool) -> Bool {
        let guess = CharacterSetGuess(bytes, tagged: tagged, among: [])
        guard let left = guess.score(of: name), let right = guess.score(of: other) else { return true }
        return left >= right
    }

    // MARK: Repairs that all sets need

    private static func finished(_ utf8: [UInt8], _ name: String) -> Decoded {
        var utf8 = utf8
        if utf8.starts(with: [0xEF, 0xBB, 0xBF]) { utf8.removeFirst(3) }
        if name.hasPrefix("ibm-"), utf8.contains(0x15) {
            utf8 = Array(utf8.split(separator: 0x15, omittingEmptySubsequences: false).joined(separator: "§".utf8))
        }
        if let windows = MisreadControls.replaced(in: utf8) { utf8 = windows }
        let decoded = Decoded(utf8: utf8, name: name)
        guard name == "UTF-8", let single = DoubleEncoding.undone(utf8) else { return decoded }
        return Decoded(utf8: single, name: name, warning: "the text was encoded twice as UTF-8; this was undone")
    }
}

/// The byte order mark at the start of a text.
private enum ByteOrderMark {
    /// The character set, and the length of the mark in bytes; nil if there is none.
    static func find(in bytes: [UInt8]) -> (name: String, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return ("UTF-8", 3) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return ("UTF-32LE", 4) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return ("UTF-32BE", 4) }
        if bytes.starts(with: [0xFF, 0xFE]) { return ("UTF-16LE", 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return ("UTF-16BE", 2) }
        if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return ("gb18030", 4) }
        return nil
    }
}

/// The control characters of a text, in a set whose first 128 characters are ASCII.
private struct Controls {
    private(set) var nulls = 0
    private var others = 0
    private let size: Int
    private var firstNull = 0

    init(in bytes: [UInt8]) {
        // Some programs fill the rest of a block with zeros.
        let end = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
        size = end
        nulls = bytes.count - end
        firstNull = end
        for (index, byte) in bytes[..<end].enumerated() where byte < 0x20 {
            if byte == 0 {
                if nulls == bytes.count - end { firstNull = index }
                nulls += 1
                others += 1
            } else if !(0x09...0x0D).contains(byte), byte != 0x1B, byte != 0x15 {
                // Tab, line feed, vertical tab, form feed, carriage return and escape are common in texts; 15 is the
                // section sign of DOS.
                others += 1
            }
        }
        guard nulls > 0 else { return }
        let line = 1 + bytes[..<min(firstNull, bytes.count)].count { $0 == 0x0A }
        let what = nulls == 1 ? "1 NUL byte was" : "\(nulls) NUL bytes were"
        warning = "\(what) left out, the first in line \(line)"
    }

    private(set) var warning: String?

    /// Whether there are as few as in a text: one in 200 characters.
    var areFew: Bool { size > 0 && others <= max(size / 200, size >= 20 ? 1 : 0) }
}
