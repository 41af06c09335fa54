import DocumentModel
import SearchService

/// An answer for people at a terminal.
struct HitList {
    private(set) var lines: [String] = []

    init(_ response: SearchResponse, _ request: SearchRequest, colour: Bool = Terminal.isOutputTerminal) {
        let strong = { (text: String) in colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
        let mark = { (text: String) in colour ? "\u{1B}[1;33m\(text)\u{1B}[0m" : "[\(text)]" }
        let faint = { (text: String) in colour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
        if response.total == 0 {
            lines.append("Nothing found.")
            return
        }
        let last = request.offset + response.hits.count
        let documents = response.total == 1 ? "1 document" : "\(response.total) documents"
        lines.append(
            response.hits.isEmpty
                ? "\(documents); there is nothing behind the first \(request.offset)."
                : "\(documents)"
                    + (last < response.total || request.offset > 0 ? ", \(request.offset + 1) to \(last)" : "")
        )
        if let corrected = response.query.corrected {
            lines.append(
                "Showing results for \(Terminal.harmless(corrected)); --verbatim searches for "
                    + "\(Terminal.harmless(request.text)) instead."
            )
        }
        if !response.query.concepts.isEmpty {
            let named = response.query.concepts.map { "\(Terminal.harmless($0.label)) (\(Terminal.harmless($0.id)))" }
            lines.append(
                "Also searched in other words and languages: \(named.joined(separator: ", ")); "
                    + "--without-concept takes one away."
            )
        }
        if response.query.relaxed {
            lines.append("Few or no documents have all of these words; these have some of them.")
        }
        for (number, hit) in response.hits.enumerated() {
            lines.append("")
            lines.append("\(request.offset + number + 1). \(strong(Terminal.harmless(hit.title)))")
            let facts =
                [hit.language, hit.type] + [hit.countries.joined(separator: " "), hit.year.map(String.init) ?? ""]
            lines.append(
                "   " + faint(Terminal.harmless(([hit.source] + facts.filter { !$0.isEmpty }).joined(separator: " · ")))
            )
            for passage in hit.passages {
                let text = passage.text.map { piece in
                    piece.match ? mark(Terminal.harmless(piece.text)) : Terminal.harmless(piece.text)
                }.joined()
                lines.append("   \(Self.place(passage.locator)): \(text)")
            }
            if !hit.translations.isEmpty {
                let others = hit.translations.map { "\($0.language) (\(Terminal.harmless($0.id)))" }
                lines.append("   " + faint("also in: " + others.joined(separator: ", ")))
            }
        }
    }

    private static func place(_ locator: PassageLocator) -> String {
        let label = locator.label.map(Terminal.harmless)
        return switch locator.kind {
        case "page":
            "page \(label ?? "")" + (label == locator.number.map(String.init) ? "" : " (\(locator.number ?? 0))")
        case "slide": "slide \(locator.number ?? 0)"
        case "chapter": label ?? "chapter \(locator.number ?? 0)"
        case "cue": label ?? ""
        case "text": "line \(locator.number ?? 1)"
        default: label ?? "text"
        }
    }
}
