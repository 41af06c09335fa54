import Concepts
import DocumentModel
import Index
import TextAnalysis

/// Finds completions of a typed text: titles of documents, headings and keywords shared by several documents, concepts in
/// the reader's language; if there are almost none, the same for similar words.
///
/// Everything comes from terms and values of the index parts that the audience may read; no document is read.
struct Suggestions {
    private let context: SearchContext
    private let request: SuggestionRequest
    private var reader: IndexReader { context.reader }

    /// The maximum number of terms considered that complete a word.
    private static let mostEndings = 400
    /// The number of the most frequent ones that are searched.
    private static let mostSearched = 40
    /// The number of titles that are compared.
    private static let mostTitles = 60
    /// The minimum number of documents that share a phrase.
    private static let fewest = 2

    init(_ context: SearchContext, _ request: SuggestionRequest) {
        self.context = context
        self.request = request
    }

    func find() throws -> [Suggestion] {
        let typed = request.searched
        var found = try suggestions(for: typed)
        if found.isEmpty, !context.deadline.cutsShort(), let corrected = try corrected(typed) {
            found.append(Suggestion(kind: .spelling, text: corrected))
            found += try suggestions(for: corrected)
        }
        var seen: Set<String> = []
        let own = fold(typed)
        return Array(
            found.filter { suggestion in
                let folded = fold(suggestion.text)
                return folded != own && seen.insert(folded).inserted
            }.prefix(request.limit)
        )
    }

    private func fold(_ text: String) -> String {
        context.analyser.folded(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Concepts and phrases take up to half of the places, titles the rest.
    private func suggestions(for text: String) throws -> [Suggestion] {
        let folded = fold(text)
        guard !folded.isEmpty else { return [] }
        let few = max(1, request.limit / 4)
        let named = try concepts(folded).prefix(few) + phrases(folded).prefix(few)
        return context.deadline.cutsShort() ? Array(named) : named + (try titles(folded))
    }

    // MARK: Titles

    private func titles(_ folded: String) throws -> [Suggestion] {
        let words = SuggestionText.words(of: folded)
        guard let last = words.last, last.count > 1 || words.count > 1 else { return [] }
        var parts = try words.dropLast().map { try IndexQuery.term(IndexLayout.titleWord($0)) }
        let endings = try reader.terms(prefix: IndexLayout.titleWord(last), limit: Self.mostEndings)
            .sorted { ($1.documents, $0.term) < ($0.documents, $1.term) }.prefix(Self.mostSearched)
        guard !endings.isEmpty else { return [] }
        try parts.append(.or(endings.map { try .term($0.term) }))
        var options = IndexSearchOptions()
        options.limit = Self.mostTitles
        options.countsAll = false
        options.isOver = { [deadline = context.deadline] in deadline.cutsShort() }
        let cards = try reader.search(.and(parts), options).hits.compactMap { hit in
            try reader.card(of: hit.docid)
        }.filter { !$0.title.isEmpty }
        return cards.map { (card: $0, rank: rank($0, folded)) }
            .sorted { $0.rank < $1.rank }
            .map { Suggestion(kind: .title, text: $0.card.title, id: $0.card.id, language: $0.card.language) }
    }

    /// Titles with this beginning first, then those in the reader's languages, then short ones.
    private func rank(_ card: HitSummary, _ folded: String) -> (Int, Int, Int, String) {
        let preferred = request.preferredLanguages
        return (
            fold(card.title).hasPrefix(folded) ? 0 : 1,
            preferred.firstIndex { $0.code == card.language } ?? preferred.count, card.title.count, card.title
        )
    }

    // MARK: Phrases and concepts

    private func phrases(_ folded: String) throws -> [Suggestion] {
        let prefix = IndexLayout.phrasePrefix
        return try reader.terms(prefix: prefix + folded, limit: Self.mostEndings).filter { $0.documents >= Self.fewest }
            .sorted { ($1.documents, $0.term.count, $0.term) < ($0.documents, $1.term.count, $1.term) }
            .compactMap { term, _ in
                term.split(separator: IndexLayout.joiner).last.map { Suggestion(kind: .phrase, text: String($0)) }
            }
    }

    private func concepts(_ folded: String) throws -> [Suggestion] {
        guard folded.count > 1, let index = try context.concepts.current() else { return [] }
        let english = LanguageTag("en").map { [$0] } ?? []
        var found: [Suggestion] = []
        // Readers type in their own language; if none is specified, in any language of the toolbox.
        let readers = request.preferredLanguages.isEmpty ? english : Array(request.preferredLanguages.prefix(3))
        for language in readers where found.isEmpty {
            found = index.concepts(beginning: folded, in: language, limit: request.limit, fold: fold).map { concept in
                Suggestion(kind: .concept, text: index.label(of: concept, in: [language]), language: language.code)
            }
        }
        return found
    }

    // MARK: Errors

    /// The text with its last word replaced by the most likely completion of a similar beginning; nil if there is none.
    private func corrected(_ text: String) throws -> String? {
        let folded = fold(text)
        guard let last = SuggestionText.words(of: folded).last, last.count > 3, folded.hasSuffix(last),
            // The beginning of a word is completed, not corrected.
            try reader.terms(prefix: last, limit: 1).isEmpty
        else {
            return nil
        }
        let most = last.count < 7 ? 1 : 2
        var best: (edits: Int, frequency: Int, word: String)?
        let indexLanguages = try context.languages().sorted {
            ($1.documents, $0.language) < ($0.documents, $1.language)
        }
        let languages =
            request.preferredLanguages.filter { tag in indexLanguages.contains { $0.language == tag } }
            + indexLanguages.map(\.language)
        for language in languages.uniqued().prefix(4) where !context.deadline.cutsShort() {
            for word in try context.lexicon.sharing(trigramsOf: last, in: language, limit: 100).map(\.word) {
                let spelling = Array(fold(word).unicodeScalars)
                let edits =
                    (last.unicodeScalars.count - 1...last.unicodeScalars.count + 1).map { length in
                        var beginning = String.UnicodeScalarView()
                        beginning.append(contentsOf: spelling.prefix(length))
                        return editDistance(last, String(beginning), limit: most)
                    }.min() ?? most + 1
                guard (1...most).contains(edits) else { continue }
                let frequency = try reader.frequency(of: word)
                guard frequency > 0 else { continue }
                if best == nil || (edits, -frequency) < (best!.edits, -best!.frequency) {
                    best = (edits, frequency, word)
                }
            }
            if best != nil { break }
        }
        guard let best else { return nil }
        return folded.dropLast(last.count) + best.word
    }
}
