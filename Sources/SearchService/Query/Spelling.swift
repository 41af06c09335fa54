import DocumentModel
import Foundation
import Index
import TextAnalysis

/// Possible corrections of words with almost no results: language → word → words of the toolbox, the most likely first.
typealias Corrections = [LanguageTag: [String: [TermExpander.Correction]]]

/// Corrects words that have almost no results in any language that the query may be in.
struct Spelling {
    let analyser: Analyser
    let expander: TermExpander
    let languages: [QueryLanguage]

    /// Words that more documents than this have are not corrected.
    private static let fewest = 2
    /// The maximum number of corrections for a word.
    private static let most = 4
    /// The maximum number of unknown words in one language that are corrected.
    private static let mostMended = 16

    /// The corrections to search in addition to the typed words; empty if there is nothing to correct, or no correction.
    func corrections(_ syntax: QuerySyntax) throws -> Corrections {
        var result: Corrections = [:]
        for candidate in languages {
            var corrected = 0
            for word in words(of: syntax, in: candidate.language).map(\.term).uniqued() where try isRare(word) {
                corrected += 1
                if corrected > Self.mostMended || expander.deadline.cutsShort() { break }
                let found = try expander.corrections(of: word, in: candidate.language, limit: Self.most)
                if !found.isEmpty { result[candidate.language, default: [:]][word] = found }
            }
        }
        return result
    }

    private func isRare(_ word: String) throws -> Bool {
        try languages.allSatisfy { try expander.expansion(of: word, in: $0.language).allFrequency <= Self.fewest }
    }

    /// The query's text with every word replaced for which `replacement` returns another one.
    func text(_ text: String, _ syntax: QuerySyntax, _ replacement: (String) -> String?) -> String {
        var result = text
        for word in words(of: syntax, in: languages.first?.language ?? .undetermined) {
            guard let better = replacement(word.term), let range = result.range(of: word.text) else { continue }
            result.replaceSubrange(range, with: better)
        }
        return result
    }

    /// The words outside phrases that consist of letters.
    private func words(of syntax: QuerySyntax, in language: LanguageTag) -> [(text: String, term: String)] {
        syntax.clauses.joined().filter { !$0.isPhrase }.flatMap { item in
            let clean = analyser.clean(item.text)
            return analyser.words(in: clean, language: language)
                .filter { !$0.isBigram && $0.term.allSatisfy { $0.isLetter || $0 == "-" || $0 == "'" } }
                .map { (String(clean.utf8[$0.range]) ?? "", $0.term) }
        }
    }
}

extension String.UTF8View {
    fileprivate subscript(range: Range<Int>) -> Substring.UTF8View {
        self[index(startIndex, offsetBy: range.lowerBound)..<index(startIndex, offsetBy: range.upperBound)]
    }
}
