import DocumentModel

/// What `GET /v1/documents/{id}/pages/{page}` tells of a page of a PDF.
public struct PageResponse: Sendable, Codable, Equatable {
    /// The document's id.
    public var document: String
    /// Counted from 1.
    public var page: Int
    /// What is printed as its number; none where the page has no text.
    public var label: String?
    /// How many pages the document has.
    public var pages: Int
    /// In points (1/72 inch), as the page is shown.
    public var width: Double
    public var height: Double
    /// The page as a PNG, relative to the service's root.
    public var picture: String
    /// The words on this page that the search finds.
    public var matches: [Match]
    /// The pages with such words.
    public var matchingPages: [Matching]

    /// A word that matches.
    public struct Match: Sendable, Codable, Equatable {
        public var text: String
        /// Its place, one box for each line that it stands on; none where that is not known.
        public var boxes: [Box]
    }

    /// In points, from the upper left corner of the page.
    public struct Box: Sendable, Codable, Equatable {
        public var left: Double
        public var top: Double
        public var width: Double
        public var height: Double

        init(_ box: PageImage.Box) {
            (left, top) = (rounded(box.left), rounded(box.top))
            (width, height) = (rounded(box.right - box.left), rounded(box.bottom - box.top))
        }
    }

    public struct Matching: Sendable, Codable, Equatable {
        public var page: Int
        public var matches: Int
    }

    init(_ id: String, _ number: Int, _ image: PageImage, _ marks: PageMarks) {
        document = id
        page = number
        label = marks.part?.locator.label
        pages = image.pageCount
        (width, height) = (rounded(image.width), rounded(image.height))
        picture = DocumentLink.picture(id, page: number)
        matches = marks.matches.map { Match(text: $0.text, boxes: $0.boxes.map(Box.init)) }
        matchingPages = marks.pages.map { Matching(page: $0.number, matches: $0.matches) }
    }
}

/// Points are told to the hundredth.
private func rounded(_ points: Double) -> Double { (points * 100).rounded() / 100 }
