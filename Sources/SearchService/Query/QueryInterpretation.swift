import Index

extension QueryPlanner {
    /// What may match alone: a word, or a phrase as a whole.
    struct Alternative {
        var query: IndexQuery
        /// The inverse document frequency of the word.
        var rarity = Double.infinity
        var isFunctionWord = false
        var letters = Int.max
    }

    /// The query as interpreted in one language.
    struct Interpretation {
        var clauses: [IndexQuery] = []
        /// The indexes of the clauses with only words that no document contains.
        var missing: Set<Int> = []
        /// What may match alone if not everything is found: each word, also of `title:word` and `Lesson:word`; a phrase
        /// as a whole.
        var parts: [Alternative] = []
        var excluded: [IndexQuery] = []
        var words: [QueryTerm] = []
        var findsForms = false
        /// The words outside phrases, with the index of the clause of each and their share of the query's weight.
        var bare: [(word: String, clause: Int, weight: Double)] = []
        /// The number of words for which similar words were searched.
        var widened = 0

        /// The indexes of the clauses with more than function words.
        var substantial: Set<Int> = []
        /// The indexes of the clauses with only signs or function words, which are not required.
        var minor: Set<Int> = []
        /// Terms that stand for the current clause's word together with words beside it.
        var joined: [String] = []
        /// Whether alternatives, words in brackets and excluded words also find the values of facets that they name.
        var findsValues = false
        /// Whether what is being interpreted is one of these.
        var isInner = false
        /// These values, and the words that name them.
        var values: [MetadataQueries.Found] = []
        var naming: Set<String> = []
        /// The values that excluded words name.
        var excludedValues: [MetadataQueries.Found] = []
        /// Words similar to those that no document contains.
        var similar: [IndexQuery] = []

        /// All clauses with informative words that any document contains, or all clauses if there is none.
        func required() throws -> IndexQuery {
            // Function words alone would find almost everything.
            if substantial.isSubset(of: missing.union(minor)) { return try .and(clauses) }
            let needed = clauses.indices.filter { !missing.contains($0) && !minor.contains($0) }
            var query = try IndexQuery.and(needed.map { clauses[$0] })
            // With a similar word, the others count twice, so that these documents come first.
            if !similar.isEmpty { query = try query.preferring(.and([query, .or(similar)])) }
            return minor.isEmpty ? query : try query.preferring(.or(minor.sorted().map { clauses[$0] }))
        }

        /// The words of minor clauses are not marked, unless there is nothing else.
        mutating func unmarkMinor(_ places: [Range<Int>]) {
            guard !substantial.isSubset(of: minor) else { return }
            for place in places.joined() { words[place].terms = .word([]) }
        }
    }
}
