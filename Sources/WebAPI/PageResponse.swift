import DocumentModel
import SearchService
import Web

/// What `GET /v1/documents/{id}/pages/{page}` tells of a page of a PDF.
package struct PageResponse: Sendable, Codable, Equatable {
    /// The document's id.
    package var document: String
    /// Counted from 1.
    package var page: Int
    /// What is printed as its number; none where the page has no text.
    package var label: String?
    /// How many pages the document has.
    package var pages: Int
    /// In points (1/72 inch), as the page is shown.
    package var width: Double
    package var height: Double
    /// The page as a PNG, relative to the service's root.
    package var picture: String
    /// The words on this page that the search finds.
    package var matches: [Match]
    /// The pages with such words.
    package var matchingPages: [Matching]

    /// A word that matches.
    package struct Match: Sendable, Codable, Equatable {
        package var text: String
        /// Its place, one box for each line that it stands on; none where that is not known.
        package var boxes: [Box]
    }

    /// In points, from the upper left corner of the page.
    package struct Box: Sendable, Codable, Equatable {
        package var left: Double
        package var top: Double
        package var width: Double
        package var height: Double

        init(_ box: PageImage.Box) {
            (left, top) = (rounded(box.left), rounded(box.top))
            (width, height) = (rounded(box.right - box.left), rounded(box.bottom - box.top))
        }
    }

    package struct Matching: Sendable, Codable, Equatable {
        package var page: Int
        package var matches: Int
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
