import DocumentModel
import Index

/// Something in a document's text that the reading view is opened at, on whichever page it is.
package enum ReadingTarget: Sendable, Equatable {
    /// A section with this anchor, as in ``SectionAnchors``.
    case anchor(String)
    /// The section of a transcript at this second.
    case second(Int)

    /// Nil if the document does not have it.
    func place(in document: StoredDocument) throws -> ReadingPlace? {
        switch self {
        case .anchor(let anchor):
            var anchors = SectionAnchors()
            for index in 0..<document.sectionCount {
                let name = anchors.next(try document.place(of: index))
                if name == anchor { return ReadingPlace(section: index) }
            }
            return nil
        case .second(let second):
            // If there are several transcripts, the first one.
            var best: (start: Double, section: Int)?
            for index in 0..<document.sectionCount {
                guard case .cue(let start, _) = try document.place(of: index) else { continue }
                if Int(start) <= second, start > best?.start ?? -1 { best = (start, index) }
            }
            return best.map { ReadingPlace(section: $0.section) }
        }
    }
}
