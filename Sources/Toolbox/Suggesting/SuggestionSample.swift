import DocumentModel
import Foundation

/// The parts of a document that suggestions are worked out from, at most about 150 kB: a book of 100 MB takes no longer
/// than a report.
struct SuggestionSample: Sendable {
    struct Piece: Sendable {
        var place: ValueSuggestion.Place
        var text: SampleText
    }

    /// What the file says about itself.
    var metadata: Metadata
    var format: FileFormat
    /// The file's name without folders and ending.
    var fileName: String
    /// The likely title: what the file says, else the first heading or line.
    var title: String?
    /// Title, file name, beginning, headings, parts of the text, end.
    var pieces: [Piece] = []
    /// The first lines, which may contain title and date.
    var firstLines: [String] = []

    static let beginning = 4000
    private static let end = 3000
    private static let headings = 8000
    /// The rest of the text, in slices that are spread evenly.
    private static let slices = 24
    private static let slice = 4000

    init(_ content: ExtractedDocument, source: String) {
        metadata = content.metadata
        format = content.format
        let name = source.split(separator: "/").last.map(String.init) ?? source
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        fileName = name.contains(".") && ending.count <= 5 ? String(name.dropLast(ending.count + 1)) : name
        let lengths = content.sections.map(\.text.utf8.count)
        let total = lengths.reduce(0, +)
        let first = Self.text(of: content, lengths, from: 0, Self.beginning)
        firstLines = first.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.prefix(40).map { $0 }
        title = TitleSuggestions.title(of: self, content)
        add(.title, title ?? "")
        add(.fileName, fileName.split { !($0.isLetter || $0.isNumber || $0 == ".") }.joined(separator: " "))
        add(.beginning, first)
        var headings = ""
        for heading in content.outline.map(\.title) + content.sections.lazy.compactMap(Self.heading) {
            if headings.utf8.count > Self.headings { break }
            headings += heading.prefix(300) + "\n"
        }
        add(.heading, headings)
        let middle = Self.beginning..<max(Self.beginning, total - Self.end)
        if middle.count <= Self.slices * Self.slice {
            add(.text, Self.text(of: content, lengths, from: middle.lowerBound, middle.count))
        } else {
            for index in 0..<Self.slices {
                let start = middle.lowerBound + (middle.count - Self.slice) * index / (Self.slices - 1)
                add(.text, Self.text(of: content, lengths, from: start, Self.slice))
            }
        }
        if total > Self.beginning {
            let start = max(Self.beginning, total - Self.end)
            add(.end, Self.text(of: content, lengths, from: start, total - start))
        }
    }

    private mutating func add(_ place: ValueSuggestion.Place, _ text: String) {
        if !text.isEmpty { pieces.append(Piece(place: place, text: SampleText(text))) }
    }

    private static func heading(of section: Section) -> String? {
        switch section.locator {
        case .heading(let path, _): section.heading ?? path.last
        case .chapter(_, let label, _): section.heading ?? label
        default: section.heading
        }
    }

    /// About `count` bytes of the texts of all sections, one after another.
    private static func text(of content: ExtractedDocument, _ lengths: [Int], from start: Int, _ count: Int) -> String {
        var result = ""
        var passed = 0
        for (section, length) in zip(content.sections, lengths) {
            let place = passed..<passed + length
            passed += length
            guard place.upperBound > start else { continue }
            guard place.lowerBound < start + count else { break }
            let utf8 = section.text.utf8
            var low = utf8.index(utf8.startIndex, offsetBy: max(0, start - place.lowerBound))
            let most = min(length, start + count - place.lowerBound) - max(0, start - place.lowerBound)
            var high = utf8.index(low, offsetBy: most)
            while low < utf8.endIndex, low.samePosition(in: section.text.unicodeScalars) == nil {
                utf8.formIndex(after: &low)
            }
            while high < utf8.endIndex, high.samePosition(in: section.text.unicodeScalars) == nil {
                utf8.formIndex(after: &high)
            }
            if low < high { result += String(section.text.unicodeScalars[low..<high]) + "\n" }
        }
        return result
    }
}

/// Collects evidence for the codes of a field.
struct EvidenceTally: Sendable {
    private struct Key: Hashable {
        var code: String
        var place: ValueSuggestion.Place
    }
    private var counts: [Key: Double] = [:]
    private var words: [Key: [String: Int]] = [:]
    private(set) var codes: Set<String> = []

    mutating func add(_ code: String, _ word: String, _ place: ValueSuggestion.Place, weight: Double = 1) {
        let key = Key(code: code, place: place)
        codes.insert(code)
        counts[key, default: 0] += weight
        if words[key]?.count ?? 0 < 50 || words[key]?[word] != nil { words[key, default: [:]][word, default: 0] += 1 }
    }

    /// The strength of a code: of each place its weight, with more occurrences counting less and less.
    func strength(_ code: String, _ weights: [ValueSuggestion.Place: Double]) -> Double {
        weights.reduce(0) { sum, weight in
            sum + weight.value * log2(1 + (counts[Key(code: code, place: weight.key)] ?? 0))
        }
    }

    /// The words that count most for a code.
    func evidence(_ code: String, _ weights: [ValueSuggestion.Place: Double]) -> [ValueSuggestion.Evidence] {
        var found: [(weight: Double, evidence: ValueSuggestion.Evidence)] = []
        for place in ValueSuggestion.Place.allCases {
            for (word, count) in words[Key(code: code, place: place)] ?? [:] {
                let evidence = ValueSuggestion.Evidence(words: String(word.prefix(100)), place: place, count: count)
                found.append(((weights[place] ?? 0) * log2(1 + Double(count)), evidence))
            }
        }
        return found.sorted { ($1.weight, $0.evidence.words) < ($0.weight, $1.evidence.words) }
            .prefix(ValueSuggestion.mostEvidence).map(\.evidence)
    }
}
