import DocumentModel
import Foundation

/// The title of a document: what its file says, else its first heading or line, else its file's name.
enum TitleSuggestions {
    private static let longest = 200

    /// The title for other fields to look at.
    static func title(of sample: SuggestionSample, _ content: ExtractedDocument) -> String? {
        candidates(sample, content).first?.value
    }

    static func suggestions(_ sample: SuggestionSample, _ content: ExtractedDocument) -> [ValueSuggestion] {
        var seen: Set<String> = []
        return candidates(sample, content).filter { seen.insert(WordTable.folded($0.value)).inserted }.prefix(3).map {
            $0
        }
    }

    private static func candidates(_ sample: SuggestionSample, _ content: ExtractedDocument) -> [ValueSuggestion] {
        var found: [ValueSuggestion] = []
        func add(_ text: String?, _ source: ValueSuggestion.Source, _ place: ValueSuggestion.Place, _ score: Double) {
            guard let text = text.map(tidied), isTitle(text) else { return }
            let evidence = ValueSuggestion.Evidence(words: String(text.prefix(100)), place: place, count: 1)
            found.append(ValueSuggestion(field: .title, value: text, source: source, score: score, reasons: [evidence]))
        }
        let own = content.metadata.title
        if let own, !isDefault(own, sample) { add(own, .file, .metadata, 0.9) }
        let first = content.sections.first
        let heading: String? =
            switch first?.locator {
            case .heading(let path, _): path.first ?? first?.heading
            case .chapter(_, let label, _): first?.heading ?? label
            default: first?.heading
            }
        if content.format != .epub || own == nil { add(heading ?? content.outline.first?.title, .text, .heading, 0.7) }
        let line = sample.firstLines.first { line in
            isTitle(line) && !(line.first?.isNumber ?? false && line.allSatisfy { !$0.isLetter })
        }
        if !content.format.isTranscript { add(line, .text, .beginning, heading == nil ? 0.6 : 0.4) }
        let name = sample.fileName.split { $0 == "_" || $0 == "-" || $0 == "." || $0.isWhitespace }.joined(
            separator: " "
        )
        if let first = name.first { add(first.uppercased() + name.dropFirst(), .fileName, .fileName, 0.3) }
        return found.sorted { $0.score > $1.score }
    }

    /// Whether a title in a file was put there by a program.
    private static func isDefault(_ title: String, _ sample: SuggestionSample) -> Bool {
        let folded = WordTable.folded(title)
        let defaults = [
            "microsoft word", "microsoft powerpoint", "untitled", "unbenannt", "sans titre", "senza titolo",
            "sin titulo",
            "powerpoint presentation", "powerpoint-prasentation", "presentation powerpoint", "presentazione standard",
            "document1", "dokument1", "slide 1", "folie 1", "titel", "title", "no title", "bez nazwy", "print",
            "layout 1",
        ]
        return defaults.contains { folded == $0 || folded.hasPrefix($0 + " ") || folded.hasPrefix($0 + "-") }
            || folded == WordTable.folded(sample.fileName)
            || [".doc", ".docx", ".pdf", ".indd", ".ppt", ".pptx", ".odt", ".qxd", ".pub", ".tex"].contains {
                folded.hasSuffix($0)
            }
    }

    private static func isTitle(_ text: String) -> Bool {
        (3...longest).contains(text.count) && text.contains(where: \.isLetter) && !text.contains("://")
    }

    private static func tidied(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").trimmingCharacters(in: [
            "#", "*", " ", "\u{FEFF}",
        ])
    }
}
