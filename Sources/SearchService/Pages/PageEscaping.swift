import DocumentModel
import Mustache

/// Makes text safe between tags and in quoted attributes.
///
/// The template library's own escaping goes by grapheme: a quotation mark with a combining accent behind it is another
/// character than a quotation mark and would pass as it is, and so would close an attribute. This one goes by scalar, as a
/// browser reads. It also drops what no text needs and no browser shows as meant: control characters, and the bidirectional
/// overrides, embeddings and isolates that would turn around what stands next to them (directions come from `dir`).
struct PageEscaping: MustacheContentType {
    /// Its name in templates.
    static let name = "VETSEARCH-PAGE"

    func escapeText(_ text: String) -> String {
        escaped(text) { scalar in
            switch scalar {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "\"": "&quot;"
            case "'": "&#39;"
            case "\t", "\n": nil
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": " "
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": ""
            default: nil
            }
        }
    }

    /// The template `source` with this escaping for all of it.
    ///
    /// - Throws: the library's `ParserError` if the template is not well formed.
    static func template(_ source: String) throws -> MustacheTemplate {
        _ = registered
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(name)}}" + source)
    }

    /// Templates find an escaping by name only, so it is registered once, before the first is read.
    private static let registered: Void = MustacheContentTypes.register(PageEscaping(), named: name)
}

/// Small decisions about text that comes from documents.
enum PageText {
    /// `text` with at most `limit` scalars: no title may fill a page.
    static func shortened(_ text: String, to limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }

    /// The `dir` of a text in `language`: known for what is known, worked out by the browser where nobody knows.
    static func direction(of language: String) -> String {
        if language == "und" || language.isEmpty { return "auto" }
        return rightToLeft.contains(language) ? "rtl" : "ltr"
    }

    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
    ]

    /// The `lang` of a text in `language`; empty, which HTML reads as unknown, where nobody knows.
    static func languageAttribute(of language: String) -> String { language == "und" ? "" : language }

    /// `url` if a page may link to it: a path of this service, or another site over HTTP. Anything else, `javascript:`
    /// first of all, is nil.
    static func linkable(_ url: String) -> String? {
        let bytes = Array(url.utf8)
        if bytes.contains(where: { $0 <= 0x20 || $0 == 0x5C || $0 == 0x7F }) { return nil }
        if url.hasPrefix("/") { return url.hasPrefix("//") ? nil : url }
        if url.hasPrefix("v1/") { return "/" + url }
        let lowercased = url.lowercased()
        return lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://") ? url : nil
    }
}
