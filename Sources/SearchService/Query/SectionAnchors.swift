import DocumentModel
import Index

/// Names a document's sections for links within the reading view: `page-12`, `slide-4`, `chapter-3`, `cue-754`, `part-7`.
/// If several sections have the same name, such as the parts of a chapter, the second is `chapter-3-2`.
struct SectionAnchors {
    private enum Place: Hashable {
        case page(Int)
        case slide(Int)
        case chapter(Int)
        case cue(Int)
        case part(Int)

        /// - Parameter index: the section's index, which is used if its locator has no number.
        init(_ locator: Locator, _ index: Int) {
            self =
                switch locator {
                case .page(let number, _): .page(number)
                case .slide(let number): .slide(number)
                case .chapter(let number, _, _): .chapter(number)
                case .cue(let start, _): .cue(Int(start))
                case .heading, .text: .part(index + 1)
                }
        }

        func name(_ occurrence: Int) -> String {
            let name =
                switch self {
                case .page(let number): "page-\(number)"
                case .slide(let number): "slide-\(number)"
                case .chapter(let number): "chapter-\(number)"
                case .cue(let start): "cue-\(start)"
                case .part(let number): "part-\(number)"
                }
            return occurrence > 1 ? "\(name)-\(occurrence)" : name
        }
    }

    private var counts: [Place: Int] = [:]
    private var index = 0

    /// The name of the next section; must be called for all sections in order.
    mutating func next(_ locator: Locator) -> String {
        let place = Place(locator, index)
        pass(locator)
        return place.name(counts[place] ?? 1)
    }

    /// Skips a section whose name is not needed.
    mutating func pass(_ locator: Locator) {
        let place = Place(locator, index)
        index += 1
        // A name with the section's index is unique.
        if case .part = place { return }
        counts[place, default: 0] += 1
    }

    /// The name of one section of a document.
    static func anchor(of index: Int, in document: StoredDocument) throws -> String {
        let place = Place(try document.place(of: index), index)
        if case .part = place { return place.name(1) }
        var occurrence = 1
        for earlier in 0..<index where Place(try document.place(of: earlier), earlier) == place { occurrence += 1 }
        return place.name(occurrence)
    }
}
