/// Texts as cells of a CSV file that spreadsheets open.
package enum SpreadsheetCell {
    /// A text that no spreadsheet takes for a formula: one that begins with a sign that starts a formula gets an apostrophe before
    /// it, as OWASP recommends, which spreadsheets show as a text. So does one that looks as if it had been guarded already, so
    /// that ``unguarded(_:)`` gives back every text as it was.
    package static func guarded(_ text: String) -> String { needsGuard(text.unicodeScalars[...]) ? "'" + text : text }

    /// The text that ``guarded(_:)`` made a cell of. An apostrophe before anything but a formula's first sign stays.
    package static func unguarded(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        return scalars.first == "'" && needsGuard(scalars[...]) ? String(scalars.dropFirst()) : cell
    }

    private static func needsGuard(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.first else { return false }
        if first == "'" { return scalars.dropFirst().first.map { $0 == "'" || isFormulaStart($0) } ?? false }
        return isFormulaStart(first)
    }

    /// Also in their full-width forms, which East Asian versions take for the same.
    private static func isFormulaStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }

    /// A cell as RFC 4180 writes it, in quotation marks where it holds a separator, a line's end or a quotation mark. Goes by
    /// scalar: a quotation mark with an accent behind it is one character, and is still a quotation mark to who reads the file.
    package static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { !",;\"\n\r".utf8.contains($0) }
        if isPlain { return text }
        let mark = UInt8(ascii: "\"")
        var bytes = [mark]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            if byte == mark { bytes.append(mark) }
            bytes.append(byte)
        }
        bytes.append(mark)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A row as spreadsheets read it: no cell is taken for a formula.
    package static func row(_ cells: [String]) -> String {
        cells.map { quoted(guarded($0)) }.joined(separator: ",")
    }
}
