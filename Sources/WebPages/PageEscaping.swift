import DocumentModel
import Encodings
import Mustache

/// Escapes text for use in elements and quoted attributes.
///
/// The template library escapes by grapheme: a quotation mark followed by a combining accent differs from a quotation
/// mark, is not escaped, and so would close an attribute. This one works by scalar, like browsers. It also drops
/// characters that texts do not need and browsers do not show correctly: control characters, and bidirectional overrides,
/// embeddings and isolates that would affect the text around them (directions are set with `dir`).
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

    /// The template `source` with this escaping throughout.
    ///
    /// - Throws: the library's `ParserError` if the template is malformed.
    package static func template(_ source: String) throws -> MustacheTemplate {
        _ = registered
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(name)}}" + source)
    }

    /// Templates find an escaping only by name, so it is registered once, before the first template is parsed.
    private static let registered: Void = MustacheContentTypes.register(PageEscaping(), named: name)
}
