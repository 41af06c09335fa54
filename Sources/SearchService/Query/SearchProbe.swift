import DocumentModel
import Index

extension SearchContext {
    /// Whether a document has all of a text's words, in any form, or other names of the concepts that they name. False if
    /// the time is up.
    /// - Parameter preferred: the languages that the reader prefers, best first.
    func finds(_ text: String, preferred: [LanguageTag]) throws -> Bool {
        var request = SearchRequest(text: text)
        request.preferredLanguages = preferred
        let plan = try plan(reduced(request).0)
        guard let words = plan.all, !deadline.cutsShort() else { return false }
        var options = IndexSearchOptions()
        (options.limit, options.countsAll) = (1, false)
        options.isOver = { [deadline] in deadline.cutsShort() }
        return try !reader.search(complete(words, plan, [:], except: nil), options).hits.isEmpty
    }
}
