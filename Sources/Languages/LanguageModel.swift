import Foundation

/// Why there is no language model: its file cannot be read, or is not one.
package struct LanguageModelError: Error, CustomStringConvertible {
    package let description: String
}

/// The memory-mapped file made by `script/language-model` (which documents its content): the frequencies of words and
/// byte strings in each language. Read-only, so several threads may use it at once.
package final class LanguageModel: Sendable {
    /// The codes of the languages, in the order of all vectors here.
    package let languages: [String]

    // Never written after init.
    nonisolated(unsafe) private let file: UnsafeRawBufferPointer
    private let gramSlots, gramRows, wordSlots, postingBytes: Int
    private let keys, keyRows, rows, prints, places, postings: Int

    /// Frequencies in the file are -16 × ln.
    package static let scale: Float = 16

    /// - Throws: if the file cannot be read, is truncated or of another format.
    package init(path: String) throws(LanguageModelError) {
        let file = try Self.map(path)
        guard let starts = Self.starts(in: file) else {
            munmap(UnsafeMutableRawPointer(mutating: file.baseAddress!), file.count)
            throw LanguageModelError(description: "\(path) is not a language model, or it is damaged")
        }
        self.file = file
        let header = Self.header(of: file)
        (gramSlots, gramRows, wordSlots, postingBytes) = (header[1], header[2], header[3], header[4])
        (keys, keyRows, rows) = (starts[1], starts[2], starts[3])
        (prints, places, postings) = (starts[4], starts[5], starts[6])
        languages = (0..<header[0]).map { index in
            String(decoding: file[32 + 8 * index..<40 + 8 * index].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func header(of file: UnsafeRawBufferPointer) -> [Int] {
        (0..<6).map { Int(file.little(8 + 4 * $0, as: UInt32.self)) }
    }

    /// The start of each part of the file; nil if the file is shorter than its header says.
    private static func starts(in file: UnsafeRawBufferPointer) -> [Int]? {
        guard file.count >= 32, file.prefix(8).elementsEqual(Array("vetlang".utf8) + [1]) else { return nil }
        let header = header(of: file)
        let (languages, grams, rows, words) = (header[0], header[1], header[2], header[3])
        guard (1...255).contains(languages), grams > 0, words > 0 else { return nil }
        var starts = [32]
        for size in [languages * 8, grams * 8, grams * 4, rows * languages, words * 4, words * 4, header[4]] {
            starts.append(starts.last! + (size + 7) / 8 * 8)
        }
        return starts.last == file.count ? starts : nil
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: file.baseAddress!), file.count) }

    private static func map(_ path: String) throws(LanguageModelError) -> UnsafeRawBufferPointer {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LanguageModelError(description: "\(path) cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0,
            let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
        else { throw LanguageModelError(description: "\(path) cannot be mapped") }
        return UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
    }

    /// Calls `body` with each language whose model contains the word, and -16 × ln of the word's frequency in it.
    /// - Parameter hash: FNV-1a of the word's UTF-8.
    /// - Returns: whether there is any.
    package func forEachLanguage(knowing hash: UInt64, _ body: (_ language: Int, _ rarity: Int32) -> Void) -> Bool {
        let print = max(1, UInt32(hash >> 32))
        var slot = Int(((hash & 0xFFFF_FFFF) * UInt64(wordSlots)) >> 32)
        for _ in 0..<wordSlots {
            let found = file.little(prints + 4 * slot, as: UInt32.self)
            if found == 0 { return false }
            if found == print {
                let place = Int(file.little(places + 4 * slot, as: UInt32.self))
                guard place < postingBytes else { return false }
                let count = Int(file[postings + place])
                guard place + 1 + 2 * count <= postingBytes else { return false }
                for posting in 0..<count {
                    let at = postings + place + 1 + 2 * posting
                    if file[at] < languages.count { body(Int(file[at]), Int32(file[at + 1])) }
                }
                return count > 0
            }
            slot = slot + 1 == wordSlots ? 0 : slot + 1
        }
        return false
    }

    /// For the longest known string that ends at each byte of the text, adds -16 × ln of its frequency in each language.
    package func addStrings(of text: UnsafeBufferPointer<UInt8>, to sums: inout [Int32]) {
        let count = languages.count
        sums.withUnsafeMutableBufferPointer { sums in
            var last: UInt64 = 0  // the last 8 bytes, the newest lowest
            for (index, byte) in text.enumerated() {
                last = last << 8 | UInt64(byte)
                let bytes = last.byteSwapped  // the oldest lowest, as keys are
                for length in stride(from: min(6, index + 1), through: 2, by: -1) {
                    guard let row = row(of: bytes >> UInt64(64 - 8 * length)) else { continue }
                    for language in 0..<count { sums[language] &+= Int32(file[rows + row * count + language]) }
                    break
                }
            }
        }
    }

    @inline(__always)
    private func row(of key: UInt64) -> Int? {
        var slot = Int((((key &* 0x9E37_79B9_7F4A_7C15) >> 32) * UInt64(gramSlots)) >> 32)
        for _ in 0..<gramSlots {
            let found = file.little(keys + 8 * slot, as: UInt64.self)
            if found == 0 { return nil }
            if found == key {
                let row = Int(file.little(keyRows + 4 * slot, as: UInt32.self))
                return row < gramRows ? row : nil
            }
            slot = slot + 1 == gramSlots ? 0 : slot + 1
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func little<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T {
        T(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
