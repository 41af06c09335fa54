import Encodings
import Foundation

/// Words that stand for codes, in several languages, for finding them in a text.
///
/// A table is a text of lines `CODE: word word …`, in lower case without marks. `*` at the end of a word stands for any
/// ending, `_` for a space. Words of scripts without spaces are found anywhere.
struct WordTable: Sendable {
    private struct Entry: Sendable {
        var rest: [SampleText.Wanted]
        var code: String
    }

    /// By the first word, or the beginning of the only one.
    private var exact: [String: [Entry]] = [:]
    private var beginnings: [String: [Entry]] = [:]
    private var anywhere: [(text: String, code: String)] = []
    private var longest = 0

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let code = String(line[..<colon])
            for word in line[line.index(after: colon)...].split(separator: " ") { add(String(word), code) }
        }
    }

    /// - Parameter word: as in a table.
    mutating func add(_ word: String, _ code: String) {
        guard let first = word.unicodeScalars.first else { return }
        if SpacelessScripts.contains(first.value) { return anywhere.append((word, code)) }
        let words = word.split(separator: "_").map {
            SampleText.Wanted(text: Self.folded(String($0.prefix { $0 != "*" })), isBeginning: $0.hasSuffix("*"))
        }
        guard let key = words.first, !key.text.isEmpty else { return }
        let entry = Entry(rest: Array(words.dropFirst()), code: code)
        if key.isBeginning {
            beginnings[key.text, default: []].append(entry)
            longest = max(longest, key.text.count)
        } else {
            exact[key.text, default: []].append(entry)
        }
    }

    /// The codes named in a text, with the words as written.
    func matches(_ text: SampleText) -> [(code: String, word: String)] {
        var found: [(code: String, word: String)] = []
        func check(_ entries: [Entry], at index: Int) {
            for entry in entries where text.continues(entry.rest, after: index) {
                let words = text.words[index...index + entry.rest.count]
                found.append((entry.code, words.map(\.written).joined(separator: " ")))
            }
        }
        for (index, word) in text.words.enumerated() {
            if let entries = exact[word.folded] { check(entries, at: index) }
            var beginning = word.folded.prefix(longest)
            while !beginning.isEmpty {
                if let entries = beginnings[String(beginning)] { check(entries, at: index) }
                beginning = beginning.dropLast()
            }
        }
        guard text.isSpaceless else { return found }
        for (word, code) in anywhere {
            for _ in text.folded.ranges(of: word) { found.append((code, word)) }
        }
        return found
    }

    /// Lower case, without marks.
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}

/// A text divided into words, for ``WordTable``.
struct SampleText: Sendable {
    struct Word: Sendable {
        var written: String
        var folded: String
    }

    let written: String
    let folded: String
    let words: [Word]
    /// Whether it has characters of scripts without spaces.
    let isSpaceless: Bool

    init(_ text: String) {
        written = text
        folded = WordTable.folded(text)
        isSpaceless = text.unicodeScalars.contains { SpacelessScripts.contains($0.value) }
        words = text.split { !($0.isLetter || $0.isNumber) }
            .map { Word(written: String($0), folded: WordTable.folded(String($0))) }
    }

    /// A word of a table: the word itself, or its beginning.
    struct Wanted: Sendable {
        var text: String
        var isBeginning: Bool
    }

    fileprivate func continues(_ rest: [Wanted], after index: Int) -> Bool {
        guard index + rest.count < words.count else { return false }
        return rest.enumerated().allSatisfy { offset, wanted in
            let word = words[index + 1 + offset].folded
            return wanted.isBeginning ? word.hasPrefix(wanted.text) : word == wanted.text
        }
    }
}
