import Index

extension QueryPlanner {
    /// What may match alone: a word, or a phrase as a whole.
    struct Alternative {
        var query: IndexQuery
        /// The inverse document frequency of the word.
        var rarity = Double.infinity
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
        /// The words outside phrases, with the index of the clause of each.
        var bare: [(word: String, clause: Int)] = []
        /// The number of words for which similar words were searched.
        var widened = 0

        /// The indexes of the clauses with more than function words.
        var substantial: Set<Int> = []
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

        /// All clauses with words that any document contains, or all if these are only function words.
        func required() throws -> IndexQuery {
            // Function words alone would find almost everything.
            if substantial.isSubset(of: missing) { return try .and(clauses) }
            let query = try IndexQuery.and(clauses.indices.filter { !missing.contains($0) }.map { clauses[$0] })
            // With a similar word, the others count twice, so that these documents come first.
            return similar.isEmpty ? query : try query.preferring(.and([query, .or(similar)]))
        }
    }
}
