/// The location of a passage in a document, in the terms of its format.
package enum Locator: Hashable, Sendable {
    /// A page: its number counted from 1, and its printed label (`xii`, `12`), if the file has one.
    case page(number: Int, label: String?)
    /// A slide, counted from 1.
    case slide(number: Int)
    /// A part of an ePub: its position in the spine counted from 1, its heading, and its path inside the file (with
    /// `#fragment` if the heading has one).
    case chapter(number: Int, label: String?, href: String)
    /// A range of a transcript, in seconds from the start.
    case cue(start: Double, end: Double)
    /// The headings above the text, outermost first, and the anchor of the innermost one if the file has one.
    case heading(path: [String], anchor: String?)
    /// A text without internal locations; `line` is the first line of the part, counted from 1.
    case text(line: Int)

    /// The kind in the HTTP API: page, slide, chapter, cue, heading, text.
    package var kind: String {
        switch self {
        case .page: "page"
        case .slide: "slide"
        case .chapter: "chapter"
        case .cue: "cue"
        case .heading: "heading"
        case .text: "text"
        }
    }

    /// The number in the HTTP API: page, slide or spine item from 1; start of a cue in whole seconds; line; nil for
    /// headings.
    package var number: Int? {
        switch self {
        case .page(let number, _), .slide(let number), .chapter(let number, _, _): number
        case .cue(let start, _): Int(start)
        case .heading: nil
        case .text(let line): line
        }
    }

    /// The location as shown to readers: the printed page, the heading path, the chapter, `12:34` in a transcript.
    package var label: String? {
        switch self {
        case .page(let number, let label): label ?? String(number)
        case .slide(let number): String(number)
        case .chapter(_, let label, _): label
        case .cue(let start, _): Self.clock(start)
        case .heading(let path, _): path.isEmpty ? nil : path.joined(separator: " › ")
        case .text: nil
        }
    }

    /// Seconds as `m:ss` or `h:mm:ss`.
    package static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds)
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let two = { (value: Int) in value < 10 ? "0\(value)" : String(value) }
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
    }
}
