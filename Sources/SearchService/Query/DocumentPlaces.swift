import DocumentModel
import Index

/// The places in one document that match a request, for the search within a document.
package struct DocumentPlaces: Sendable {
    /// A place with matching words.
    package struct Place: Sendable, Equatable {
        /// With an anchor, and the page of the reading view that it is on.
        package var passage: Passage
        /// The number of matching words there.
        package var count: Int
    }

    /// The number of places; a lower bound if ``isComplete`` is false.
    package var total = 0
    /// Whether all matching words were counted.
    package var isComplete = true
    /// Whether each place has all words, because some do.
    package var hasAllWords = true
    /// In reading order, from number ``first`` on; at most ``perPage``.
    package var places: [Place] = []
    /// The number of places before these.
    package var first = 0

    /// The maximum number of places on a page.
    package static let perPage = 20
}

extension SearchEngine {
    /// The places of a document with a request's words; nil if there is no such document. Filters do not matter.
    /// - Parameter first: the number of places to skip.
    /// - Throws: ``SearchInterruption``; `XapianError`.
    package func places(
        in id: String,
        _ request: SearchRequest,
        from first: Int = 0,
        deadline: SearchDeadline = .unlimited()
    ) throws -> DocumentPlaces? {
        try withContext(deadline) { context in
            guard let docid = try context.reader.find(IndexLayout.uniqueTerm(id)) else { return nil }
            let document = try StoredDocument(context.reader.data(of: docid))
            return try context.finder(for: request, in: docid).places(of: document, docid, from: first)
        }
    }
}

extension PassageFinder {
    fileprivate func places(of document: StoredDocument, _ docid: UInt32, from first: Int) throws -> DocumentPlaces {
        let found = try places(in: docid)
        var sections: [(section: Int, places: ArraySlice<Place>)] = []
        var start = 0
        while start < found.count {
            guard let section = document.section(at: found[start].position) else {
                start += 1
                continue
            }
            var end = start + 1
            while end < found.count, document.section(at: found[end].position) == section { end += 1 }
            sections.append((section, found[start..<end]))
            start = end
        }
        let complete = sections.filter { Set($0.places.lazy.map(\.word)).count == wordCount }
        var result = DocumentPlaces()
        result.hasAllWords = !complete.isEmpty
        result.isComplete = found.count < Self.maximumPlaces
        let shown = complete.isEmpty ? sections : complete
        result.total = shown.count
        result.first = min(first, max(0, shown.count - 1) / DocumentPlaces.perPage * DocumentPlaces.perPage)
        result.places = try shown.dropFirst(result.first).prefix(DocumentPlaces.perPage).map { section, places in
            var passage = try passage(of: document, section, places)
            passage.anchor = try SectionAnchors.anchor(of: section, in: document)
            if passage.page == nil { passage.page = ReadingPlace(section: section) }
            return DocumentPlaces.Place(passage: passage, count: Set(places.lazy.map(\.position)).count)
        }
        return result
    }
}
