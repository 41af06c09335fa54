/// A text with what a format would take for something of its own replaced, in one pass and time linear in the text's length.
///
/// It goes by scalar, as those who read the format do. By grapheme, a quotation mark with a combining accent behind it is
/// another character than a quotation mark, and would stay as it is.
/// - Parameter replacement: what stands for a scalar, empty where it is left out; nil where the scalar itself does.
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

/// A text with control and direction characters shown as signs, for terminals.
package func withoutControls(_ text: String) -> String {
    escaped(text) { scalar in
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: nil
        }
    }
}

/// A text between tags or in a quoted attribute of XML or HTML: what markup is made of is replaced.
/// - Parameter other: what stands for another scalar; nil where the scalar itself does.
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
