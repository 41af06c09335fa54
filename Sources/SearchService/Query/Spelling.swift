import DocumentModel
import Foundation
import Index
import TextAnalysis

/// What words that find next to nothing may be errors for: language → word → words of the toolbox, likeliest first.
typealias Corrections = [LanguageTag: [String: [TermExpander.Correction]]]

/// Mends words that find next to nothing in any language the query may be in.
struct Spelling {
    let analyser: Analyser
    let expander: TermExpander
    let languages: [QueryLanguage]

    /// Words that more documents than this have are left alone.
    private static let fewest = 2
    /// How many words a word may be an error for.
    private static let most = 4
    /// Of more words than this that nobody knows, in one language, the others are left alone.
    private static let mostMended = 16

    /// What to search besides the words as typed; empty where there is nothing to mend, or nothing to mend it with.
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

    /// The query's text with every word replaced for which `replacement` has another one.
    func text(_ text: String, _ syntax: QuerySyntax, _ replacement: (String) -> String?) -> String {
        var result = text
        for word in words(of: syntax, in: languages.first?.language ?? .undetermined) {
            guard let better = replacement(word.term), let range = result.range(of: word.text) else { continue }
            result.replaceSubrange(range, with: better)
        }
        return result
    }

    /// The words outside of phrases that consist of letters.
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
