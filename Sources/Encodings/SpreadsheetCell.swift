/// Texts as cells of a CSV file for spreadsheets.
package enum SpreadsheetCell {
    /// A text that no spreadsheet takes for a formula: a text that starts like a formula gets a leading apostrophe, as
    /// OWASP recommends; spreadsheets show it as a text. A text that looks as if it was guarded already gets another one,
    /// so that ``unguarded(_:)`` restores every text exactly.
    package static func guarded(_ text: String) -> String { needsGuard(text.unicodeScalars[...]) ? "'" + text : text }

    /// Undoes ``guarded(_:)``. An apostrophe before anything but the first character of a formula is kept.
    package static func unguarded(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        return scalars.first == "'" && needsGuard(scalars[...]) ? String(scalars.dropFirst()) : cell
    }

    private static func needsGuard(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.first else { return false }
        if first == "'" { return scalars.dropFirst().first.map { $0 == "'" || isFormulaStart($0) } ?? false }
        return isFormulaStart(first)
    }

    /// Includes the full-width forms, which East Asian versions of spreadsheets treat alike.
    private static func isFormulaStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }

    /// A cell in the form of RFC 4180: quoted if it contains a separator, a line break or a quotation mark. It works by
    /// scalar: a quotation mark followed by a combining accent is one character in Swift, but still a quotation mark for
    /// programs that read the file.
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

    /// A row for spreadsheets; no cell can be taken for a formula.
    package static func row(_ cells: [String]) -> String {
        cells.map { quoted(guarded($0)) }.joined(separator: ",")
    }

    /// A file for spreadsheets. The byte order mark tells them that it is UTF-8.
    package static func table(_ columns: [String], _ rows: some Sequence<[String]>) -> String {
        "\u{FEFF}" + ([row(columns)] + rows.map(row)).map { $0 + "\r\n" }.joined()
    }
}
