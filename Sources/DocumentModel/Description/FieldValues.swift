import Foundation

/// Turns what curators write into metadata, value by value: a wrong value is reported and ignored, the others are used.
package struct FieldValues {
    package internal(set) var metadata = Metadata()
    /// What is wrong with which field. A value that was ignored is an error, because it was meant to be used.
    package private(set) var complaints: [(field: Metadata.Field, message: String, severity: ProblemSeverity)] = []

    /// How many wrong values of one field are reported, each with what was expected. Looking that up takes time.
    private static let mostComplaints = 20

    package init() {}

    /// Parses the values of one field: those of a list, or one text that may contain several, separated by `;` or `|`.
    /// Empty texts are ignored.
    package mutating func read(_ field: Metadata.Field, _ written: [String]) {
        let texts = written.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        field.entry.read(&self, field, texts)
        for message in metadata.removeOverlong(field) { report(field, message) }
    }

    // MARK: Kinds of values

    func names(_ texts: [String]) -> [String] { unique(texts.flatMap(separated)) }

    mutating func language(_ text: String, _ field: Metadata.Field) -> LanguageTag? {
        LanguageTag(text) ?? complain(field, languageComplaint(about: text))
    }

    mutating func eqf(_ text: String, _ field: Metadata.Field) -> Int? {
        Int(text).flatMap { (1...8).contains($0) ? $0 : nil }
            ?? complain(field, "'\(text.prefix(80))' is not an EQF level; expected a whole number from 1 to 8")
    }

    mutating func year(_ text: String, _ field: Metadata.Field) -> Int? {
        yearOf(text) ?? complain(field, "'\(text.prefix(80))' is not a year; expected four digits, such as 2023")
    }

    mutating func codes<Code: ListedCode>(_ texts: [String], _ field: Metadata.Field) -> [Code] {
        var found: [Code] = []
        for text in texts.flatMap(separated) {
            // Codes have no commas, but the long names of sectors do; such a name gets one complaint, not three.
            let isName = Code.aliases[text.lowercased()] != nil
            let pieces = isName ? [text] : pieces(of: text, at: [","])
            found += pieces.compactMap { code($0, field) }
        }
        return unique(found)
    }

    mutating func code<Code: ListedCode>(_ text: String, _ field: Metadata.Field) -> Code? {
        Code(text) ?? complain(field, Code.complaint(about: text))
    }

    mutating func single(_ texts: [String], _ field: Metadata.Field) -> String? {
        if texts.count > 1 {
            note(field, "has \(texts.count) values, but only one is allowed; '\(texts[0].prefix(80))' was used")
        }
        return texts.first
    }

    /// Reports what is wrong; returns nil, so that it can be used in place of the value.
    private mutating func complain<Value>(_ field: Metadata.Field, _ message: @autoclosure () -> String) -> Value? {
        report(field, message())
        return nil
    }

    private mutating func report(_ field: Metadata.Field, _ message: @autoclosure () -> String) {
        let reported = complaints.count { $0.field == field }
        if reported < Self.mostComplaints {
            note(field, message(), .error)
        } else if reported == Self.mostComplaints {
            note(field, "more of its values are wrong; they were ignored too", .error)
        }
    }

    private mutating func note(_ field: Metadata.Field, _ message: String, _ severity: ProblemSeverity = .warning) {
        complaints.append((field, message, severity))
    }

    mutating func licence(_ text: String) -> String {
        if let identifier = Licences.identifier(for: text) { return identifier }
        let hint = Licences.nearest(to: text).map { "perhaps \($0)" } ?? "expected an identifier such as CC-BY-4.0"
        note(.licence, "'\(text.prefix(80))' is not an SPDX licence identifier; \(hint); it was kept as written")
        return text
    }
}

/// The year in `2023` or in an ISO date such as `2023-05-01`.
private func yearOf(_ text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Int($0) != nil }), let first = parts.first, first.count == 4, parts.count <= 3 else {
        return nil
    }
    return Int(first).flatMap { (1000...2199).contains($0) ? $0 : nil }
}

private func languageComplaint(about text: String) -> String {
    let wanted = text.lowercased()
    let near = didYouMean(nearest(to: wanted, among: LanguageNames.table))
    let hint = near ?? "expected a code such as de, fr or pt"
    return "'\(text.prefix(80))' is not a language code (BCP 47); \(hint)"
}

/// The names of European languages, in English and in the language itself, for suggestions.
private enum LanguageNames {
    static let table: [(String, String)] = {
        let codes = [
            "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lb", "lt", "lv",
            "mk",
            "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
        ]
        let english = Locale(identifier: "en")
        return codes.flatMap { code in
            [english, Locale(identifier: code)].compactMap { $0.localizedString(forLanguageCode: code)?.lowercased() }
                .map { ($0, code) }
        }
    }()
}

private func separated(_ text: String) -> [String] { pieces(of: text, at: [";", "|"]) }

private func pieces(of text: String, at separators: Set<Character>) -> [String] {
    text.split { separators.contains($0) }.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        .filter { !$0.isEmpty }
}

private func unique<Element: Hashable>(_ list: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return list.filter { seen.insert($0).inserted }
}
