import DocumentModel
import Encodings
import Mustache

/// Makes text safe between tags and in quoted attributes.
///
/// The template library's own escaping goes by grapheme: a quotation mark with a combining accent behind it is another
/// character than a quotation mark and would pass as it is, and so would close an attribute. This one goes by scalar, as a
/// browser reads. It also drops what no text needs and no browser shows as meant: control characters, and the bidirectional
/// overrides, embeddings and isolates that would turn around what stands next to them (directions come from `dir`).
package struct PageEscaping: MustacheContentType {
    /// Its name in templates.
    static let name = "VETSEARCH-PAGE"

    package func escapeText(_ text: String) -> String {
        escapedMarkup(text) { scalar in
            switch scalar {
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
