import Foundation

/// A language as a BCP 47 tag, reduced to what vetsearch distinguishes: the primary language in lower case (`it`, `nb`,
/// `zh`), or `und` if it is unknown.
package struct LanguageTag: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The primary language subtag, lower case, two or three letters.
    package let code: String

    /// The tag of a text in an unknown language.
    package static let undetermined = LanguageTag(verified: "und")

    private init(verified code: String) { self.code = code }

    /// Parses a BCP 47 tag (`it`, `pt-BR`, `zh_Hant`, `no`); nil if it is not valid.
    ///
    /// Region and script are dropped, three-letter codes are replaced by two-letter codes if there are any (`deu` → `de`),
    /// and `no` (Norwegian in general) becomes `nb`.
    package init?(_ text: some StringProtocol) {
        // Most inputs are two-letter codes already.
        if text.utf8.count == 2, case let code = String(text), code != "no", Self.known.contains(code) {
            self.code = code
            return
        }
        let primary =
            text.split(whereSeparator: { $0 == "-" || $0 == "_" }).first
            .map { $0.lowercased().trimmingCharacters(in: .whitespaces) } ?? ""
        guard (2...3).contains(primary.utf8.count), primary.utf8.allSatisfy({ (97...122).contains($0) }) else {
            return nil
        }
        if primary == "und" || primary == "mul" || primary == "zxx" {
            self = .undetermined
            return
        }
        let short = Self.twoLetter[primary] ?? primary
        code = short == "no" ? "nb" : short
        // A two-letter word that is not a language ("xx") would create an empty facet value.
        if code.utf8.count == 2, !Self.known.contains(code) { return nil }
    }

    package var isUndetermined: Bool { self == .undetermined }
    package var description: String { code }
    package static func < (left: Self, right: Self) -> Bool { left.code < right.code }

    private static let known: Set<String> = Set(
        Locale.LanguageCode.isoLanguageCodes.map(\.identifier).filter { $0.utf8.count == 2 } + ["sh"]
    )

    /// ISO 639-2 (both forms) and 639-3 codes of the languages that have two-letter ones.
    private static let twoLetter: [String: String] = {
        var table: [String: String] = [
            "ger": "de", "fre": "fr", "dut": "nl", "gre": "el", "cze": "cs", "slo": "sk", "rum": "ro", "alb": "sq",
            "arm": "hy", "baq": "eu", "chi": "zh", "geo": "ka", "ice": "is", "mac": "mk", "may": "ms", "per": "fa",
            "wel": "cy", "bur": "my", "tib": "bo", "scc": "sr", "scr": "hr", "cmn": "zh",
        ]
        for language in Locale.LanguageCode.isoLanguageCodes {
            if let three = language.identifier(.alpha3), let two = language.identifier(.alpha2) { table[three] = two }
        }
        return table
    }()
}

extension LanguageTag: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = LanguageTag(text) ?? .undetermined
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
