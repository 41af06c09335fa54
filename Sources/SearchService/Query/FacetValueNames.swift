import Concepts
import DocumentModel
import Foundation
import Index
import Localisation
import Synchronization
import TextAnalysis

/// A name of a facet's value, as words of a query.
struct FacetValueName: Hashable {
    /// A value of a facet.
    struct Value: Hashable {
        var facet: Facet
        var code: String

        /// The value for `withoutConcept=` that excludes it.
        var id: String { "\(facet.name):\(code)" }
    }

    /// A name in some words of a query.
    struct Match: Hashable {
        /// The range of the words in the query.
        var range: Range<Int>
        var value: Value
    }

    /// With their marks folded.
    var words: [String]
    var value: Value
    /// The name, if it must be written exactly so, because it is also an ordinary word.
    var written: String?
}

/// The names of facet values in each language, for finding them in a query: of countries, languages, sectors, types,
/// formats and built-in topics. Those of a language are collected when they are first needed. Safe for use by any thread.
final class FacetValueNames: Sendable {
    /// Names by their first word.
    final class Table: Sendable {
        private let names: [String: [FacetValueName]]

        init(_ all: some Sequence<FacetValueName>) {
            var names: [String: [FacetValueName]] = [:]
            var seen: Set<FacetValueName> = []
            for name in all where !name.words.isEmpty && seen.insert(name).inserted {
                names[name.words[0], default: []].append(name)
            }
            self.names = names
        }

        var all: some Sequence<FacetValueName> { names.values.joined() }

        /// The names in a query; they may overlap.
        /// - Parameters:
        ///   - words: the possible base forms of each word, with their marks folded.
        ///   - typed: the words of the query as typed.
        func matches(_ words: [Set<String>], typed: Set<String>) -> [FacetValueName.Match] {
            var found: [FacetValueName.Match] = []
            for start in words.indices {
                for name in words[start].flatMap({ names[$0] ?? [] }) {
                    let end = start + name.words.count
                    guard end <= words.count, zip(name.words, words[start...]).allSatisfy({ $1.contains($0) }),
                        name.written.map(typed.contains) ?? true
                    else { continue }
                    let match = FacetValueName.Match(range: start..<end, value: name.value)
                    if !found.contains(match) { found.append(match) }
                }
            }
            return found
        }
    }

    private let words: WordsOfLabels
    private let tables = Mutex<[LanguageTag: Table]>([:])
    private let united = Mutex<Table?>(nil)

    /// The fewest letters of a name of one word, except in scripts in which a letter is a syllable or a word.
    private static let fewestLetters = 3

    init() throws { words = try WordsOfLabels() }

    /// The names in a language.
    func table(of language: LanguageTag) -> Table {
        if let known = tables.withLock({ $0[language] }) { return known }
        let new = Table(names(in: language))
        tables.withLock { $0[language] = new }
        return new
    }

    /// The names in all languages of the interface.
    func tableOfAll() -> Table {
        united.withLock { united in
            if let united { return united }
            let languages = PageStrings.all.keys.sorted().compactMap { LanguageTag($0) }
            let new = Table(languages.flatMap { Array(table(of: $0).all) })
            united = new
            return new
        }
    }

    private func names(in language: LanguageTag) -> [FacetValueName] {
        guard !language.isUndetermined else { return [] }
        return Self.labels(in: language.code).compactMap { label, value, isProper in
            let words = words.foldedWords(of: label, in: language)
            if words.count == 1, words[0].unicodeScalars.count < Self.fewestLetters,
                words[0].unicodeScalars.allSatisfy({ $0.value < 0x2E80 })
            {
                return nil
            }
            return FacetValueName(words: words, value: value, written: isProper ? label : nil)
        }
    }

    /// All names in a language; the last part is whether a name must be written exactly so.
    private static func labels(in language: String) -> [(String, FacetValueName.Value, Bool)] {
        let labels = Labels(language: language)
        let strings = PageStrings.of(language)
        var found: [(String, FacetValueName.Value, Bool)] = []
        func add(_ label: String, _ facet: Facet, _ code: String, isProper: Bool = false) {
            found.append((label, FacetValueName.Value(facet: facet, code: code), isProper))
        }
        for facet in Facet.all {
            switch facet.naming {
            case .countries:
                for code in Country.all {
                    let label = labels.country(code)
                    if label != code { add(withoutBrackets(label), facet, code) }
                }
                guard language == "en" else { continue }
                for (name, code) in Country.aliases where name.count > 2 { add(withoutBrackets(name), facet, code) }
            case .languages:
                for code in Locale.LanguageCode.isoLanguageCodes.map(\.identifier) where code.utf8.count == 2 {
                    let label = labels.language(code)
                    if label != code, let tag = LanguageTag(code) { add(withoutBrackets(label), facet, tag.code) }
                }
            case .thesauri:
                for code in Topic.all { add(labels.label(code, of: facet), facet, code) }
            case .texts(let codes):
                // The default type says nothing about a document.
                for code in codes where facet != .type || code != ResourceType.document.code {
                    let label = labels.label(code, of: facet)
                    add(label, facet, code)
                    guard facet == .sector, divided.contains(code) else { continue }
                    for part in parts(of: label, in: strings.language) { add(part, facet, code) }
                }
            case .formats:
                for format in FileFormat.allCases where format != .record {
                    if format != .text { add(format.rawValue, facet, format.rawValue) }
                    let isWord = format.entry.name == .proper("Word")
                    add(strings.format(format.rawValue), facet, format.rawValue, isProper: isWord)
                }
            case .none: break
            }
        }
        return found
    }

    /// Sectors whose names list several activities, each of which is a name, too.
    private static let divided: Set<String> = ["A", "B", "D", "E", "G", "H", "I", "K", "Q", "R"]

    /// The items of a list in a language.
    private static func parts(of label: String, in language: String) -> [String] {
        let list = ["1", "2"].formatted(.list(type: .and).locale(Locale(identifier: language)))
        let conjunction = list.trimmingCharacters(in: .decimalDigits)
        return label.split(separator: ", ").flatMap { $0.split(separator: conjunction) }
            .map(String.init).filter { !$0.hasSuffix("-") }
    }

    /// A name without what explains it: "Myanmar (Burma)".
    private static func withoutBrackets(_ name: String) -> String {
        guard let bracket = name.firstIndex(where: { $0 == "(" || $0 == "（" }), bracket != name.startIndex else {
            return name
        }
        return name[..<bracket].trimmingCharacters(in: .whitespaces)
    }
}
