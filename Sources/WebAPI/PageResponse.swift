import DocumentModel
import SearchService
import Web

/// The response of `GET /v1/documents/{id}/pages/{page}`: a page of a PDF.
package struct PageResponse: Sendable, Codable, Equatable {
    /// The document's id.
    package var document: String
    /// Counted from 1.
    package var page: Int
    /// The printed page number; none if the page has no text.
    package var label: String?
    /// The number of pages of the document.
    package var pages: Int
    /// In points (1/72 inch), as the page is shown.
    package var width: Double
    package var height: Double
    /// The page as a PNG, relative to the service's root.
    package var picture: String
    /// The matching words on this page.
    package var matches: [Match]
    /// The pages with matching words.
    package var matchingPages: [Matching]

    /// A matching word.
    package struct Match: Sendable, Codable, Equatable {
        package var text: String
        /// Its boxes, one for each line; empty if unknown.
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

/// Points are rounded to hundredths.
private func rounded(_ points: Double) -> Double { (points * 100).rounded() / 100 }
