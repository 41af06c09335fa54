import DocumentModel
import Foundation
import Indexer

/// Makes the queries of single words.
struct LeafQueries {
    let reader: IndexReader
    let families: WordFamilies
    /// The toolbox's languages with the number of documents in each.
    let held: [(language: LanguageTag, documents: Int)]

    struct Leaf {
        /// The word in any of its forms, or as a part of a compound; the exact one and one in the title weigh more.
        var query: IndexQuery
        /// The same with words that are only like it, where they were asked for.
        var wide: IndexQuery
        var sought: SoughtWord
        /// Whether the language has a form of it.
        var findsForms: Bool
    }

    /// - Parameter language: nil: the word only as it is typed.
    func leaf(_ word: String, in language: LanguageTag?, inTitle: Bool, isWide: Bool) throws -> Leaf {
        guard let language else {
            let frequency = try reader.frequency(of: word)
            let query = try IndexQuery.term(inTitle ? IndexLayout.title(word) : word)
                .scaled(factor(frequency, documents(in: nil)))
            return Leaf(query: query, wide: query, sought: .word([word]), findsForms: false)
        }
        let family = try families.family(of: word, in: language)
        let documents = documents(in: language)
        var sought = SoughtWord.word(
            family.forms + family.compounds,
            weight: pow(Ranking.idf(family.frequency + family.compoundFrequency, of: documents), Ranking.rarity)
        )
        if inTitle {
            let query = try anyOf(family.titles.isEmpty ? [word] : family.titles, family.titleFrequency, documents, true)
            return Leaf(query: query, wide: query, sought: sought, findsForms: !family.titles.isEmpty)
        }
        var query =
            family.forms.isEmpty ? try .term(word) : try anyOf(family.forms, family.frequency, documents, false)
        if !family.compounds.isEmpty {
            let compounds = try anyOf(family.compounds, family.compoundFrequency, documents, false)
                .scaled(Ranking.compound)
            query = family.forms.isEmpty ? compounds : try .or([query, compounds])
        }
        let core = query
        var extras: [IndexQuery] = []
        if family.exactFrequency > 0 {
            let exact = try IndexQuery.term(word).scaled(Ranking.exact * factor(family.exactFrequency, documents))
            extras.append(exact)
        }
        if !family.titles.isEmpty {
            try extras.append(anyOf(family.titles, family.titleFrequency, documents, true).scaled(Ranking.title))
        }
        if !extras.isEmpty { query = try core.preferring(.or(extras)) }
        var wide = query
        if isWide {
            let similar = try families.similar(to: word, in: language)
            if !similar.isEmpty {
                wide = try .or([query] + groups(of: similar, than: family, documents))
                sought.terms = .word(family.forms + family.compounds + similar.map(\.word))
            }
        }
        return Leaf(query: query, wide: wide, sought: sought, findsForms: !family.isEmpty)
    }

    /// The spellings of a word in a phrase: as typed, or with other marks.
    func spellings(of word: String, in language: LanguageTag?) throws -> [String] {
        guard let language else { return [word] }
        return try families.spellings(of: word, in: language)
    }

    /// Similar words in groups of about the same likeness, each group one term; none weighs more than the word itself.
    private func groups(
        of similar: [WordFamilies.SimilarWord],
        than family: WordFamily,
        _ documents: Int
    ) throws -> [IndexQuery] {
        try [(0.8, 1.01), (Ranking.leastLikeness, 0.8)].compactMap { low, high in
            let group = similar.filter { $0.likeness >= low && $0.likeness < high }
            guard !group.isEmpty else { return nil }
            let frequency = group.reduce(0) { $0 + $1.frequency }
            let rarity = min(
                Ranking.idf(frequency, of: documents),
                family.forms.isEmpty ? .infinity : Ranking.idf(family.frequency, of: documents)
            )
            let mean = group.reduce(0) { $0 + $1.likeness } / Double(group.count)
            let weight =
                Ranking.similar * mean * pow(rarity, Ranking.rarity)
                / Ranking.xapianIDF(frequency, of: reader.documentCount)
            return try anyTerm(group.map(\.word)).scaled(weight)
        }
    }

    /// Any of some terms as if they were one, weighed by the rarity that they have in their language.
    private func anyOf(_ terms: [String], _ frequency: Int, _ documents: Int, _ inTitle: Bool) throws -> IndexQuery {
        try anyTerm(inTitle ? terms.map(IndexLayout.title) : terms).scaled(factor(frequency, documents))
    }

    private func anyTerm(_ terms: [String]) throws -> IndexQuery { try .synonym(terms.map { try .term($0) }) }

    /// What makes Xapian's weight one by the power of the idf within the language.
    private func factor(_ frequency: Int, _ documents: Int) -> Double {
        pow(Ranking.idf(frequency, of: documents), Ranking.rarity)
            / Ranking.xapianIDF(frequency, of: reader.documentCount)
    }

    /// How many documents there are in a language, and thereby how rare a word of it is; nil: in all.
    private func documents(in language: LanguageTag?) -> Int {
        let all = reader.documentCount
        guard let language else { return all }
        return held.first { $0.language == language }?.documents ?? all
    }
}
