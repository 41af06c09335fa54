/// Licences by their SPDX identifiers.
package enum Licences {
    /// Version 3.25 of the list at spdx.org/licenses (CC0), including deprecated identifiers, because documents keep
    /// their licences.
    static let all = String(decoding: PackageResources.spdx_licences_txt, as: UTF8.self).split(separator: "\n")
        .map(String.init)

    /// The SPDX identifier for a text in another case or with spaces: `cc by-sa 4.0` → `CC-BY-SA-4.0`. An expression
    /// (`MIT OR Apache-2.0`) and a custom reference (`LicenseRef-…`) are kept as written.
    package static func identifier(for text: String) -> String? {
        if let identifier = byFolded[folded(text)] { return identifier }
        let words = text.split { $0.isWhitespace || "()".contains($0) }.map(String.init)
        let isExpression = words.count > 1 && words.contains { ["OR", "AND", "WITH"].contains($0) }
        let isKnown = words.allSatisfy { word in
            ["OR", "AND", "WITH"].contains(word) || isReference(word) || byFolded[folded(word)] != nil
                || word.hasSuffix("-exception") || word.contains("-exception-")
        }
        return isKnown && (isExpression || isReference(text)) ? text : nil
    }

    /// The identifier that looks most like a text, if there is a similar one.
    package static func nearest(to text: String) -> String? {
        DocumentModel.nearest(to: folded(text), among: byFolded.lazy.map { ($0.key, $0.value) }, part: 4).first
    }

    private static func isReference(_ text: String) -> Bool {
        guard let name = text.split(separator: ":").last, name.hasPrefix("LicenseRef-") else { return false }
        return text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-:".utf8.contains(byte)
        }
    }

    private static func folded(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "." || $0 == "+" }
    }

    private static let byFolded: [String: String] = {
        var table = Dictionary(all.map { (folded($0), $0) }, uniquingKeysWith: { first, _ in first })
        table["cc0"] = "CC0-1.0"
        return table
    }()
}
