import DocumentModel
import Encodings
import SearchService

extension DocumentResponse {
    /// The document's data, one line for each value, preceded by its name.
    /// - Parameter trouble: which part of it is not indexed, in a sentence.
    package func lines(trouble: String?) -> [String] {
        let origin = { (field: Metadata.Field) in metadata.origins[field].map { "  (\($0))" } ?? "" }
        var rows: [(String, String)] = [
            ("id", id), ("title", title + origin(.title)), ("source", source),
            ("format", format), ("type", type + origin(.type)),
            ("language", language + origin(.language)),
        ]
        for field in Metadata.Field.allCases where ![.title, .type, .language].contains(field) {
            let values = metadata.shown(field)
            if !values.isEmpty { rows.append((field.rawValue, values.joined(separator: "; ") + origin(field))) }
        }
        rows.append(("version", String(version)))
        if visibility != .public { rows.append(("visibility", visibility.rawValue)) }
        if stage != .published { rows.append(("stage", stage.rawValue)) }
        let others = translations.map { "\($0.id) (\($0.language))" }.joined(separator: "; ")
        if !others.isEmpty { rows.append(("also in", others)) }
        if let trouble { rows.append(("index", trouble)) }
        rows.append(("sections", String(sections.count)))
        return rows.map { name, value in "\(name):".padding(to: 13) + value }
            + sections.map { section in
                let place = section.locator.label ?? section.locator.number.map(String.init) ?? ""
                return "  \(section.locator.kind) \(place) [\(section.language)]"
            }
    }
}
