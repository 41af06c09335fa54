/// Finds out whether a text is one that people read, rather than encoded data, numbers, a log or program code. Short
/// texts, lists, tables, poems and texts in any language must pass: only clear cases are told.
struct TextNature {
    /// What the text is, and what to do with it; nil if it looks like a text.
    private(set) var reason: String?
    /// The lines of encoded data between lines of text, by number from 1, the last one included.
    private(set) var encodedLines: [ClosedRange<Int>] = []

    /// What was left out, for curators.
    var warnings: [String] {
        let named = encodedLines.prefix(3).map { "\($0.lowerBound) to \($0.upperBound)" }
        guard !named.isEmpty else { return [] }
        let more = encodedLines.count - named.count
        let places = named.joined(separator: ", ") + (more > 0 ? " and in \(more) other places" : "")
        return ["lines \(places) are encoded data and were left out"]
    }

    /// Encoded data in fewer lines than this may be a key or a checksum that belongs to the text.
    private static let fewLines = 4
    /// In shorter texts, in bytes, nothing is left out.
    private static let short = 300
    /// Only so much is looked at for anything but encoded data, in bytes.
    private static let sample = 1 << 18

    init(_ utf8: [UInt8]) {
        guard utf8.count >= Self.short else { return }
        let lines = TextLines(utf8)
        var (encodedBytes, allBytes) = (0, 0)
        var start: Int?
        var block = 0
        func end(before line: Int) {
            if let first = start, line - first >= Self.fewLines || block > 2000 {
                encodedLines.append(first + 1...line)
                encodedBytes += block
            }
            (start, block) = (nil, 0)
        }
        var count = 0
        for (index, line) in lines.enumerated() {
            count = index + 1
            allBytes += line.count
            if EncodedLine.isEncoded(line) {
                start = start ?? index
                block += line.count
            } else if start != nil, EncodedLine.mayEnd(line) {
                block += line.count
                end(before: index + 1)
            } else if start == nil || !line.isEmpty {
                end(before: index)
            }
        }
        end(before: count)
        if Self.isMost(encodedBytes, of: allBytes) {
            reason = "encoded data such as base64, not a text; decode it"
            return
        }
        reason = Counts(utf8.prefix(Self.sample)).reason ?? (Self.isLog(lines) ? "a log file" : nil)
    }

    /// Whether so much is no text that hardly any text is left.
    private static func isMost(_ part: Int, of all: Int) -> Bool {
        part * 10 > all * 9 || (part * 2 > all && all - part < 300)
    }

    // MARK: Counts of characters

    private struct Counts {
        /// Characters that are not white space.
        private var all = 0
        /// Those in words of at least two letters; characters of scripts without spaces are words alone.
        private var inWords = 0
        private var digits = 0
        /// Brackets and other signs that programs are full of.
        private var code = 0
        /// Characters that no text has.
        private var damaged = 0
        /// Those in runs of plain letters, digits and signs that are far too long for words and no addresses.
        private var inLongRuns = 0

        init(_ utf8: ArraySlice<UInt8>) {
            var (word, run) = (0, 0)
            var runBegins: [UInt8] = []
            var last: Unicode.Scalar = " "
            for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
                if scalar.properties.isWhitespace {
                    endRun(&run, &runBegins)
                    endWord(&word)
                    last = " "
                    continue
                }
                all += 1
                if scalar.value < 0x80 {
                    // Lines made of one sign are no code.
                    if scalar != last, "{}[]();=<>&".unicodeScalars.contains(scalar) { code += 1 }
                    if ("0"..."9").contains(scalar) { digits += 1 }
                    run += scalar == last ? 0 : 1
                    if runBegins.count < 12 { runBegins.append(UInt8(scalar.value)) }
                } else {
                    endRun(&run, &runBegins)
                }
                last = scalar
                if scalar.value >= 0x3040, scalar.properties.isAlphabetic {
                    endWord(&word)
                    inWords += 1
                } else if scalar.properties.isAlphabetic || (0x300...0x36F).contains(scalar.value)
                    || scalar.properties.generalCategory == .nonspacingMark
                {
                    word += 1
                } else {
                    endWord(&word)
                    switch scalar.properties.generalCategory {
                    case .control, .privateUse, .unassigned: damaged += 1
                    default: if scalar == "\u{FFFD}" { damaged += 1 }
                    }
                }
            }
            endRun(&run, &runBegins)
            endWord(&word)
        }

        private mutating func endWord(_ word: inout Int) {
            if word >= 2 { inWords += word }
            word = 0
        }

        private mutating func endRun(_ run: inout Int, _ begins: inout [UInt8]) {
            let isAddress = begins.starts(with: "http".utf8) || begins.starts(with: "www.".utf8)
            if run > 100, !isAddress { inLongRuns += run }
            (run, begins) = (0, [])
        }

        var reason: String? {
            if damaged * 20 > all { return "an unknown binary file" }
            guard all >= 250 else { return nil }
            if TextNature.isMost(inLongRuns, of: all) { return "program code or encoded data, not a text" }
            if code * 4 > all || (code * 8 > all && inLongRuns * 4 > all) {
                return "program code or a data file, not a text"
            }
            if inWords * 8 < all {
                return digits * 2 > all
                    ? "numbers without a text; describe them in a document" : "data without words, not a text"
            }
            return nil
        }
    }

    // MARK: Logs

    /// Whether nearly every line begins with the date and time of an event or with the address of a client, as programs
    /// write them. People's notes have dates, too, but not on each line with seconds.
    private static func isLog(_ lines: TextLines) -> Bool {
        var (all, events) = (0, 0)
        for line in lines where !line.isEmpty {
            all += 1
            if beginsWithEvent(line) { events += 1 }
            if all == 400 { break }
        }
        return events >= 10 && events * 5 >= all * 4
    }

    private static func beginsWithEvent(_ line: ArraySlice<UInt8>) -> Bool {
        let line = line.prefix(120)
        let bare = line.first.map { "[(<".utf8.contains($0) } == true ? line.dropFirst() : line
        if dates.contains(where: { matches(bare, $0) }) { return true }
        // 192.0.2.1 - - [01/May/2024:12:33:44 +0200] "GET
        guard let bracket = line.firstIndex(of: UInt8(ascii: "[")), line[..<bracket].count(where: { $0 == 0x20 }) >= 3
        else { return false }
        return matches(line[(bracket + 1)...], "09/Aaa/0009:09:09:09")
    }

    private static let dates = [
        "0009-09-09 09:09:09", "0009-09-09T09:09:09", "0009/09/09 09:09:09", "Aaa 09 09:09:09 ", "Aaa  9 09:09:09 ",
    ]

    /// Whether a line begins like a pattern: `0` and `9` stand for any digit, `A` and `a` for any letter of their case.
    private static func matches(_ line: ArraySlice<UInt8>, _ pattern: String) -> Bool {
        guard line.count >= pattern.utf8.count else { return false }
        return zip(line, pattern.utf8).allSatisfy { byte, wanted in
            switch wanted {
            case UInt8(ascii: "0"), UInt8(ascii: "9"): (0x30...0x39).contains(byte)
            case UInt8(ascii: "A"): (0x41...0x5A).contains(byte)
            case UInt8(ascii: "a"): (0x61...0x7A).contains(byte)
            default: byte == wanted
            }
        }
    }
}

/// Lines of data that were encoded as text: base64, hexadecimal numbers, uuencode.
enum EncodedLine {
    /// Whether a line is so long and so mixed that it can hardly be anything else.
    static func isEncoded(_ line: ArraySlice<UInt8>) -> Bool {
        let line = trimmed(line)
        guard line.count >= 40 else { return false }
        var (capitals, small, digits, changes) = (0, 0, 0, 0)
        var last = 0
        for byte in line {
            let kind: Int
            switch byte {
            case 0x41...0x5A: (capitals, kind) = (capitals + 1, 1)
            case 0x61...0x7A: (small, kind) = (small + 1, 2)
            case 0x30...0x39: (digits, kind) = (digits + 1, 3)
            case 0x2B, 0x2F, 0x3D, 0x2D, 0x5F: kind = 4
            default: return isUuencoded(line)
            }
            if kind != last { changes += 1 }
            last = kind
        }
        // In base64 letters and digits alternate at random; in hexadecimal numbers about a third are letters.
        let isBase64 = capitals * 6 > line.count && small * 6 > line.count && changes * 3 > line.count
        let isHexadecimal = digits * 3 > line.count && capitals + small > 0 && changes * 5 > line.count
        return isBase64 || isHexadecimal
    }

    /// Whether a line may be the last one of a block.
    static func mayEnd(_ line: ArraySlice<UInt8>) -> Bool {
        let line = trimmed(line)
        return !line.isEmpty && line.count < 80
            && line.allSatisfy { byte in
                switch byte {
                case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2B, 0x2F, 0x3D: true
                default: false
                }
            } && (line.last == 0x3D || line.contains { (0x30...0x39).contains($0) })
    }

    /// A full line of uuencode: `M` and 60 characters without small letters.
    private static func isUuencoded(_ line: ArraySlice<UInt8>) -> Bool {
        line.count == 61 && line.first == 0x4D && line.allSatisfy { (0x20...0x60).contains($0) }
            && line.count { $0 < 0x41 } > 15 && line.count { $0 == 0x20 } < 12
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        // Quoted lines of e-mails.
        var rest = line.drop { isSpace($0) || $0 == 0x3E }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
