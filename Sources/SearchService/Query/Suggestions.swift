import Concepts
import DocumentModel
import Index
import TextAnalysis

/// Finds completions of a typed text: titles of documents, headings and keywords shared by several documents, concepts in
/// the reader's language; if there are none, the same for a similar word.
///
/// Everything comes from terms and values of the index parts that the audience may read; no document is read. Each
/// suggestion finds something: titles and phrases are in documents, everything else is searched.
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
    /// The maximum number of concepts that are searched.
    private static let mostConcepts = 6
    /// The fewest letters of a beginning that is corrected, and of one that may have two errors.
    private static let shortestCorrected = 5
    private static let longCorrected = 7
    /// The number of languages whose dictionaries are asked for a word, and in which words are corrected.
    private static let mostAsked = 8
    private static let mostCorrecting = 4

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
        let named = try concepts(folded, few) + phrases(folded).prefix(few)
        return context.deadline.cutsShort() ? Array(named) : named + (try titles(folded))
    }

    // MARK: Titles

    private func titles(_ folded: String) throws -> [Suggestion] {
        let words = SuggestionText.words(of: folded)
        // A single letter is too little, but a Chinese character is a word.
        guard let last = words.last, last.count > 1 || words.count > 1 || SuggestionText.isSpaceless(last) else {
            return []
        }
        var parts: [IndexQuery] = []
        for word in words.dropLast() {
            // Where there are no spaces, what was typed before a space is part of a longer term.
            guard let part = try SuggestionText.isSpaceless(word) ? beginning(word) : .term(IndexLayout.titleWord(word))
            else { return [] }
            parts.append(part)
        }
        guard let part = try beginning(last) else { return [] }
        parts.append(part)
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

    /// Titles with a word that begins so; nil if there is none.
    private func beginning(_ word: String) throws -> IndexQuery? {
        let endings = try reader.terms(prefix: IndexLayout.titleWord(word), limit: Self.mostEndings)
            .sorted { ($1.documents, $0.term) < ($0.documents, $1.term) }.prefix(Self.mostSearched)
        return endings.isEmpty ? nil : try .or(endings.map { try .term($0.term) })
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

    private func concepts(_ folded: String, _ most: Int) throws -> [Suggestion] {
        guard folded.count > 1, let index = try context.concepts.current() else { return [] }
        let english = LanguageTag("en").map { [$0] } ?? []
        // Readers type in their own language; if none is specified, in any language of the toolbox.
        let readers = request.preferredLanguages.isEmpty ? english : Array(request.preferredLanguages.prefix(3))
        for language in readers {
            let found = index.concepts(beginning: folded, in: language, limit: Self.mostConcepts, fold: fold)
            var suggestions: [Suggestion] = []
            for concept in found where suggestions.count < most && !context.deadline.cutsShort() {
                let label = index.label(of: concept, in: [language])
                guard try finds(label) else { continue }
                suggestions.append(Suggestion(kind: .concept, text: label, language: language.code))
            }
            if !suggestions.isEmpty { return suggestions }
        }
        return []
    }

    /// Whether a search for a text finds something, without being widened.
    private func finds(_ text: String) throws -> Bool {
        var search = SearchRequest(text: text)
        search.preferredLanguages = request.preferredLanguages
        return try context.count(text, like: search, [:], upTo: 1) > 0
    }

    // MARK: Errors

    /// The text with its last word replaced by the most likely completion of a similar beginning; nil if there is none
    /// that finds something.
    private func corrected(_ text: String) throws -> String? {
        let folded = fold(text)
        guard let last = SuggestionText.words(of: folded).last, last.count >= Self.shortestCorrected,
            folded.hasSuffix(last), !SuggestionText.isSpaceless(last)
        else { return nil }
        let languages = try context.heldLanguages(preferred: request.preferredLanguages)
        guard try !isBeginning(last, of: text, in: languages) else { return nil }
        for language in languages.prefix(Self.mostCorrecting) where !context.deadline.cutsShort() {
            guard let word = try completion(similarTo: last, in: language) else { continue }
            let corrected = String(folded.dropLast(last.count)) + word
            return try finds(corrected) ? corrected : nil
        }
        return nil
    }

    /// Whether a word of the documents or of a dictionary begins so: then it is completed, not corrected.
    /// - Parameters:
    ///   - last: the last word, folded.
    ///   - text: the text as typed.
    private func isBeginning(_ last: String, of text: String, in languages: [LanguageTag]) throws -> Bool {
        let typed = context.analyser.words(in: context.analyser.clean(text), language: .undetermined).last?.term
        let spellings = [last, typed ?? last].uniqued()
        if try spellings.contains(where: { try !reader.terms(prefix: $0, limit: 1).isEmpty }) { return true }
        return try languages.prefix(Self.mostAsked).contains { language in
            try spellings.contains { try context.expander.isKnownBeginning($0, in: language) }
        }
    }

    /// The most likely word of the documents with a beginning that is similar to a word; nil if there is none, or if it is
    /// the beginning of one.
    private func completion(similarTo last: String, in language: LanguageTag) throws -> String? {
        let most = last.count < Self.longCorrected ? 1 : 2
        var best: (edits: Int, frequency: Int, word: String)?
        for word in try context.lexicon.sharing(trigramsOf: last, in: language, limit: 100).map(\.word) {
            let folded = fold(word)
            guard beginsAlike(folded, last) else { continue }
            let spelling = Array(folded.unicodeScalars)
            let edits =
                (last.unicodeScalars.count - 1...last.unicodeScalars.count + 1).map { length in
                    var beginning = String.UnicodeScalarView()
                    beginning.append(contentsOf: spelling.prefix(length))
                    return editDistance(last, String(beginning), limit: most)
                }.min() ?? most + 1
            guard edits <= most else { continue }
            let frequency = try reader.frequency(of: word)
            guard frequency > 0 else { continue }
            if edits == 0 { return nil }
            // A word in no dictionary may be an error itself.
            guard try frequency > 1 || !context.expander.expansion(of: word, in: language).isUnknown else { continue }
            if best == nil || (edits, -frequency) < (best!.edits, -best!.frequency) { best = (edits, frequency, word) }
        }
        return best?.word
    }
}
