import DocumentModel
import Foundation
import Indexer
import TextAnalysis

/// Mends words that find nothing in any language the query may be in.
struct Spelling {
    let analyser: Analyser
    let families: WordFamilies
    let reader: IndexReader
    let languages: [QueryLanguage]

    /// The query's text with every word that finds nothing replaced by the likeliest of the toolbox; nil where there is
    /// nothing to mend, or nothing to mend it with.
    func corrected(_ text: String, _ syntax: QuerySyntax) throws -> String? {
        var result = text
        var isMended = false
        for item in syntax.clauses.joined() where !item.isPhrase {
            let clean = analyser.clean(item.text)
            for token in analyser.words(in: clean, language: languages.first?.language ?? .undetermined)
            where !token.isBigram && token.term.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "'" }) {
                guard let better = try correction(of: token.term),
                    let range = result.range(of: String(clean.utf8[token.range]) ?? "")
                else { continue }
                result.replaceSubrange(range, with: better)
                isMended = true
            }
        }
        return isMended ? result : nil
    }

    private func correction(of word: String) throws -> String? {
        guard try reader.frequency(of: word) == 0 else { return nil }
        var best: WordFamilies.Correction?
        for candidate in languages {
            guard try families.family(of: word, in: candidate.language).isEmpty else { return nil }
            for found in try families.corrections(of: word, in: candidate.language, limit: 1)
            where best == nil || (found.edits, -found.frequency) < (best!.edits, -best!.frequency) {
                best = found
            }
        }
        return best?.word
    }
}

extension String.UTF8View {
    fileprivate subscript(range: Range<Int>) -> Substring.UTF8View {
        self[index(startIndex, offsetBy: range.lowerBound)..<index(startIndex, offsetBy: range.upperBound)]
    }
}
