import CICUShim

/// ICU's data or a dictionary could not be opened: the installation is broken, not the text.
package struct AnalysisError: Error, CustomStringConvertible {
    package let description: String
}

/// Owns one set of ICU objects; only this class calls ICU. For use by one thread at a time.
final class UnicodeTools {
    private let handle: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// Opens ICU's break iterator and normalisers and owns them until `deinit`.
    init() throws(AnalysisError) {
        var reason = [CChar](repeating: 0, count: 128)
        guard let handle = cicu_analyser_create(&reason, reason.count) else {
            let name = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw AnalysisError(description: "ICU cannot be opened: \(name)")
        }
        self.handle = handle
    }

    deinit { cicu_analyser_free(handle) }

    /// Calls `body` with the words of a text; the buffer is valid only inside `body`.
    func withWords<Result>(
        of text: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<cicu_word>) throws -> Result
    ) rethrows -> Result {
        guard let base = text.baseAddress, !text.isEmpty else {
            return try body(UnsafeBufferPointer(start: nil, count: 0))
        }
        var words: UnsafePointer<cicu_word>?
        let count = cicu_words(handle, base, text.count, &words)
        return try body(UnsafeBufferPointer(start: words, count: Int(max(0, count))))
    }

    /// The ranges in bytes of the sentences of a text, which together are the whole text. All of it, if ICU fails.
    func sentences(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        var sentences: UnsafePointer<cicu_word>?
        let count = cicu_sentences(handle, base, text.count, &sentences)
        guard count > 0 else { return [0..<text.count] }
        return UnsafeBufferPointer(start: sentences, count: Int(count)).map {
            Int($0.start)..<Int($0.start) + Int($0.length)
        }
    }

    /// The key by which a text is sorted, compared byte by byte, with at most `limit` bytes; nil only if ICU fails.
    func sortKey(_ text: UnsafeBufferPointer<UInt8>, limit: Int) -> [UInt8]? {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        var key = [UInt8](repeating: 0, count: limit)
        let written = cicu_sort_key(handle, base, text.count, &key, key.count)
        return written < 0 ? nil : Array(key.prefix(Int(written)))
    }

    enum Mapping {
        case fold
        case lower(locale: StaticString)
        case nfc
        case nfkc
        /// Traditional Chinese characters to simplified ones.
        case simplified
        /// Katakana to hiragana.
        case hiragana
        /// Any script to ASCII letters, as they sound.
        case ascii
        /// Latin to Greek letters, as they sound.
        case greek
        /// Latin to Cyrillic letters.
        case cyrillic
    }

    /// The mapped text; nil only if ICU fails.
    func map(_ text: UnsafeBufferPointer<UInt8>, _ mapping: Mapping) -> ArraySlice<UInt8>? {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        // NFKC turns one character into at most 18 (U+FDFA), which is less than 12 times the bytes.
        let needed = text.count * 12 + 64
        if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }
        let written =
            switch mapping {
            case .fold: cicu_fold(handle, base, text.count, &buffer, buffer.count)
            case .lower(let locale):
                locale.withUTF8Buffer { name in
                    name.withMemoryRebound(to: CChar.self) {
                        cicu_lower(handle, base, text.count, $0.baseAddress!, &buffer, buffer.count)
                    }
                }
            case .nfc: cicu_nfc(handle, base, text.count, &buffer, buffer.count)
            case .nfkc: cicu_nfkc(handle, base, text.count, &buffer, buffer.count)
            case .simplified:
                cicu_transliterate(handle, CICU_SIMPLIFIED, base, text.count, &buffer, buffer.count)
            case .hiragana: cicu_transliterate(handle, CICU_HIRAGANA, base, text.count, &buffer, buffer.count)
            case .ascii: cicu_transliterate(handle, CICU_ASCII, base, text.count, &buffer, buffer.count)
            case .greek: cicu_transliterate(handle, CICU_GREEK, base, text.count, &buffer, buffer.count)
            case .cyrillic: cicu_transliterate(handle, CICU_CYRILLIC, base, text.count, &buffer, buffer.count)
            }
        // A copy: with a slice of the buffer, the next call would copy the whole buffer, which one very long word may
        // have made large.
        return written < 0 ? nil : ArraySlice(Array(buffer[0..<Int(written)]))
    }
}
