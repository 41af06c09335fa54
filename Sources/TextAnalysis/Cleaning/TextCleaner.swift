import DocumentModel
import Encodings

/// A cleaned text for reading and analysis, with a mapping to its source.
package struct CleanText: Sendable, Equatable {
    /// Well-formed UTF-8 in NFC; paragraphs end with `\n`, all other white space is one space.
    package var utf8: [UInt8] = []
    /// Where the offsets in the clean text and the source start to differ: from `clean` on, source = `source` + distance.
    /// Ascending.
    var shifts: [(clean: Int32, source: Int32)] = []

    /// A text that is clean already, without a mapping to a source.
    package init(utf8: [UInt8] = []) { self.utf8 = utf8 }

    package var string: String { String(decoding: utf8, as: UTF8.self) }

    /// The offset in the source text, in UTF-8 bytes, of an offset in this text.
    package func sourceOffset(of offset: Int) -> Int {
        var (low, high) = (0, shifts.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(shifts[middle].clean) <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset }
        return Int(shifts[low - 1].source) + offset - Int(shifts[low - 1].clean)
    }

    package static func == (left: Self, right: Self) -> Bool { left.utf8 == right.utf8 }
}

/// Cleans extracted text, above all that of PDFs: ligatures are decomposed, soft hyphens dropped, words split at a line's
/// end joined, white space collapsed, control and bidirectional formatting characters dropped; the result is in NFC.
package struct TextCleaner {
    private let unicode: UnicodeTools
    private var out = CleanText()
    private var pendingSpace = Space.none
    private var nextShift: Int32 = -1

    /// A single line break is a space between words in most scripts, and nothing in scripts without spaces; there a tab, which
    /// parts the cells of a table, ends a paragraph.
    private enum Space { case none, lineEnd, space, tab, paragraph }

    init(_ unicode: UnicodeTools) { self.unicode = unicode }

    /// Cleans an extracted text.
    package mutating func clean(_ source: String) -> CleanText {
        var source = source
        out = CleanText()
        pendingSpace = .none
        nextShift = -1
        source.withUTF8 { bytes in
            out.utf8.reserveCapacity(bytes.count)
            run(bytes)
        }
        return out
    }

    private mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte > 0x20, byte < 0x7F {
                // The common case: a run of printable ASCII, up to a hyphen that may be at a line's end.
                if byte == 0x2D, let next = joined(bytes, at: index, width: 1) {
                    index = next
                    continue
                }
                flush(to: index)
                out.utf8.append(byte)
                index += 1
            } else if byte < 0x80 {
                index = whiteSpaceOrControl(bytes, index)
            } else {
                index = beyondASCII(bytes, index)
            }
        }
    }

    /// Writes the pending white space and, if the offsets now differ, a shift; then text may follow.
    /// - Parameter next: the scalar that follows.
    private mutating func flush(to source: Int, next: UInt32 = 0x20) {
        if pendingSpace != .none, !out.utf8.isEmpty {
            switch pendingSpace {
            case .paragraph: out.utf8.append(0x0A)
            case .lineEnd where isInsideSpacelessText(next): break
            case .tab where isInsideSpacelessText(next): out.utf8.append(0x0A)
            default: out.utf8.append(0x20)
            }
        }
        pendingSpace = .none
        noteShift(source)
    }

    private mutating func noteShift(_ source: Int) {
        let difference = Int32(source - out.utf8.count)
        if difference != nextShift {
            if !(out.shifts.isEmpty && difference == 0) {
                out.shifts.append((clean: Int32(out.utf8.count), source: Int32(source)))
            }
            nextShift = difference
        }
    }

    private mutating func whiteSpaceOrControl(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var (index, lines, any, tab) = (start, 0, false, false)
        while index < bytes.count, bytes[index] <= 0x20 || bytes[index] == 0x7F {
            switch bytes[index] {
            case 0x09: tab = true
            case 0x0A: lines += 1
            case 0x0C: lines += 2
            default: break
            }
            // Control characters other than white space are dropped without separating words.
            any = any || bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index])
            index += 1
        }
        if any { wait(lines > 1 ? .paragraph : tab ? .tab : lines == 1 ? .lineEnd : .space) }
        return index
    }

    private mutating func wait(_ space: Space) {
        if pendingSpace != .paragraph, !(pendingSpace == .tab && space != .paragraph) { pendingSpace = space }
    }

    /// Whether the last letter is of a script with spaces between words and letters that are not joined: Latin, Greek,
    /// Cyrillic.
    private var isAfterSpacedScript: Bool {
        guard pendingSpace == .none, !out.utf8.isEmpty else { return false }
        return Self.lastScalar(out.utf8).value < 0x590
    }

    private func isInsideSpacelessText(_ next: UInt32) -> Bool {
        SpacelessScripts.contains(next) && SpacelessScripts.end(out.utf8)
    }

    private mutating func beyondASCII(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let (scalar, width) = Self.scalar(bytes, index)
        switch scalar {
        case 0xAD, 0x2010:
            if let next = joined(bytes, at: index, width: width) { return next }
            if scalar == 0xAD { return index + width }
        case 0x80...0x84, 0x86...0x9F, 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF,
            0x2060:
            return index + width
        case 0x200B...0x200D where isAfterSpacedScript:
            // Places where a browser may break a line, and joiners without an effect. Thai and Persian use them.
            return index + width
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x202F, 0x205F, 0x3000:
            wait(.space)
            return index + width
        case 0x2029:
            wait(.paragraph)
            return index + width
        case 0xFB00...0xFB06, 0xFB50...0xFDFF, 0xFE70...0xFEFC:
            // Ligatures and the presentation forms of Arabic: glyph variants, not letters.
            flush(to: index)
            let character = UnsafeBufferPointer(rebasing: bytes[index..<index + width])
            out.utf8.append(contentsOf: unicode.map(character, .nfkc) ?? ArraySlice(character))
            return index + width
        case 0xFF61...0xFF9F:
            // Half-width katakana, with the voice marks that follow the letters.
            var end = index + width
            while end < bytes.count, case (0xFF61...0xFF9F, let width) = Self.scalar(bytes, end) { end += width }
            flush(to: index, next: 0x30A2)
            let run = UnsafeBufferPointer(rebasing: bytes[index..<end])
            out.utf8.append(contentsOf: unicode.map(run, .nfkc) ?? ArraySlice(run))
            nextShift = Int32.min  // what follows has another offset
            return end
        case 0x300...0x36F, 0x483...0x487, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x670, 0x1AB0...0x1AFF,
            0x1DC0...0x1DFF, 0x3099, 0x309A, 0x1161...0x1175, 0x11A8...0x11C2:
            return compose(bytes, index)
        default: break
        }
        flush(to: index, next: scalar)
        out.utf8.append(contentsOf: bytes[index..<index + width])
        return index + width
    }

    /// The maximum number of marks on a letter that are composed. No script needs more (UAX #15, Stream-Safe Text
    /// Format), and without a limit a hostile text would take quadratic time.
    private static let mostMarks = 30

    /// Composes combining marks, and Korean vowels and finals, with the letter before them (NFC): the last one written.
    private mutating func compose(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < bytes.count {
            let (scalar, width) = Self.scalar(bytes, end)
            guard let value = Unicode.Scalar(scalar), value.properties.canonicalCombiningClass != .notReordered else {
                break
            }
            end += width
        }
        if end == start { end = start + Self.scalar(bytes, start).width }
        if pendingSpace != .none { flush(to: start) }
        var base = out.utf8.count
        var marks = 0
        while base > 0, marks <= Self.mostMarks {
            base -= 1
            guard out.utf8[base] & 0xC0 != 0x80 else { continue }
            // Marks that follow after something between them was dropped belong to the same letter.
            let scalar = out.utf8.withUnsafeBufferPointer { Unicode.Scalar(Self.scalar($0, base).scalar) }
            if scalar?.properties.canonicalCombiningClass == .notReordered { break }
            marks += 1
        }
        let sequence = Array(out.utf8[base...]) + Array(bytes[start..<end])
        out.utf8.removeSubrange(base...)
        let composed = sequence.withUnsafeBufferPointer { unicode.map($0, .nfc) }
        out.utf8.append(contentsOf: composed ?? ArraySlice(sequence))
        nextShift = Int32.min  // what follows has another offset
        return end
    }

    /// Handles a hyphen at `index` that ends a line, if the word continues in the next line: writes the hyphen if it
    /// belongs to the word, and returns where the word continues. Nil for any other hyphen.
    private mutating func joined(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, width: Int) -> Int? {
        var next = index + width
        var lines = 0
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) {
            if bytes[next] == 0x0A { lines += 1 }
            next += 1
        }
        guard lines == 1, next < bytes.count, pendingSpace == .none, !out.utf8.isEmpty else { return nil }
        let before = Self.lastScalar(out.utf8).properties
        let after = (Unicode.Scalar(Self.scalar(bytes, next).scalar) ?? " ").properties
        let isSoft = width == 2
        if isSoft { return next }
        guard before.isAlphabetic || before.numericType != nil, after.isAlphabetic || after.numericType != nil else {
            return nil
        }
        // "- 2 -" above a page's text is a page number.
        if before.numericType != nil, after.isAlphabetic { return nil }
        if before.isLowercase, after.isLowercase, !Self.endsInSingleLetter(out.utf8) {
            // "Berufs- und" keeps its hyphen, and the line break becomes a space.
            return Self.isConjunction(bytes, next) ? nil : next
        }
        noteShift(index)
        out.utf8.append(contentsOf: bytes[index..<index + width])
        return next
    }

    /// Words before which a hyphen at a line's end stands for the rest of a compound.
    private static let conjunctions = Set(
        ["und", "oder", "bzw", "sowie", "and", "or", "en", "of", "og", "och", "eller", "ja", "tai", "sekä", "și", "és"]
            .map { Array($0.utf8) }
    )

    private static func isConjunction(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var end = start
        while end < bytes.count, end - start < 8, bytes[end] > 0x2E { end += 1 }
        return conjunctions.contains(Array(bytes[start..<end]))
    }

    /// Whether the text ends with a word of one letter, as in "(e-\nlearning", whose hyphen is part of the word.
    private static func endsInSingleLetter(_ text: [UInt8]) -> Bool {
        guard let last = text.last, last < 0x80 else { return false }
        guard text.count > 1 else { return true }
        let before = lastScalar(text.dropLast()).properties
        return !before.isAlphabetic && before.numericType == nil
    }

    private static func lastScalar(_ text: some BidirectionalCollection<UInt8>) -> Unicode.Scalar {
        var last: [UInt8] = []
        for byte in text.reversed() {
            last.insert(byte, at: 0)
            if byte & 0xC0 != 0x80 { break }
        }
        return last.withUnsafeBufferPointer { Unicode.Scalar(scalar($0, 0).scalar) } ?? " "
    }

    /// The scalar at an offset of well-formed UTF-8, and its length in bytes.
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (scalar: UInt32, width: Int) {
        let first = UInt32(bytes[index])
        let rest = { (offset: Int) in UInt32(bytes[index + offset]) & 0x3F }
        switch first {
        case 0..<0x80: return (first, 1)
        case 0xC0..<0xE0: return ((first & 0x1F) << 6 | rest(1), 2)
        case 0xE0..<0xF0: return ((first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3)
        default: return ((first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
        }
    }
}

extension Analyser {
    /// A cleaner that shares this analyser's ICU objects, for use by the same thread.
    package func makeCleaner() -> TextCleaner { TextCleaner(unicode) }
}
