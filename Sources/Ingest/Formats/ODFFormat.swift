import DocumentModel

/// OpenDocument texts (ODT: a section for each heading, the text of headers and footers at the end) and presentations
/// (ODP: a section for each slide).
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
        var damage = [archive.warning].compactMap(\.self)

        let objects = ODFObjects(in: archive)
        var references = ODFText.References()
        references.declared = document.metadata.language
        references.object = objects.read
        let styles = try archive.read("styles.xml")
        references.styles = ODFStyles(styles)
        let margins = ODFText(references, isStyles: true)
        if let styles { _ = MarkupParser.parseXML(styles, into: margins) }

        let handler = ODFText(references, margins: format == .odp ? margins.margins : [])
        if let problem = MarkupParser.parseXML(try archive.require("content.xml"), into: handler) {
            damage.append("content.xml is damaged at line \(problem.line): \(problem.message)")
        }
        document.warnings += damage + objects.warnings
        if handler.hasHidden { document.warnings.append("hidden text in the document was left out") }
        let language = handler.languages.language(declared: document.metadata.language)
        if format == .odp {
            document.sections = handler.slides(language: language)
        } else {
            document.metadata.title = document.metadata.title ?? Descriptions.title(handler.title)
            document.sections = handler.finish(language: language)
            var lines = PageMargins(known: handler.headings + [document.metadata.title].compactMap(\.self))
            for margin in margins.margins { lines.add(margin.text) }
            document.sections += lines.section(language: language)
        }
        document.metadata.language = language
        document.metadata = document.metadata.from("file")
        let embedded = (handler.foreignObjects + objects.others).map { path in
            EmbeddedFile(name: path) { () throws(ExtractionFailure) in
                try archive.read(ArchivePath.resolve(path, from: ""))
            }
        }
        try EmbeddedFiles.append(embedded, to: &document, inside: source)
        if document.sections.isEmpty, let first = damage.first { throw .broken(first) }
        return document
    }

    private static func metadata(in archive: ZipArchive) throws(ExtractionFailure) -> Metadata {
        var metadata = Metadata()
        guard let bytes = try archive.read("meta.xml"), let root = MarkupElement.parse(bytes)?.first("office:meta")
        else {
            return metadata
        }
        metadata.title = Descriptions.title(root.first("dc:title")?.trimmedText)
        for name in ["meta:initial-creator", "dc:creator"] where metadata.creators.isEmpty {
            metadata.creators = OfficeProperties.creators(root.first(name)?.trimmedText)
        }
        let description = root.first("dc:description")?.trimmedText
        metadata.description = OfficeProperties.description(description ?? root.first("dc:subject")?.trimmedText)
        metadata.keywords = Descriptions.unique(
            root.children("meta:keyword").flatMap { Descriptions.keywords($0.trimmedText) }
        )
        metadata.language = root.first("dc:language")?.trimmedText.flatMap { LanguageTag($0) }
        metadata.year = OfficeProperties.year(
            created: root.first("meta:creation-date")?.trimmedText,
            modified: root.first("dc:date")?.trimmedText
        )
        return metadata
    }
}

/// Reads the objects of an OpenDocument file when its text refers to them.
private final class ODFObjects {
    private let archive: ZipArchive
    private(set) var warnings: [String] = []
    /// The paths of files in other formats.
    private(set) var others: [String] = []

    init(in archive: ZipArchive) { self.archive = archive }

    func read(_ path: String) -> ODFObject? {
        do throws(ExtractionFailure) {
            if let object = try ODFObject.read(path, in: archive) { return object }
            if archive.contains(ArchivePath.resolve(path, from: "")) { others.append(path) }
        } catch {
            warnings.append(error.reason)
        }
        return nil
    }
}
