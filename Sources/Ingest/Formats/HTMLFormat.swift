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
        declared = declared ?? MarkupDeclaration.characterSet(of: bytes)
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
}
