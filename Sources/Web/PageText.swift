/// Helpers for texts from documents on pages.
package enum PageText {
    /// `text` with at most `limit` scalars, so that a title cannot fill a page.
    package static func shortened(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    /// The `dir` attribute for a text in `language`: `auto` if the language is unknown.
    package static func direction(of language: String) -> String {
        if language == "und" || language.isEmpty { return "auto" }
        return rightToLeft.contains(language) ? "rtl" : "ltr"
    }

    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
    ]

    /// The `lang` attribute for a text in `language`; empty, which means unknown in HTML, if it is unknown.
    package static func languageAttribute(of language: String) -> String { language == "und" ? "" : language }

    /// `url` if a page may link to it: a path of this service, or another site over HTTP. Nil for anything else, above
    /// all `javascript:`.
    package static func linkable(_ url: String) -> String? {
        let bytes = Array(url.utf8)
        if bytes.contains(where: { $0 <= 0x20 || $0 == 0x5C || $0 == 0x7F }) { return nil }
        if url.hasPrefix("/") { return url.hasPrefix("//") ? nil : url }
        if url.hasPrefix("v1/") { return "/" + url }
        let lowercased = url.lowercased()
        return lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://") ? url : nil
    }
}
