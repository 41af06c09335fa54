import DocumentModel

/// OpenDocument texts (ODT: a section for each heading) and presentations (ODP: a section for each slide).
enum ODFFormat {
    static func readText(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        try read(source, as: .odt)
    }

    static func readPresentation(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        try read(source, as: .odp)
    }

    private static func read(_ source: SourceFile, as format: FileFormat) throws(ExtractionFailure) -> ExtractedDocument
    {
        let archive = try ZipArchive(reading: source)
        if let bytes = try archive.read("META-INF/manifest.xml"),
            MarkupElement.parse(bytes)?.descendants("manifest:encryption-data").isEmpty == false
        {
            throw .encrypted("the OpenDocument file needs a password")
        }
        var document = ExtractedDocument(format: format, metadata: try metadata(in: archive))
        if let warning = archive.warning { document.warnings.append(warning) }
        if document.metadata.language == nil, let bytes = try archive.read("styles.xml") {
            document.metadata.language = defaultLanguage(bytes)
        }
        let handler = ODFText()
        if let problem = MarkupParser.parseXML(try archive.require("content.xml"), into: handler) {
            document.warnings.append("content.xml is damaged at line \(problem.line): \(problem.message)")
        }
        document.sections =
            format == .odp
            ? handler.slides(language: document.metadata.language)
            : handler.finish(language: document.metadata.language)
        if document.sections.isEmpty, let first = document.warnings.first { throw .broken(first) }
        document.metadata = document.metadata.from("file")
        return document
    }

    private static func metadata(in archive: ZipArchive) throws(ExtractionFailure) -> Metadata {
        var metadata = Metadata()
        guard let bytes = try archive.read("meta.xml"), let root = MarkupElement.parse(bytes)?.first("office:meta")
        else {
            return metadata
        }
        metadata.title = Descriptions.title(root.first("dc:title")?.trimmedText)
        let creator = root.first("meta:initial-creator") ?? root.first("dc:creator")
        metadata.creators = Descriptions.names(creator?.trimmedText)
        let description = root.first("dc:description")?.trimmedText
        metadata.description = Descriptions.folded(description ?? root.first("dc:subject")?.trimmedText)
        metadata.keywords = Descriptions.unique(
            root.children("meta:keyword").flatMap { Descriptions.keywords($0.trimmedText) }
        )
        metadata.language = root.first("dc:language")?.trimmedText.flatMap { LanguageTag($0) }
        let created = root.first("meta:creation-date")?.trimmedText
        metadata.year = Descriptions.year(created ?? root.first("dc:date")?.trimmedText)
        return metadata
    }

    /// The language of paragraphs that do not specify one.
    private static func defaultLanguage(_ styles: [UInt8]) -> LanguageTag? {
        let root = MarkupElement.parse(styles, attributes: ["style:family", "fo:language"])
        let defaults = root?.descendants("style:default-style") ?? []
        let ordered = defaults.filter { $0["style:family"] == "paragraph" } + defaults
        for style in ordered {
            let tag = style.first("style:text-properties")?["fo:language"]
            if let tag, tag != "none", let language = LanguageTag(tag) { return language }
        }
        return nil
    }
}
