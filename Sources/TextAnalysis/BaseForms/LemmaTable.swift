import CMarisaShim

/// A memory-mapped table of base forms (`script/language-data` documents its content). For use by one thread at a time.
final class LemmaTable {
    private let handle: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 2048)

    init(path: String) throws(AnalysisError) {
        var reason = [CChar](repeating: 0, count: 256)
        guard let handle = cmarisa_open(path, &reason, reason.count) else {
            throw AnalysisError(description: "the table \(path) cannot be opened: \(text(of: reason))")
        }
        self.handle = handle
    }

    deinit { cmarisa_close(handle) }

    /// The base forms of a word as written; empty if the table does not contain it.
    func bases(of word: String) -> [String] { lookUp(word, kind: 1) }

    /// The base forms of the words that equal this one without their marks, if this one is not a word itself.
    func bases(ofPlain word: String) -> [String] { lookUp(word, kind: 2) }

    /// Whether the table contains a word as written, in lower-case UTF-8.
    func holds(_ word: ArraySlice<UInt8>) -> Bool {
        let key = word + [1]
        return key.withUnsafeBufferPointer {
            cmarisa_continuations(handle, $0.baseAddress!, $0.count, 1, &buffer, buffer.count) > 0
        }
    }

    /// Whether the table contains a word that begins so, with or without its marks.
    func holdsWord(beginning: String) -> Bool {
        let key = Array(beginning.utf8)
        return cmarisa_continuations(handle, key, key.count, 1, &buffer, buffer.count) > 0
    }

    private func lookUp(_ word: String, kind: UInt8) -> [String] {
        var key = Array(word.utf8)
        key.append(kind)
        let written = cmarisa_continuations(handle, key, key.count, 8, &buffer, buffer.count)
        guard written > 0 else { return [] }
        return buffer[..<Int(written)].split(separator: 0).compactMap { edit in
            let dropped = Int(edit.first!) - 0x30
            guard (0...word.utf8.count).contains(dropped) else { return nil }
            return String(decoding: key.dropLast(dropped + 1) + edit.dropFirst(), as: UTF8.self)
        }
    }
}

/// The C string in a buffer.
func text(of buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
