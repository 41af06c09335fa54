import DocumentModel

/// The texts of the charts and diagrams that a part of an Office Open XML file refers to.
final class OfficeDrawings {
    private let package: OOXMLPackage
    private let related: [String: OOXMLPackage.Relationship]
    /// Parts that could not be read.
    private(set) var warnings: [String] = []

    init(_ related: [String: OOXMLPackage.Relationship], in package: OOXMLPackage) {
        (self.related, self.package) = (related, package)
    }

    /// The text of the chart or diagram with a relationship id, a line for each title, series, category or shape; nil if
    /// there is none.
    func text(_ id: String?) -> String? {
        guard let id, let part = related[id] else { return nil }
        guard ["chart", "chartEx", "diagramData"].contains(part.kind) else { return nil }
        do throws(ExtractionFailure) {
            guard let bytes = try package.archive.read(part.target) else {
                warnings.append("\(part.target) is missing from the archive")
                return nil
            }
            let handler = DrawingText()
            if let problem = MarkupParser.parseXML(bytes, into: handler) {
                warnings.append("\(part.target) is damaged at line \(problem.line): \(problem.message)")
            }
            // Text boxes drawn on a chart are in a part of their own.
            if part.kind == "chart" {
                for shapes in try package.relationships(of: part.target).values where shapes.kind == "chartUserShapes" {
                    guard let bytes = try package.archive.read(shapes.target) else { continue }
                    _ = MarkupParser.parseXML(bytes, into: handler)
                }
            }
            return handler.lines.isEmpty ? nil : handler.lines.joined(separator: "\n")
        } catch {
            warnings.append(error.reason)
            return nil
        }
    }
}

/// Reads the words of a chart (titles, series, categories) or of a diagram (its shapes).
private final class DrawingText: MarkupHandler {
    private(set) var lines: [String] = []
    /// Categories are repeated for each series.
    private var seen: Set<String> = []
    private var buffer = TextBuffer()
    private var inText = false
    private var skipping = 0
    /// Open elements that contain numbers or categories.
    private var values = 0
    private var numbers = 0

    /// These hold what a chart draws.
    private static let valueElements: Set<String> = ["c:val", "c:yVal", "c:bubbleSize", "c:plus", "c:minus"]
    /// These hold numbers: of the axis, if they are not in one of the above.
    private static let numberElements: Set<String> = ["c:numCache", "c:numLit", "cx:numDim"]

    func start(_ name: String, _ attributes: MarkupAttributes) {
        if skipping > 0 || name == "mc:Fallback" || name == "a:fld" {
            skipping += 1
            return
        }
        if Self.valueElements.contains(name) { values += 1 }
        if Self.numberElements.contains(name) { numbers += 1 }
        switch name {
        case "a:t": inText = true
        case "a:br": buffer.breakLine()
        case "c:v", "cx:pt", "cx:v", "c:name":
            inText = values == 0
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        switch name {
        case "a:t": inText = false
        case "a:p": flush()
        case "c:v", "cx:pt", "cx:v", "c:name":
            inText = false
            flush(once: true)
        default: break
        }
        if Self.valueElements.contains(name) { values -= 1 }
        if Self.numberElements.contains(name) { numbers -= 1 }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard inText, skipping == 0 else { return }
        buffer.append(utf8)
    }

    private func flush(once: Bool = false) {
        let line = buffer.take()
        guard !line.isEmpty else { return }
        // Of numbers only those that may be years: dates are numbers of days.
        if numbers > 0, !(line.utf8.count == 4 && line.utf8.allSatisfy { (0x30...0x39).contains($0) }) { return }
        if once, !seen.insert(line).inserted { return }
        lines.append(line)
    }
}
