import Web

/// The header of a part of a form.
package struct MultipartHeader: Equatable {
    /// The form's field.
    package var name: String
    /// The file name without folders, never `.` or `..`; nil for a plain field, empty if no file was chosen. It is as the
    /// client sent it and may contain line breaks.
    package var fileName: String?
    var contentType: String?
}

extension MultipartHeader {
    /// Parses the lines between a boundary and the empty line.
    init(_ block: ArraySlice<UInt8>) throws(MultipartError) {
        guard let text = String(validating: block, as: UTF8.self) else { throw .headersNotUTF8 }
        var fields: [String: String] = [:]
        for line in text.split(whereSeparator: { $0 == "\r\n" }) {
            guard let first = line.utf8.first, !isBlank(first) else { throw .foldedHeader }
            let name = line.utf8.prefix { isLetterOrDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
            let value = line.utf8[name.endIndex...].dropFirst()
            guard !name.isEmpty, name.endIndex < line.endIndex, line.utf8[name.endIndex] == UInt8(ascii: ":"),
                value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 })
            else { throw .malformedHeader(String(line)) }
            let key = String(Substring(name)).lowercased()
            guard ["content-disposition", "content-type", "content-transfer-encoding"].contains(key) else { continue }
            // A repeated field is malformed, because it is ambiguous which one is valid.
            guard fields.updateValue(trimmed(Array(value)[...]), forKey: key) == nil else {
                throw .malformedHeader(String(line))
            }
        }
        if let encoding = fields["content-transfer-encoding"] {
            guard ["7bit", "8bit", "binary"].contains(encoding.lowercased()) else { throw .transferEncoding(encoding) }
        }
        guard let text = fields["content-disposition"] else { throw .noDisposition }
        guard let disposition = ParameterizedValue(text) else { throw .malformedHeader("Content-Disposition: \(text)") }
        guard disposition.value == "form-data" else { throw .notFormData }
        guard let name = disposition.parameters["name"] else { throw .noName }
        self.name = Self.unescaped(name)
        let plain = disposition.parameters["filename"].map(Self.unescaped)
        let extended = disposition.parameters["filename*"]
        let decoded = extended.flatMap(Self.extendedValue)
        if extended != nil, decoded == nil, plain == nil { throw .malformedHeader("Content-Disposition: \(text)") }
        fileName = (decoded ?? plain).map(Self.lastComponent)
        contentType = fields["content-type"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Without the escapes of browsers, which escape only quotation marks and line breaks.
    private static func unescaped(_ text: String) -> String {
        String(
            decoding: percentDecoded(text.utf8) { $0 == UInt8(ascii: "\"") || $0 == 0x0D || $0 == 0x0A },
            as: UTF8.self
        )
    }

    /// `UTF-8'language'text` of RFC 5987; nil in another character set, or if it is not valid text.
    private static func extendedValue(_ text: String) -> String? {
        let pieces = text.utf8.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, String(Substring(pieces[0])).lowercased() == "utf-8" else { return nil }
        let bytes = percentDecoded(pieces[2]) { _ in true }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func percentDecoded(_ text: some Collection<UInt8>, where isMeant: (UInt8) -> Bool) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            let meant = UInt8(digits.reduce(0) { $0 * 16 + $1 })
            if byte == UInt8(ascii: "%"), digits.count == 2, isMeant(meant) {
                decoded.append(meant)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }

    private static func lastComponent(_ path: String) -> String {
        let isSeparator: (UInt8) -> Bool = { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        let last =
            path.utf8.split(omittingEmptySubsequences: false, whereSeparator: isSeparator).last ?? Substring().utf8
        let name = String(Substring(last))
        return name == "." || name == ".." ? "" : name
    }
}
