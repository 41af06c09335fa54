import DocumentModel

/// HTML and XHTML: a section for each heading.
enum HTMLFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let bytes = try source.bytes()
        let declared = MarkupDeclaration.characterSet(of: bytes)
        guard let decoded = CharacterSet.decode(bytes, declared: declared, tagged: true) else {
            throw .unsupported("an unknown binary file")
        }
        var document = read(utf8: decoded.utf8, as: .html)
        if let warning = decoded.warning { document.warnings.append(warning) }
        return document
    }

    /// Reads HTML in UTF-8, whatever encoding it declares.
    static func read(utf8: [UInt8], as format: FileFormat) -> ExtractedDocument {
        let handler = MarkupText()
        MarkupParser.parseHTML(utf8, into: handler)
        let sections = handler.finish().map { part in
            Section(
                locator: .heading(path: part.path, anchor: part.anchor),
                heading: part.heading,
                text: part.text,
                declaredLanguage: part.language ?? handler.metadata.language
            )
        }
        return ExtractedDocument(format: format, metadata: handler.metadata.from("file"), sections: sections)
    }

    /// The words of a piece of HTML, such as an ePub's description.
    static func plainText(_ html: String) -> String {
        let handler = MarkupText()
        MarkupParser.parseHTML(Array(html.utf8), into: handler)
        return handler.finish().flatMap { [$0.heading, $0.text].compactMap(\.self) }.joined(separator: "\n")
    }
}
