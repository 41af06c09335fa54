/// What a column of a table or a key of folder defaults is about.
package enum FieldName: Hashable, Sendable {
    /// The file that a row describes.
    case file
    case field(Metadata.Field)

    /// Reads a heading as people write it: in any case, with spaces, hyphens or underscores, in the plural.
    package init?(_ heading: String) {
        guard let name = Self.byFolded[Self.folded(heading)] else { return nil }
        self = name
    }

    /// `'contry' is no column; did you mean country?`
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
        var table: [String: FieldName] = ["file": .file]
        for field in Metadata.Field.allCases { table[field.rawValue] = .field(field) }
        let others: [(FieldName, [String])] = [
            (.file, ["files", "filename", "filenames", "path"]),
            (.field(.title), ["titles"]),
            (.field(.description), ["descriptions", "abstract", "summary"]),
            (.field(.creator), ["creators", "author", "authors"]),
            (.field(.keyword), ["keywords", "tag", "tags"]),
            (.field(.country), ["countries"]),
            (.field(.sector), ["sectors", "nace"]),
            (.field(.topic), ["topics"]),
            (.field(.type), ["types", "resourcetype"]),
            (.field(.language), ["languages", "lang"]),
            (.field(.eqf), ["eqflevel", "level"]),
            (.field(.year), ["years", "yearofissue", "issued"]),
            (.field(.licence), ["licences", "license", "licenses"]),
            (.field(.partner), ["partners", "organisation", "organization"]),
        ]
        for (name, spellings) in others {
            for spelling in spellings { table[spelling] = name }
        }
        return table
    }()
}
