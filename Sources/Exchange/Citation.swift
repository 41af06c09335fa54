import Catalogue
import DocumentModel
import Encodings

/// The citation of a document.
package struct Citation {
    var authors: [String]
    var title: String
    var year: Int?
    var publisher: String?
    /// The kind of resource, in the reader's language.
    var kind: String
    /// BCP 47; nil if unknown.
    var language: String?
    var id: String
    /// The permanent link; nil if the public address of the service is not configured.
    var address: String?

    package init(
        authors: [String],
        title: String,
        year: Int? = nil,
        publisher: String? = nil,
        kind: String,
        language: String? = nil,
        id: String,
        address: String? = nil
    ) {
        (self.authors, self.title, self.year) = (authors, title, year)
        (self.publisher, self.kind, self.language) = (publisher, kind, language)
        (self.id, self.address) = (id, address)
    }

    /// A line in the style of APA (7th edition, section 9): author, date, title, publisher, address.
    package var line: String {
        let publisher = publisher.flatMap { $0.isEmpty ? nil : $0 }
        let who = authors.isEmpty ? publisher ?? "" : Self.joined(authors)
        let when = "(\(year.map(String.init) ?? "n.d."))"
        let what = "\(title) [\(kind)]"
        // An author who is also the publisher is named once.
        let from = authors.isEmpty || authors == [publisher] ? nil : publisher
        // Without an author, the title comes first.
        let parts = who.isEmpty ? [what, when, from] : [who, when, what, from]
        let sentences = parts.compactMap { $0 }.map { $0.hasSuffix(".") ? $0 : $0 + "." }
        return (sentences + [address].compactMap { $0 }).joined(separator: " ")
    }

    private static func joined(_ names: [String]) -> String {
        names.count < 2 ? names.first ?? "" : names.dropLast().joined(separator: ", ") + ", & " + (names.last ?? "")
    }

    /// An entry for BibTeX.
    package var bibTeX: String {
        var fields: [(String, String)] = []
        if !authors.isEmpty {
            fields.append(("author", authors.map { "{\(Self.escaped($0))}" }.joined(separator: " and ")))
        }
        fields.append(("title", "{\(Self.escaped(title))}"))
        if let year { fields.append(("year", String(year))) }
        if let publisher, !publisher.isEmpty { fields.append(("publisher", Self.escaped(publisher))) }
        fields.append(("howpublished", Self.escaped(kind)))
        if let language { fields.append(("language", language)) }
        if let address { fields.append(("url", address)) }
        let key = String(id.map { $0.isLetter || $0.isNumber ? $0 : "-" })
        return "@misc{\(key),\n" + fields.map { "  \($0.0) = {\($0.1)}" }.joined(separator: ",\n") + "\n}"
    }

    /// Escapes the special characters of TeX.
    private static func escaped(_ text: String) -> String {
        Encodings.escaped(text) { scalar in
            switch scalar {
            case "\\": "\\textbackslash{}"
            case "~": "\\textasciitilde{}"
            case "^": "\\textasciicircum{}"
            case "{", "}", "#", "$", "%", "&", "_": "\\\(scalar)"
            case "\r", "\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": " "
            default: nil
            }
        }
    }
}
