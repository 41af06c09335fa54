/// A text with the special characters of a format replaced, in one pass and linear time.
///
/// It works by scalar, as readers of the formats do. By grapheme, a quotation mark followed by a combining accent would
/// differ from a quotation mark and would not be replaced.
/// - Parameter replacement: the replacement of a scalar (empty to remove it); nil to keep the scalar.
package func escaped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    for scalar in text.unicodeScalars {
        if let replacement = replacement(scalar) {
            bytes.append(contentsOf: replacement.utf8)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar)!)  // every scalar has an encoding
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// A text in which control and bidirectional formatting characters are shown as visible symbols, for terminals.
package func withoutControls(_ text: String) -> String {
    escaped(text) { scalar in
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: nil
        }
    }
}

/// A text for use in an element or a quoted attribute of XML or HTML: special characters are escaped.
/// - Parameter other: the replacement of another scalar; nil to keep it.
package func escapedMarkup(_ text: String, _ other: (Unicode.Scalar) -> String?) -> String {
    escaped(text) { scalar in
        switch scalar {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        default: other(scalar)
        }
    }
}
