/// Rewrites a document so that libxml2 sees no document type and no entity: the entities that a document declares in its
/// internal subset and those of HTML are replaced, within limits; external ones are never read.
///
/// What is written is ASCII, so the document may be in any character set that contains ASCII.
struct MarkupSource {
    /// The maximum size of all declared entities, and of what replaces references to them, in bytes.
    private static let declaredLimit = 1 << 20
    private static let replacedLimit = 8 << 20

    private let bytes: UnsafeBufferPointer<UInt8>
    private let isHTML: Bool
    private var out: [UInt8] = []
    /// How far the bytes are copied to `out`.
    private var copied = 0
    private var declared: [[UInt8]: [UInt8]] = [:]
    private var declaredBytes = 0
    private var replacedBytes = 0
    /// Ends that were searched for in vain: to search again and again would take quadratic time.
    private var missing: Set<String> = []

    private init(_ bytes: UnsafeBufferPointer<UInt8>, isHTML: Bool) { (self.bytes, self.isHTML) = (bytes, isHTML) }

    /// The rewritten document; `bytes` itself if there is nothing to change.
    static func prepared(_ bytes: [UInt8], isHTML: Bool) -> [UInt8] {
        // In ISO-2022 every byte may be part of a letter.
        if !isHTML, bytes.contains(0x1B) { return bytes }
        let changed: [UInt8]? = bytes.withUnsafeBufferPointer { buffer in
            var source = MarkupSource(buffer, isHTML: isHTML)
            source.rewrite(from: source.prolog())
            return source.copied == 0 ? nil : source.out + buffer[source.copied...]
        }
        return changed ?? bytes
    }

    private mutating func replace(_ range: Range<Int>, with text: some Sequence<UInt8>) {
        out.append(contentsOf: bytes[copied..<range.lowerBound])
        out.append(contentsOf: text)
        copied = range.upperBound
    }

    // MARK: Content

    private mutating func rewrite(from start: Int) {
        var index = start
        /// Inside a tag: 0x3E, or the quotation mark of the attribute's value.
        var tag: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0x26:
                index = reference(at: index, isInTag: tag != 0)
                continue
            case 0x3C where tag == 0:
                if let end = skipped(at: index) {
                    index = end
                    continue
                }
                if index + 1 < bytes.count, Self.beginsTag(bytes[index + 1]) { tag = 0x3E }
            case 0x22, 0x27:
                if tag == 0x3E { tag = byte } else if tag == byte { tag = 0x3E }
            case 0x3E where tag == 0x3E: tag = 0
            default: break
            }
            index += 1
        }
    }

    /// The end of a comment, of character data or of an instruction that begins here.
    private mutating func skipped(at index: Int) -> Int? {
        guard index + 1 < bytes.count, bytes[index + 1] == 0x21 || bytes[index + 1] == 0x3F else { return nil }
        if has("<!--", at: index) { return end("-->", after: index + 4) }
        if isHTML { return nil }
        if has("<![CDATA[", at: index) { return end("]]>", after: index + 9) }
        if has("<?", at: index) { return end("?>", after: index + 2) }
        return nil
    }

    /// Replaces the reference at an ampersand if necessary. Returns where to go on.
    private mutating func reference(at start: Int, isInTag: Bool) -> Int {
        var end = start + 1
        guard end < bytes.count else { return bare(start) }
        if bytes[end] == 0x23 { return numeric(at: start) }
        while end < bytes.count, end - start <= 64, Self.isNameByte(bytes[end]) { end += 1 }
        let name = bytes[(start + 1)..<end]
        if end < bytes.count, bytes[end] == 0x3B, !name.isEmpty {
            let next = end + 1
            if let value = declared[Array(name)] {
                replacedBytes += value.count
                let fits = replacedBytes <= Self.replacedLimit
                replace(start..<next, with: !fits ? [] : isInTag ? Self.quoted(value) : value)
            } else if Self.predefined.contains(Array(name)) {
                return next
            } else if name.count <= HTMLEntities.longest, let characters = HTMLEntities.utf8(name) {
                replace(start..<next, with: Self.references(characters))
            } else if isHTML {
                return withoutSemicolon(name, isInTag: isInTag)
            } else {
                return bare(start)
            }
            return next
        }
        return isHTML ? withoutSemicolon(name, isInTag: isInTag) : bare(start)
    }

    /// Replaces a reference of HTML that lacks its semicolon.
    private mutating func withoutSemicolon(_ name: Slice<UnsafeBufferPointer<UInt8>>, isInTag: Bool) -> Int {
        let start = name.startIndex - 1
        guard let length = HTMLEntities.lengthWithoutSemicolon(name) else { return start + 1 }
        let next = start + 1 + length
        // In an address, `&copy=` is the name of a parameter.
        if isInTag, length < name.count || next < bytes.count && bytes[next] == 0x3D { return next }
        let characters = HTMLEntities.utf8(name.prefix(length)) ?? []
        replace(start..<next, with: Self.references(characters))
        return next
    }

    /// An ampersand that begins no reference is an error in XML.
    private mutating func bare(_ start: Int) -> Int {
        if !isHTML { replace(start..<start + 1, with: "&amp;".utf8) }
        return start + 1
    }

    private mutating func numeric(at start: Int) -> Int {
        var index = start + 2
        let isHex = index < bytes.count && bytes[index] | 0x20 == 0x78
        if isHex { index += 1 }
        let first = index
        var number: UInt32 = 0
        while index < bytes.count, let digit = Self.digit(bytes[index]), digit < (isHex ? 16 : 10) {
            number = min(number * (isHex ? 16 : 10) + digit, 0x110000)
            index += 1
        }
        let isClosed = index < bytes.count && bytes[index] == 0x3B
        guard index > first, isClosed || isHTML else { return bare(start) }
        let next = isClosed ? index + 1 : index
        let isControl = number < 0x20 && number != 0x09 && number != 0x0A && number != 0x0D
        let isWrong = isControl || number > 0xFFFD && number < 0x10000 || Unicode.Scalar(number) == nil
        if isWrong || (0x80...0x9F).contains(number) || !isClosed {
            let scalar = isWrong ? "\u{FFFD}" : HTMLEntities.character(number) ?? "\u{FFFD}"
            replace(start..<next, with: Self.reference(scalar))
        }
        return next
    }

    // MARK: Document type

    /// Cuts out the document type after having read its entities. Returns where the content begins.
    private mutating func prolog() -> Int {
        var index = has("\u{FEFF}", at: 0) ? 3 : 0
        while index < bytes.count {
            if Self.isSpace(bytes[index]) {
                index += 1
            } else if has("<?", at: index), let end = end("?>", after: index + 2) {
                index = end
            } else if has("<!--", at: index), let end = end("-->", after: index + 4) {
                index = end
            } else {
                break
            }
        }
        guard isDocumentType(index) else { return index }
        let start = index
        let (found, hasSubset) = documentType(from: index + 9)
        // Without an end it is cut before the first element.
        let end =
            found ?? bytes[index...].indices.dropFirst().first {
                bytes[$0] == 0x3C && $0 + 1 < bytes.count && Self.beginsTag(bytes[$0 + 1])
            } ?? bytes.count
        if isHTML, !hasSubset, found != nil { return end }
        // Line numbers stay right.
        replace(start..<end, with: bytes[start..<end].filter { $0 == 0x0A })
        return end
    }

    private func isDocumentType(_ index: Int) -> Bool {
        index + 9 <= bytes.count
            && bytes[index..<index + 9].map { $0 | 0x20 } == Array("<!doctype".utf8).map { $0 | 0x20 }
    }

    /// Reads up to the `>` of a document type; the end is nil if there is none.
    private mutating func documentType(from start: Int) -> (end: Int?, hasSubset: Bool) {
        var index = start
        var isInSubset = false
        var hasSubset = false
        while index < bytes.count {
            switch bytes[index] {
            case 0x22, 0x27:
                guard let quote = quoteEnd(index) else { return (nil, hasSubset) }
                index = quote
            case 0x5B:
                (isInSubset, hasSubset) = (true, true)
                index += 1
            case 0x5D:
                isInSubset = false
                index += 1
            case 0x3E where !isInSubset: return (index + 1, hasSubset)
            case 0x3C where isInSubset:
                guard let next = declaration(index) else { return (nil, hasSubset) }
                index = next
            default: index += 1
            }
        }
        return (nil, hasSubset)
    }

    /// Reads a declaration, comment or instruction in the subset. Returns its end.
    private mutating func declaration(_ start: Int) -> Int? {
        if has("<!--", at: start) { return end("-->", after: start + 4) }
        if has("<?", at: start) { return end("?>", after: start + 2) }
        let isEntity = has("<!ENTITY", at: start)
        var index = start + (isEntity ? 8 : 2)
        var words: [Range<Int>] = []
        while index < bytes.count, bytes[index] != 0x3E {
            let from = index
            if bytes[index] == 0x22 || bytes[index] == 0x27 {
                guard let quote = quoteEnd(index) else { return nil }
                index = quote
            } else if Self.isSpace(bytes[index]) {
                index += 1
                continue
            } else {
                while index < bytes.count, !Self.isSpace(bytes[index]), ![0x22, 0x27, 0x3E].contains(bytes[index]) {
                    index += 1
                }
            }
            if words.count < 3 { words.append(from..<index) }
        }
        guard index < bytes.count else { return nil }
        if isEntity, words.count > 1, bytes[words[0].lowerBound] != 0x25 { declare(words[0], words[1]) }
        return index + 1
    }

    /// Remembers an entity; the first declaration counts. One that is outside the document stands for nothing.
    private mutating func declare(_ name: Range<Int>, _ value: Range<Int>) {
        let key = Array(bytes[name])
        guard key.count <= 64, declared[key] == nil, declared.count < 10_000 else { return }
        let isQuoted = bytes[value.lowerBound] == 0x22 || bytes[value.lowerBound] == 0x27
        // References to entities that were declared before are replaced at once, so that none can grow exponentially.
        let text = isQuoted ? expanded(bytes[value.lowerBound + 1..<value.upperBound - 1]) : []
        declaredBytes += text.count + key.count
        declared[key] = declaredBytes <= Self.declaredLimit ? text : []
    }

    private func expanded(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var result: [UInt8] = []
        var index = value.startIndex
        while index < value.endIndex, result.count <= Self.declaredLimit {
            let byte = value[index]
            index += 1
            if byte == 0x26, let end = value[index...].prefix(66).firstIndex(of: 0x3B) {
                let name = Array(value[index..<end])
                if let text = declared[name] {
                    result += text
                    index = end + 1
                    continue
                }
                if name == Array("#38".utf8) || name == Array("#x26".utf8) {
                    result.append(0x26)
                    index = end + 1
                    continue
                }
                if !Self.predefined.contains(name), let characters = HTMLEntities.utf8(name) {
                    result += Self.references(characters)
                    index = end + 1
                    continue
                }
                if name.first != 0x23, !Self.predefined.contains(name) {
                    result += "&amp;".utf8
                    continue
                }
            }
            result.append(byte)
        }
        return result
    }

    // MARK: Bytes

    private func has(_ text: String, at index: Int) -> Bool {
        index <= bytes.count && bytes[index...].prefix(text.utf8.count).elementsEqual(text.utf8)
    }

    /// The place after the next `text`; nil if there is none.
    private mutating func end(_ text: String, after start: Int) -> Int? {
        guard !missing.contains(text), let last = text.utf8.last else { return nil }
        let length = text.utf8.count
        var index = start + length - 1
        while index < bytes.count {
            if bytes[index] == last, has(text, at: index - length + 1) { return index + 1 }
            index += 1
        }
        missing.insert(text)
        return nil
    }

    /// The place after the quotation mark that closes the one at `index`.
    private mutating func quoteEnd(_ index: Int) -> Int? { end(bytes[index] == 0x22 ? "\"" : "'", after: index + 1) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            || byte == 0x5F || byte == 0x2D || byte == 0x2E || byte == 0x3A
    }

    private static func beginsTag(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x3A || byte == 0x2F
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46, 0x61...0x66: UInt32(byte | 0x20) - 0x61 + 10
        default: nil
        }
    }

    private static let predefined = Set(["amp", "lt", "gt", "quot", "apos"].map { Array($0.utf8) })

    private static func reference(_ scalar: Unicode.Scalar) -> [UInt8] {
        Array("&#x\(String(scalar.value, radix: 16));".utf8)
    }

    private static func references(_ utf8: [UInt8]) -> [UInt8] {
        String(decoding: utf8, as: UTF8.self).unicodeScalars.flatMap(reference)
    }

    /// A value inside an attribute's quotation marks.
    private static func quoted(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { byte in
            switch byte {
            case 0x22: Array("&#34;".utf8)
            case 0x27: Array("&#39;".utf8)
            case 0x3C: Array("&lt;".utf8)
            default: [byte]
            }
        }
    }
}
