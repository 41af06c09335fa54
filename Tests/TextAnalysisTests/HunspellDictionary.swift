import CHunspellShim

@testable import TextAnalysis

/// A hunspell dictionary in memory. For use by one thread at a time.
final class HunspellDictionary {
    private let handle: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// Loads the pair of files `path`.aff and `path`.dic.
    init(path: String) throws(AnalysisError) {
        var reason = [CChar](repeating: 0, count: 512)
        guard let handle = chunspell_open(path + ".aff", path + ".dic", &reason, reason.count) else {
            throw AnalysisError(description: "the dictionary \(path) cannot be opened: \(text(of: reason))")
        }
        self.handle = handle
    }

    deinit { chunspell_close(handle) }

    /// The stems of a word, in the dictionary's spelling; empty if the dictionary does not accept it.
    func stems(of word: String) -> [String] {
        let written = chunspell_stems(handle, word, &buffer, buffer.count)
        guard written > 0 else { return [] }
        return buffer[..<Int(written)].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    func knows(_ word: String) -> Bool { chunspell_knows(handle, word) }
}
