import DocumentModel
import Foundation
import SystemPackage

/// One `metadata.csv`: a row for each file.
struct TableManifest {
    /// The metadata in its rows, by file of the listing.
    private(set) var described: [FilePath: Metadata] = [:]
    private(set) var problems: [ManifestProblem] = []
    private let name: String
    private let manifest: FoundManifest
    private let folder: String
    private var missing = 0
    private var uncounted = 0
    private var severityOfUncounted = ProblemSeverity.warning

    /// Finding the nearest name compares with every file; so it is done only for the first wrong names.
    private static let mostSuggestions = 50
    /// More problems are only counted.
    private static let mostProblems = 500

    init(_ manifest: FoundManifest, among files: ListedFiles) {
        self.manifest = manifest
        folder = manifest.folder.shown
        name = manifest.name
        let source: ManifestText
        do {
            source = try ManifestText(of: manifest)
        } catch {
            problems.append(ManifestProblem(file: name, message: error.reason, severity: .error))
            return
        }
        if let guessed = source.guessed { problems.append(.guessedEncoding(guessed, in: name)) }
        let table = CSVRows(source.text)
        for problem in table.problems { note(problem.row, nil, problem.message) }
        guard let header = table.rows.first else {
            note(nil, nil, "is empty", .notice)
            return
        }
        guard let columns = readHeader(header) else { return }
        var rowOf: [FilePath: Int] = [:]
        for row in table.rows.dropFirst() { read(row, header: header.cells, columns, among: files, &rowOf) }
        if uncounted > 0 {
            let message = "there are \(uncounted) more problems; only the first \(Self.mostProblems) are shown"
            problems.append(ManifestProblem(file: name, message: message, severity: severityOfUncounted))
        }
    }

    /// The meaning of each column; nil if no column says which file a row describes.
    private mutating func readHeader(_ header: CSVRows.Row) -> [FieldName?]? {
        var columns: [FieldName?] = []
        for cell in header.cells {
            let heading = cell.trimmingCharacters(in: .whitespacesAndNewlines)
            let name = FieldName(heading)
            if name == nil, !heading.isEmpty {
                let complaint = FieldName.complaint(about: heading, as: "column", orFile: true)
                note(header.number, heading, complaint + " (column ignored)")
            } else if let name, let first = columns.firstIndex(of: name) {
                note(
                    header.number,
                    heading,
                    "occurs twice (also as '\(header.cells[first])'); the first one was used"
                )
            }
            columns.append(name.flatMap { columns.contains($0) ? nil : $0 })
        }
        guard columns.contains(.file) else {
            note(
                header.number,
                nil,
                "there is no column 'file', which says what file a row describes; the table was ignored",
                .error
            )
            return nil
        }
        return columns
    }

    private mutating func read(
        _ row: CSVRows.Row,
        header: [String],
        _ columns: [FieldName?],
        among files: ListedFiles,
        _ rowOf: inout [FilePath: Int]
    ) {
        let heading = { (name: FieldName) in columns.firstIndex(of: name).map { header[$0] } ?? name.name }
        var cells: [FieldName: String] = [:]
        for (column, cell) in zip(columns, row.cells) { if let column { cells[column] = cell } }
        let written = (cells[.file] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !written.isEmpty else {
            note(row.number, heading(.file), "the row names no file; it was skipped")
            return
        }
        let file: FoundFile
        let isExplained = problems.count < Self.mostProblems
        switch files.find(written, in: manifest, folder: folder, isExplained: isExplained) {
        case .found(let found): file = found
        case .elsewhere: return
        case .wrong(let complaint):
            note(row.number, heading(.file), complaint)
            return
        case .missing:
            missing += 1
            let near = missing > Self.mostSuggestions ? [] : files.nearest(to: written, in: manifest)
            let hint = didYouMean(near).map { "; \($0)" } ?? ""
            note(row.number, heading(.file), "there is no file '\(written)'\(hint)")
            return
        }
        if let earlier = rowOf[file.path] {
            note(
                row.number,
                heading(.file),
                "'\(written)' is already described in row \(earlier); that row was used, this one was ignored"
            )
            return
        }
        rowOf[file.path] = row.number
        let extra = row.cells.dropFirst(columns.count).filter { !$0.allSatisfy(\.isWhitespace) }
        if let first = extra.first {
            let hint = "a cell that contains a separator must be in quotation marks"
            note(row.number, nil, "'\(first)' is beyond the last column; \(hint)")
        }
        var values = FieldValues()
        for case .field(let field)? in columns { values.read(field, [cells[.field(field)] ?? ""]) }
        for complaint in values.complaints {
            note(row.number, heading(.field(complaint.field)), complaint.message, complaint.severity)
        }
        described[file.path] = values.metadata.from("\(name) row \(row.number)")
    }

    private mutating func note(
        _ row: Int?,
        _ column: String?,
        _ message: String,
        _ severity: ProblemSeverity = .warning
    ) {
        if problems.count >= Self.mostProblems {
            uncounted += 1
            if severity == .error { severityOfUncounted = .error }
            return
        }
        problems.append(ManifestProblem(file: name, row: row, column: column, message: message, severity: severity))
    }
}
