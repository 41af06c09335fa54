/// The meaning of a table's column or of a key in `vetsearch.yaml`.
package enum FieldName: Hashable, Sendable {
    /// The file that a row describes.
    case file
    case field(Metadata.Field)

    /// Parses a heading as people write it: in any case, with spaces, hyphens or underscores, singular or plural.
    package init?(_ heading: String) {
        guard let name = Self.byFolded[Self.folded(heading)] else { return nil }
        self = name
    }

    /// Such as `'contry' is not a column; did you mean country?`
    package static func complaint(about heading: String, as what: String, orFile: Bool) -> String {
        let names = byFolded.filter { orFile || $0.value != .file }.map { ($0.key, $0.value.name) }
        let near = nearest(to: folded(heading), among: names)
        let right = (orFile ? ["file"] : []) + Metadata.Field.allCases.map(\.rawValue)
        let hint = didYouMean(near) ?? "expected one of \(right.joined(separator: ", "))"
        return "'\(heading.prefix(80))' is not a known \(what); \(hint)"
    }

    /// The name as the documentation writes it.
    package var name: String {
        switch self {
        case .file: "file"
        case .field(let field): field.rawValue
        }
    }

    private static func folded(_ heading: String) -> String {
        heading.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static let byFolded: [String: FieldName] = {
        var table: [String: FieldName] = [:]
        for spelling in ["file", "files", "filename", "filenames", "path"] { table[spelling] = .file }
        for field in Metadata.Field.allCases {
            for spelling in [field.rawValue, field.jsonName] + field.entry.spellings { table[spelling] = .field(field) }
        }
        return table
    }()
}
