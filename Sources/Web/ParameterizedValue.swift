/// A header's value of the form `value; name=value; name="value"`.
package struct ParameterizedValue {
    /// In lower case.
    package let value: String
    /// By name in lower case.
    package private(set) var parameters: [String: String] = [:]

    /// Nil if it is malformed or repeats a parameter.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        value = Self.take(&rest) { $0 != UInt8(ascii: ";") }.lowercased()
        while rest.popFirst() != nil {
            let name = Self.take(&rest) { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "=") }.lowercased()
            if name.isEmpty, rest.first != UInt8(ascii: "=") { continue }
            guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
            rest = rest.drop(while: isBlank)
            let isQuoted = rest.first == UInt8(ascii: "\"")
            guard let value = isQuoted ? Self.quoted(&rest) : Self.take(&rest, while: { $0 != UInt8(ascii: ";") }),
                parameters.updateValue(value, forKey: name) == nil
            else { return nil }
        }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, while isPart: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: isPart)
        rest = rest[taken.endIndex...]
        return trimmed(taken)
    }

    /// A backslash before any other character than a quotation mark or a backslash is kept, because some clients send
    /// paths.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        var text: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                rest = rest.drop(while: isBlank)
                return rest.isEmpty || rest.first == UInt8(ascii: ";") ? String(decoding: text, as: UTF8.self) : nil
            }
            let next = rest.first
            let isEscape = byte == UInt8(ascii: "\\") && (next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\"))
            text.append(isEscape ? rest.removeFirst() : byte)
        }
        return nil
    }
}

/// Whether a byte is an ASCII letter or digit.
package func isLetterOrDigit(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber)
}

/// Whether a byte is a space or a tab.
package func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

/// The text of some bytes, trimmed of blanks.
package func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
}
