import Foundation

/// The rows of a spreadsheet's CSV export (RFC 4180). Rows that cannot be read are reported one by one.
///
/// The available libraries reject the whole file at the first misplaced quotation mark. This reader skips the row and
/// continues in the next line. It reads each row once, except lines of the few rows that were skipped, so the time is
/// linear in the size of the file.
package struct CSVRows {
    package struct Row: Equatable, Sendable {
        /// The row's number as in a spreadsheet: from 1, including the header and empty rows.
        package var number: Int
        package var cells: [String]
    }

    /// The limits of a table, which no table made by people reaches.
    package enum Limit {
        package static let rows = 200_000
        package static let cells = 2_000_000
        package static let columns = 500
        /// Bytes of UTF-8 in one cell.
        package static let cellBytes = 1 << 20
        /// The number of unreadable rows after which reading stops.
        static let problems = 20
    }

    /// The rows that are not empty, header first.
    package private(set) var rows: [Row] = []
    /// The rows that could not be read, and why.
    package private(set) var problems: [(row: Int, message: String)] = []

    package init(_ text: String) {
        var text = text
        text.withUTF8 { read(RowReader($0)) }
        // Excel's "sep=;" before the header states the separator, which was detected already; spreadsheets do not show it
        // as a row.
        if let first = rows.first, first.cells[0].lowercased().hasPrefix("sep=") {
            rows.removeFirst()
            for index in rows.indices { rows[index].number -= 1 }
            problems = problems.map { ($0.row - 1, $0.message) }
        }
    }

    private mutating func read(_ reader: RowReader) {
        var (reader, next, cellCount) = (reader, 1, 0)
        while !reader.isAtEnd {
            let start = reader.position
            do throws(RowFailure) {
                let cells = try reader.row()
                if cells.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
                    rows.append(Row(number: next, cells: cells))
                    cellCount += cells.count
                }
                next += 1
                guard !reader.isAtEnd else { return }
                if rows.count >= Limit.rows { return stop(before: next, "a table has at most \(Limit.rows) rows") }
                if cellCount >= Limit.cells { return stop(before: next, "a table has at most \(Limit.cells) cells") }
            } catch {
                problems.append((next, "\(error.reason); the row was skipped"))
                reader.skipLine(from: start)
                next += 1
                if problems.count >= Limit.problems { return stop(before: next, "too many rows could not be read") }
            }
        }
    }

    private mutating func stop(before row: Int, _ reason: String) {
        problems.append((row, "this and all following rows were skipped: \(reason)"))
    }
}

/// Why a row cannot be read.
private struct RowFailure: Error {
    var reason: String
}

/// Reads the rows of a table one after another from its bytes.
private struct RowReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let delimiter: UInt8
    private(set) var position = 0

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        delimiter = Self.delimiter(of: bytes)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The most frequent separator in the first non-empty line, outside quotation marks.
    private static func delimiter(of bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        let isBreak = { (byte: UInt8) in byte == lineFeed || byte == carriageReturn }
        var (counts, isQuoted) = ([0, 0, 0], false)
        for byte in bytes.drop(while: isBreak) {
            if byte == quote { isQuoted.toggle() }
            if !isQuoted, isBreak(byte) { break }
            if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        return candidates[counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0]
    }

    /// Reads the next row and the line break after it.
    mutating func row() throws(RowFailure) -> [String] {
        var cells: [String] = []
        while true {
            guard cells.count < CSVRows.Limit.columns else {
                throw RowFailure(reason: "it has more than \(CSVRows.Limit.columns) cells")
            }
            cells.append(!isAtEnd && bytes[position] == Self.quote ? try quotedCell() : try plainCell())
            guard !isAtEnd else { return cells }
            guard bytes[position] == delimiter else {
                skipLineBreak()
                return cells
            }
            position += 1
        }
    }

    private mutating func plainCell() throws(RowFailure) -> String {
        let start = position
        while !isAtEnd {
            let byte = bytes[position]
            if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            if byte == Self.quote { throw Self.strayQuote }
            position += 1
        }
        guard position - start <= CSVRows.Limit.cellBytes else { throw Self.tooLong }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Reads from an opening quotation mark to the closing one; two quotation marks stand for one.
    private mutating func quotedCell() throws(RowFailure) -> String {
        position += 1
        let start = position
        var (text, piece) = ([UInt8](), start)
        while true {
            guard let close = nextQuote(before: start + CSVRows.Limit.cellBytes) else {
                let isOpen = bytes.count - start <= CSVRows.Limit.cellBytes
                throw isOpen ? RowFailure(reason: "a quotation mark is never closed") : Self.tooLong
            }
            text += bytes[piece..<close]
            position = close + 1
            guard !isAtEnd, bytes[position] == Self.quote else { break }
            text.append(Self.quote)
            position += 1
            piece = position
        }
        let isEnded =
            isAtEnd || [delimiter, Self.lineFeed, Self.carriageReturn].contains(bytes[position])
        guard isEnded else { throw Self.strayQuote }
        return String(decoding: text, as: UTF8.self)
    }

    private func nextQuote(before end: Int) -> Int? {
        let end = min(end + 1, bytes.count)
        guard position < end, let base = bytes.baseAddress else { return nil }
        return memchr(base + position, Int32(Self.quote), end - position).map {
            UnsafeRawPointer($0) - UnsafeRawPointer(base)
        }
    }

    private mutating func skipLineBreak() {
        if bytes[position] == Self.carriageReturn { position += 1 }
        if !isAtEnd, bytes[position] == Self.lineFeed { position += 1 }
    }

    /// Continues after the first line break after `start`.
    mutating func skipLine(from start: Int) {
        position = start
        while !isAtEnd, bytes[position] != Self.lineFeed, bytes[position] != Self.carriageReturn { position += 1 }
        if !isAtEnd { skipLineBreak() }
    }

    private static let strayQuote = RowFailure(
        reason: "unexpected quotation mark (write \"\" for one inside a quoted cell)"
    )
    private static let tooLong = RowFailure(
        reason:
            "a cell is longer than \(CSVRows.Limit.cellBytes >> 20) MiB, or a quotation mark is never closed"
    )
}
