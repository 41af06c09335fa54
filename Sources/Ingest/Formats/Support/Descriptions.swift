import DocumentModel
import Foundation

/// Reads the metadata in files, and ignores what programs add by default.
enum Descriptions {
    /// `text` as a title; nil if it is empty, a program's default, or a file name.
    static func title(_ text: String?) -> String? {
        guard let folded = folded(text) else { return nil }
        let lower = folded.lowercased()
        if defaults.contains(lower) || programPrefixes.contains(where: lower.hasPrefix) { return nil }
        if let dot = lower.lastIndex(of: "."), fileEndings.contains(String(lower[lower.index(after: dot)...])) {
            return nil
        }
        let numbered = lower.prefix { !$0.isNumber }.trimmingCharacters(in: .whitespaces)
        if numberedDefaults.contains(numbered), lower.dropFirst(numbered.count).allSatisfy({ !$0.isLetter }) {
            return nil
        }
        return folded.contains(where: { $0.isLetter || $0.isNumber }) ? folded : nil
    }

    /// `text` with white space collapsed; nil if nothing is left.
    static func folded(_ text: String?) -> String? {
        guard let text else { return nil }
        let folded = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return folded.isEmpty ? nil : folded
    }

    /// The names of people or organisations in one field: split at semicolons, or at commas if there are three or more
    /// parts of several words each; two parts may be an organisation and its department.
    static func names(_ text: String?) -> [String] {
        guard let text = folded(text) else { return [] }
        let bySemicolon = list(text, separators: ";")
        if bySemicolon.count > 1 { return bySemicolon }
        let byComma = list(text, separators: ",").map { $0.hasPrefix("and ") ? String($0.dropFirst(4)) : $0 }
        return byComma.count > 2 && byComma.allSatisfy { $0.contains(" ") } ? byComma : [text]
    }

    /// The keywords in one field: split at semicolons, else at commas and line ends.
    static func keywords(_ text: String?) -> [String] {
        guard let text else { return [] }
        return list(text, separators: text.contains(";") ? ";\n" : ",\n")
    }

    /// The parts between `separators`, with white space collapsed, without empty and repeated ones.
    static func list(_ text: String, separators: String) -> [String] {
        unique(text.split { separators.contains($0) }.compactMap { folded(String($0)) })
    }

    static func unique(_ list: [String]) -> [String] {
        var seen: Set<String> = []
        return list.filter { seen.insert($0).inserted }
    }

    /// The first year between 1450 and 2100 in a date in any form: `2023-01-15`, `15/1/2023`, `D:20230115`.
    static func year(_ text: String?) -> Int? {
        guard let text else { return nil }
        let runs = text.split { !("0"..."9" ~= $0) }
        let plausible = 1450...2100
        for run in runs where run.count == 4 {
            if let year = Int(run), plausible.contains(year) { return year }
        }
        for run in runs where run.count > 4 {
            if let year = Int(run.prefix(4)), plausible.contains(year) { return year }
        }
        return nil
    }

    /// A licence identifier with the characters of SPDX: letters, digits, dots, pluses and hyphens.
    static func licence(_ text: String?) -> String? {
        guard let text = folded(text), text.count <= 60, text.contains(where: \.isLetter) else { return nil }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".+-".contains($0)) } ? text : nil
    }

    private static let defaults: Set<String> = [
        "untitled", "(untitled)", "(anonymous)", "title", "no title", "none", "null", "unknown",
        "powerpoint presentation",
        "powerpoint-präsentation", "présentation powerpoint", "presentación de powerpoint",
        "apresentação do powerpoint",
        "presentazione standard di powerpoint", "presentazione di powerpoint", "prezentacja programu powerpoint",
        "diapositiva 1", "sans titre", "ohne titel", "unbenannt", "senza titolo", "sin título", "sem título",
        "new document", "word document", "microsoft word document", "microsoft powerpoint presentation",
    ]
    /// With a number after them, these are defaults, too: `Document1`, `Slide 1`.
    private static let numberedDefaults: Set<String> = [
        "document", "dokument", "documento", "slide", "folie", "diapositive", "diapositiva", "untitled", "untitled-",
        "presentation", "präsentation", "presentazione", "présentation", "book", "layout",
    ]
    private static let programPrefixes = [
        "microsoft word - ", "microsoft powerpoint - ", "microsoft excel - ", "file://",
    ]
    private static let fileEndings: Set<String> = [
        "doc", "docx", "dot", "dotx", "dvi", "tex", "ps", "eps", "pdf", "ppt", "pptx", "pps", "ppsx", "xls", "xlsx",
        "odt",
        "odp", "ods", "sxw", "sxi", "rtf", "indd", "qxd", "qxp", "pmd", "p65", "pub", "fm", "cdr", "ai", "pages", "key",
        "md", "html", "htm", "xml", "wpd", "wps", "txt", "tif", "jpg", "png",
    ]
}

extension Metadata {
    /// Takes `other`'s values for missing ones; origins are ignored.
    mutating func fill(from other: Metadata) { self = filled(from: other) }
}
