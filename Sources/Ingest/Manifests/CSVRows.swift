import SwiftCSV

/// The rows of a spreadsheet's export, with what could not be read told row by row.
///
/// SwiftCSV does the reading; three of its ways need care, each with a test that shows it. A quotation mark inside a
/// cell that is not quoted makes it give up on the whole file, without saying where; one that is never closed makes it
/// swallow the rest of the file in silence; and an empty line is to it a row with one empty cell.
public struct CSVRows {
    public struct Row: Equatable, Sendable {
        /// As a spreadsheet counts: from 1, the header and empty rows included.
        public var number: Int
        public var cells: [String]
    }

    /// The rows with anything in them, header first.
    public private(set) var rows: [Row] = []
    /// The rows that could not be read, and why.
    public private(set) var problems: [(row: Int, message: String)] = []

    private static let mostProblems = 20

    public init(_ text: String) {
        let delimiter = CSVDelimiter.guessed(string: text)
        var rest = text[...]
        var next = 1
        while !rest.isEmpty {
            var (read, failure) = Self.read(String(rest), delimiter)
            let unclosed = failure == nil ? Self.lineOfUnclosedQuote(in: rest, read) : nil
            if unclosed != nil {
                read.removeLast()
                failure = "a quotation mark is opened and never closed; the row was left out"
            }
            for cells in read {
                if cells.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
                    rows.append(Row(number: next, cells: cells))
                }
                next += 1
            }
            guard let failure else { break }
            problems.append((next, failure))
            guard problems.count < Self.mostProblems else {
                problems.append((next + 1, "this and all further rows were left out: too many could not be read"))
                break
            }
            let broken = Self.afterLines(unclosed ?? Self.lineCount(read), of: rest)
            rest = rest[Self.afterLines(1, of: rest[broken...])...]
            next += 1
        }
        // Excel's "sep=;" in front of the header says what the guess has already seen; no spreadsheet shows it as a row.
        if let first = rows.first, first.cells[0].lowercased().hasPrefix("sep=") {
            rows.removeFirst()
            rows = rows.map { Row(number: $0.number - 1, cells: $0.cells) }
            problems = problems.map { ($0.row - 1, $0.message) }
        }
    }

    /// The rows up to the first that SwiftCSV cannot read, and why it cannot.
    private static func read(_ text: String, _ delimiter: CSVDelimiter) -> ([[String]], String?) {
        var rows: [[String]] = []
        do {
            // The empty first row keeps the initialiser, which parses the header and then the rows, out of the text.
            let csv = try EnumeratedCSV(string: "\n" + text, delimiter: delimiter, loadColumns: false, rowLimit: 0)
            try csv.enumerateAsArray(startAt: 1, rowLimit: nil) { rows.append($0) }
            return (rows, nil)
        } catch {
            return (
                rows,
                "a quotation mark stands where none may be (write \"\" for one inside a quoted cell); the row was left out"
            )
        }
    }

    /// How many lines of text these rows took: one each, and one for each line break within a cell.
    private static func lineCount(_ rows: [[String]]) -> Int {
        rows.reduce(0) { $0 + 1 + $1.reduce(0) { $0 + $1.count { isLineBreak($0) } } }
    }

    /// After how many lines the last row begins, if its quotation marks do not pair up.
    private static func lineOfUnclosedQuote(in text: Substring, _ rows: [[String]]) -> Int? {
        guard !rows.isEmpty else { return nil }
        let line = lineCount(rows.dropLast())
        let quotes = text[afterLines(line, of: text)...].count { $0 == "\"" }
        return quotes.isMultiple(of: 2) ? nil : line
    }

    /// Where the text goes on after so many lines.
    private static func afterLines(_ count: Int, of text: Substring) -> Substring.Index {
        var (index, left) = (text.startIndex, count)
        while left > 0, index < text.endIndex {
            if isLineBreak(text[index]) { left -= 1 }
            index = text.index(after: index)
        }
        return index
    }

    /// What SwiftCSV takes for the end of a row.
    private static func isLineBreak(_ character: Character) -> Bool {
        character == "\n" || character == "\r\n" || character == "\r"
    }
}
