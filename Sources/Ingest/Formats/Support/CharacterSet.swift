import CCharsetShim

/// Converts the bytes of a text to UTF-8 from any character set.
enum CharacterSet {
    /// A text as UTF-8, and how its character set was determined.
    struct Decoded {
        /// The text, without its byte order mark.
        var utf8: [UInt8]
        /// The character set of the original bytes.
        var name: String
        /// A warning for curators if the file declares the wrong character set.
        var warning: String?
        var text: String { String(decoding: utf8, as: UTF8.self) }
    }

    /// Decodes `bytes`; nil if they are not text.
    ///
    /// Tried in this order: a byte order mark; UTF-8, if the bytes are valid and not all ASCII; `declared`; UTF-16
    /// without a mark; ICU's guess. `tagged` excludes markup from the guess.
    static func decode(_ bytes: [UInt8], declared: String? = nil, tagged: Bool = false) -> Decoded? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            let rest = Array(bytes.dropFirst(3))
            return isText(rest) ? Decoded(utf8: repaired(rest), name: "UTF-8") : nil
        }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return convert(bytes, from: "UTF-32LE", dropMark: true) }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return convert(bytes, from: "UTF-32BE", dropMark: true) }
        if bytes.starts(with: [0xFF, 0xFE]) { return convert(bytes, from: "UTF-16LE", dropMark: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return convert(bytes, from: "UTF-16BE", dropMark: true) }
        if let wide = wideWithoutMark(bytes) { return convert(bytes, from: wide, dropMark: false) }

        let name = declared.map(effectiveName)
        let claimsUTF8 = name == "utf-8" || name == "utf8"
        let isASCII = bytes.withUnsafeBufferPointer { $0.allSatisfy { $0 < 0x80 } }
        if isUTF8(bytes), !isASCII || name == nil || claimsUTF8 {
            guard isText(bytes) else { return nil }
            let contradicted = !isASCII && name != nil && !claimsUTF8
            let warning = contradicted ? "the file declares \(declared ?? "") but is UTF-8" : nil
            return Decoded(utf8: bytes, name: "UTF-8", warning: warning)
        }
        guard isText(bytes) else { return nil }
        if let name, !claimsUTF8, !name.hasPrefix("utf-16"), let decoded = convert(bytes, from: name, dropMark: false) {
            return decoded
        }
        let found = guess(bytes, tagged: tagged)
        guard var decoded = convert(bytes, from: found, dropMark: false) else { return nil }
        if let declared { decoded.warning = "the file declares \(declared), but is not; it was read as \(found)" }
        return decoded
    }

    /// Whether all of `bytes` is valid UTF-8.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
    }

    /// Whether `bytes`, in a single-byte character set or UTF-8, look like text: no NUL, hardly any control characters.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let sample = bytes.prefix(64 * 1024)
        var controls = 0
        for byte in sample {
            if byte == 0 { return false }
            // Tab, line feed, vertical tab, form feed, carriage return and escape are common in texts.
            if byte < 0x20, !(0x09...0x0D).contains(byte), byte != 0x1B { controls += 1 }
        }
        return controls * 200 <= sample.count
    }

    /// `UTF-16LE` or `UTF-16BE` if the bytes are UTF-16 without a mark: one byte of nearly every pair is 0, or from the
    /// same small block of the code space.
    private static func wideWithoutMark(_ bytes: [UInt8]) -> String? {
        let sample = bytes.prefix(4096)
        guard sample.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
        var zeros = (even: 0, odd: 0)
        var breaks = (little: 0, big: 0)
        for index in stride(from: 0, to: sample.count - 1, by: 2) {
            let (first, second) = (sample[index], sample[index + 1])
            if first == 0 { zeros.even += 1 }
            if second == 0 { zeros.odd += 1 }
            // Line ends and spaces, which all scripts use.
            if second == 0, first == 0x0A || first == 0x20 { breaks.little += 1 }
            if first == 0, second == 0x0A || second == 0x20 { breaks.big += 1 }
        }
        let pairs = sample.count / 2
        if zeros.even == 0, zeros.odd * 10 > pairs * 7 || breaks.little * 30 > pairs { return "UTF-16LE" }
        if zeros.odd == 0, zeros.even * 10 > pairs * 7 || breaks.big * 30 > pairs { return "UTF-16BE" }
        return nil
    }

    private static func guess(_ bytes: [UInt8], tagged: Bool) -> String {
        var name = [CChar](repeating: 0, count: 64)
        let confidence = ccharset_detect(bytes, bytes.count, tagged ? 1 : 0, &name, name.count)
        let found = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // Bytes over 0x7F that are not UTF-8 are nearly always Windows-1252 if there is no evidence for another set.
        guard confidence >= 10, !found.hasPrefix("UTF-"), !found.hasPrefix("IBM") else { return "windows-1252" }
        return effectiveName(found)
    }

    private static func convert(_ bytes: [UInt8], from name: String, dropMark: Bool) -> Decoded? {
        var length = 0
        guard let buffer = ccharset_to_utf8(name, bytes, bytes.count, &length) else { return nil }
        defer { ccharset_free(buffer) }
        var utf8 = Array(UnsafeBufferPointer(start: buffer, count: length))
        if dropMark, utf8.starts(with: [0xEF, 0xBB, 0xBF]) { utf8.removeFirst(3) }
        guard !utf8.contains(0) else { return nil }
        return Decoded(utf8: utf8, name: name)
    }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    /// The character set meant by a label, in lower case: browsers treat these labels as the larger Windows sets.
    private static func effectiveName(_ label: String) -> String {
        let lower = label.lowercased()
        return wider[lower] ?? lower
    }

    private static let wider = [
        "iso-8859-1": "windows-1252", "iso8859-1": "windows-1252", "latin1": "windows-1252", "latin-1": "windows-1252",
        "us-ascii": "windows-1252", "ascii": "windows-1252", "iso-8859-9": "windows-1254", "tis-620": "windows-874",
        "iso-8859-11": "windows-874", "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "windows-949",
        "ks_c_5601-1987": "windows-949", "shift_jis": "windows-31j", "x-sjis": "windows-31j",
    ]
}
