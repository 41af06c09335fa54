import DocumentModel

/// An Office Open XML file: parts in a zip archive, connected by relationships.
struct OOXMLPackage {
    /// A reference from one part to another.
    struct Relationship {
        /// The last word of the relationship's type: `slide`, `styles`, `notesSlide`.
        var kind: String
        /// The path of the part in the archive.
        var target: String
    }

    let archive: ZipArchive
    /// The path of the document's main part.
    let main: String

    init(_ archive: ZipArchive) throws(ExtractionFailure) {
        self.archive = archive
        let roots = try Self.relationships(of: "", in: archive)
        let usual = ["word/document.xml", "ppt/presentation.xml"]
        guard
            let main = roots.values.first(where: { $0.kind == "officeDocument" })?.target
                ?? usual.first(where: archive.contains)
        else {
            throw .broken("the Office file does not name its main document")
        }
        self.main = main
    }

    /// The parts that the part `path` refers to, by relationship id; empty if there are none.
    func relationships(of path: String) throws(ExtractionFailure) -> [String: Relationship] {
        try Self.relationships(of: path, in: archive)
    }

    private static func relationships(
        of path: String,
        in archive: ZipArchive
    ) throws(ExtractionFailure) -> [String: Relationship] {
        var parts = path.split(separator: "/").map(String.init)
        let name = parts.popLast() ?? ""
        let place = (parts + ["_rels", "\(name).rels"]).joined(separator: "/")
        guard let bytes = try archive.read(place) else { return [:] }
        let root = MarkupElement.parse(bytes, attributes: ["Id", "Type", "Target", "TargetMode"])
        var found: [String: Relationship] = [:]
        for item in root?.children("rel:Relationship") ?? [] where item["TargetMode"] != "External" {
            guard let id = item["Id"], let type = item["Type"], let target = item["Target"] else { continue }
            let kind = type.split(separator: "/").last.map(String.init) ?? type
            found[id] = Relationship(kind: kind, target: ArchivePath.resolve(target, from: path))
        }
        return found
    }

    /// The core properties: title, creator, subject, keywords, description, language, dates.
    func metadata() throws(ExtractionFailure) -> Metadata {
        var metadata = Metadata()
        let core = try relationships(of: "").values.first { $0.kind == "core-properties" }
        guard let bytes = try archive.read(core?.target ?? "docProps/core.xml"), let root = MarkupElement.parse(bytes)
        else {
            return metadata
        }
        metadata.title = Descriptions.title(root.first("dc:title")?.trimmedText)
        metadata.creators = OfficeProperties.creators(root.first("dc:creator")?.trimmedText)
        let description = root.first("dc:description")?.trimmedText ?? root.first("dc:subject")?.trimmedText
        metadata.description = OfficeProperties.description(description)
        metadata.keywords = Descriptions.keywords(root.first("cp:keywords")?.trimmedText)
        metadata.language = root.first("dc:language")?.trimmedText.flatMap { LanguageTag($0) }
        metadata.year = OfficeProperties.year(
            created: root.first("dcterms:created")?.trimmedText,
            modified: root.first("dcterms:modified")?.trimmedText
        )
        return metadata
    }

    /// The documents and objects embedded in a part, by its relationships.
    func embeddedFiles(_ related: [String: Relationship]) -> [EmbeddedFile] {
        var seen: Set<String> = []
        let parts = related.values.filter { $0.kind == "package" || $0.kind == "oleObject" }
        return parts.map(\.target).sorted().filter { seen.insert($0).inserted }.map { path in
            EmbeddedFile(name: path) { [archive] () throws(ExtractionFailure) in try archive.read(path) }
        }
    }
}
