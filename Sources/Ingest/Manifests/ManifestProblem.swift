import DocumentModel

/// A mistake in a manifest, or something about it that a curator should know.
package struct ManifestProblem: Sendable, Hashable, CustomStringConvertible {
    /// The manifest: the ingested folder's name and the relative path.
    package var file: String
    /// The row as in a spreadsheet: the header is row 1, and a cell of several lines is in one row.
    package var row: Int?
    /// The line as in a text editor; YAML only.
    package var line: Int?
    /// The column's heading or the key, as written in the file.
    package var column: String?
    /// One line: what is wrong, and what was expected.
    package var message: String
    package var severity: ProblemSeverity

    init(
        file: String,
        row: Int? = nil,
        line: Int? = nil,
        column: String? = nil,
        message: String,
        severity: ProblemSeverity = .warning
    ) {
        self.file = file
        self.row = row
        self.line = line
        self.column = column
        self.message = message
        self.severity = severity
    }

    /// `partners/metadata.csv, row 4, column country: 'Itly' is not a country (…); did you mean IT?`
    package var description: String {
        var place = file
        if let row { place += ", row \(row)" }
        if let line { place += ", line \(line)" }
        if let column { place += row == nil ? ", key \(column)" : ", column \(column)" }
        return "\(place): \(message)"
    }
}
