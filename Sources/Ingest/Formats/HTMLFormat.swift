import DocumentModel

/// HTML and XHTML: a section for each heading.
enum HTMLFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        var bytes = try source.bytes()
        var declared: String?
        var subject: String?
        if MIMEMessage.isWebPage(String(decoding: bytes.prefix(64 << 10), as: UTF8.self), ending: source.ending) {
            guard let message = MIMEMessage(bytes) else { throw .broken("the saved web page has no text") }
            (bytes, declared, subject) = (message.root.bytes, message.root.charset, message.subject)
        }
        declared = declared ?? declaredCharacterSet(bytes.prefix(8192))
        guard let decoded = CharacterSet.decode(bytes, declared: declared, tagged: true) else {
            throw .unsupported("an unknown binary file")
        }
        var document = read(utf8: decoded.utf8, as: .html)
        if document.metadata.title == nil, let title = Descriptions.title(subject) {
            document.metadata.title = title
            document.metadata.origins[.title] = "file"
        }
        if let warning = decoded.warning { document.warnings.append(warning) }
        return document
    }

    /// Reads HTML in UTF-8, whatever encoding it declares.
    static func read(utf8: [UInt8], as format: FileFormat) -> ExtractedDocument {
        let handler = MarkupText()
        MarkupParser.parseHTML(utf8, into: handler)
        let parts = handler.finish()
        let metadata = handler.metadata
        let sections = parts.map { part in
            Section(
                locator: .heading(path: (part.page.map { ["p. \($0)"] } ?? []) + part.path, anchor: part.anchor),
                heading: part.heading,
                text: part.text,
                declaredLanguage: part.language ?? metadata.language
            )
        }
        return ExtractedDocument(format: format, metadata: metadata.from("file"), sections: sections)
    }

    /// The words of a piece of HTML, such as an ePub's description.
    static func plainText(_ html: String) -> String {
        let handler = MarkupText(options: MarkupText.Options(readsMetadata: false))
        MarkupParser.parseHTML(Array(html.utf8), into: handler)
        return handler.finish().flatMap { [$0.heading, $0.text].compactMap(\.self) }.joined(separator: "\n")
    }

    /// The character set that `<meta charset>`, `<meta http-equiv="Content-Type">` or an XML declaration in `head`
    /// declares.
    private static func declaredCharacterSet(_ head: ArraySlice<UInt8>) -> String? {
        let handler = CharacterSetFinder()
        MarkupParser.parseHTML(Array(head), encoding: "ISO-8859-1", into: handler)
        return handler.found
    }

    private final class CharacterSetFinder: MarkupHandler {
        var found: String?

        func start(_ name: String, _ attributes: MarkupAttributes) {
            guard name == "meta", found == nil else { return }
            if let charset = attributes["charset"] {
                found = charset.trimmingWhitespace
            } else if attributes["http-equiv"]?.lowercased() == "content-type", let content = attributes["content"],
                let range = content.lowercased().firstRange(of: "charset=")
            {
                let value = content[range.upperBound...].prefix { $0 != ";" }
                found = String(value).trimmingWhitespace
            }
        }

        func end(_ name: String) {}
        func text(_ utf8: UnsafeBufferPointer<UInt8>) {}
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
