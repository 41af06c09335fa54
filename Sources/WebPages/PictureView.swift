import DocumentModel
import Foundation
import Index
import Localisation
import SearchService
import Web

/// The data of the view of a page: its picture with a search's words marked, and its text.
struct PictureView: Sendable {
    var request: SearchRequest
    /// Counted from 1, like `current`.
    var page: Int
    /// The current match.
    var current: Int
    var image: PageImage
    var marks: PageMarks
}

/// The part of the page with the picture.
struct PictureContext {
    /// The document as in lists of hits.
    var head: HitContext
    var backHref: String
    var readingHref: String
    var originalHref: String
    var pageOf: String
    var previousPageHref: String?
    var nextPageHref: String?
    var previousMatchHref: String?
    var nextMatchHref: String?
    /// The number of matching words here; nil if there is no search.
    var matchesText: String?
    var pictureHref: String
    var pictureName: String
    var pictureWidth: String
    var pictureHeight: String
    var boxes: [BoxContext]
    /// The page's text.
    var parts: [ReadingContext.PartContext]

    /// A mark in the picture, in the picture's units.
    struct BoxContext {
        var boxLeft: String
        var boxTop: String
        var boxWidth: String
        var boxHeight: String
        var boxCurrent: Bool
        /// The first box of the current match: the target of its link.
        var boxTarget: Bool
    }

    /// The margin of a mark around its word on each side, in points.
    private static let margin = 1.0

    init(_ view: PictureView, strings: PageStrings) {
        let (document, marks) = (view.marks.document, view.marks)
        let link = SearchLink(view.request)
        head = HitContext(
            DocumentSummary(document),
            link: link,
            labels: FacetLabels([:], strings: strings),
            strings: strings
        )
        backHref = link.href
        readingHref = link.reading(document.id, at: marks.part?.anchor, on: marks.place)
        originalHref = DocumentLink.file(document.id, at: .page(number: view.page, label: nil))
        let page = { (number: Int, match: Int?) in link.page(document.id, number, match: match) }
        pageOf = strings.page(
            marks.part?.locator.label ?? String(view.page),
            view.page,
            of: view.image.pageCount
        )
        previousPageHref = view.page > 1 ? page(view.page - 1, nil) : nil
        nextPageHref = view.page < view.image.pageCount ? page(view.page + 1, nil) : nil

        let current = min(view.current, marks.matches.count)
        let before = marks.pages.last { $0.number < view.page }
        let after = marks.pages.first { $0.number > view.page }
        previousMatchHref = current > 1 ? page(view.page, current - 1) : before.map { page($0.number, $0.matches) }
        nextMatchHref =
            current < marks.matches.count ? page(view.page, current + 1) : after.map { page($0.number, 1) }
        matchesText = view.request.text.isEmpty ? nil : strings.matchesOnPage(marks.matches.count)

        pictureHref = DocumentLink.picture(document.id, page: view.page)
        pictureName = strings.pagePicture(marks.part?.locator.label ?? String(view.page))
        let size = { (points: Double) in String(format: "%.2f", points) }
        (pictureWidth, pictureHeight) = (size(view.image.width), size(view.image.height))
        boxes = marks.matches.enumerated().flatMap { index, match in
            match.boxes.enumerated().map { line, box in
                BoxContext(
                    boxLeft: size(box.left - Self.margin),
                    boxTop: size(box.top - Self.margin),
                    boxWidth: size(box.right - box.left + 2 * Self.margin),
                    boxHeight: size(box.bottom - box.top + 2 * Self.margin),
                    boxCurrent: index + 1 == current,
                    boxTarget: index + 1 == current && line == 0
                )
            }
        }
        parts =
            marks.part.map { part in
                var part = ReadingContext.PartContext(part, document, link: link, strings: strings)
                (part.partPictureHref, part.partPictureName) = (nil, nil)
                return [part]
            } ?? []
    }
}
