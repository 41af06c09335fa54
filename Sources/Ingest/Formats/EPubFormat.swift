import DocumentModel

/// ePub 2 and 3: a section for each item of the spine, or for each heading inside it.
enum EPubFormat {
    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        let archive = try ZipArchive(reading: source.file)
        try refuseProtected(archive)
        let package = try EPubPackage(in: archive)
        var document = ExtractedDocument(format: .epub, metadata: package.metadata.from("file"))
        if let warning = archive.warning { document.warnings.append(warning) }
        for (index, item) in package.spine.enumerated() {
            guard let item else {
                document.warnings.append("part \(index + 1) of the book is not listed in its manifest")
                continue
            }
            guard item.isText else { continue }
            do {
                guard let bytes = try archive.read(item.path) else {
                    document.warnings.append("\(item.path) is missing from the book")
                    continue
                }
                let sections = sections(of: bytes, at: item, number: index + 1, language: package.metadata.language)
                document.sections += sections
            } catch .broken(let reason) {
                document.warnings.append(reason)
            }
        }
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        return document
    }

    private static func sections(
        of bytes: [UInt8],
        at item: EPubPackage.Item,
        number: Int,
        language: LanguageTag?
    ) -> [Section] {
        let options = MarkupText.Options(splitLevels: 1...3, dropsMargins: false)
        var handler = MarkupText(options: options)
        if MarkupParser.parseXML(bytes, into: handler) != nil {
            // Not well-formed: the HTML parser is more tolerant.
            handler = MarkupText(options: options)
            let declared = MarkupDeclaration.characterSet(of: bytes)
            let decoded = CharacterSet.decode(bytes, declared: declared, tagged: true)
            MarkupParser.parseHTML(decoded?.utf8 ?? bytes, into: handler)
        }
        let declared = handler.metadata.language ?? language
        return handler.finish().map { part in
            let href = part.anchor.map { "\(item.path)#\($0)" } ?? item.path
            return Section(
                locator: .chapter(number: number, label: part.path.last, href: href),
                heading: part.heading,
                text: part.text,
                declaredLanguage: part.language ?? declared
            )
        }
    }

    /// Throws if the book is encrypted. Encrypted fonts do not matter, because they do not protect the text.
    private static func refuseProtected(_ archive: ZipArchive) throws(ExtractionFailure) {
        if archive.contains("META-INF/license.lcpl") { throw .encrypted("the ePub is protected by Readium LCP") }
        guard let bytes = try archive.read("META-INF/encryption.xml"),
            let root = MarkupElement.parse(bytes, attributes: ["Algorithm", "URI"])
        else { return }
        let harmless = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]
        for data in root.descendants("enc:EncryptedData") {
            let algorithm = data.first("enc:EncryptionMethod")?["Algorithm"] ?? ""
            if !harmless.contains(algorithm) { throw .encrypted("the ePub is protected by digital rights management") }
        }
    }
}
