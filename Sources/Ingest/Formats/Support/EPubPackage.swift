import DocumentModel

/// An ePub's package document (OPF): the metadata of the book and the order of its parts.
struct EPubPackage {
    /// A file of the book.
    struct Item {
        /// Its path in the archive.
        var path: String
        var mediaType: String
        var isText: Bool {
            mediaType.hasSuffix("html+xml") || mediaType.hasSuffix("/html") || mediaType.hasSuffix("dtbook+xml")
        }
    }

    private(set) var metadata = Metadata()
    /// The reading order; nil for a part that the manifest does not list.
    private(set) var spine: [Item?] = []

    init(in archive: ZipArchive) throws(ExtractionFailure) {
        let container = MarkupElement.parse(
            try archive.require("META-INF/container.xml"),
            attributes: ["full-path", "media-type"]
        )
        guard let path = container?.descendants("ocf:rootfile").lazy.compactMap({ $0["full-path"] }).first else {
            throw .broken("META-INF/container.xml names no package document")
        }
        let attributes: Set = [
            "id", "idref", "href", "media-type", "refines", "property", "name", "content", "opf:event", "event",
            "opf:role",
        ]
        let place = ArchivePath.resolve(path, from: "")
        guard let root = MarkupElement.parse(try archive.require(place), attributes: attributes) else {
            throw .broken("\(place) is not a package document")
        }
        let description = root.first("opf:metadata") ?? root.first("metadata") ?? root
        readMetadata(description)

        var items: [String: Item] = [:]
        for item in root.descendants("opf:item") + root.descendants("item") {
            guard let id = item["id"], let href = item["href"] else { continue }
            items[id] = Item(path: ArchivePath.resolve(href, from: place), mediaType: item["media-type"] ?? "")
        }
        for reference in root.descendants("opf:itemref") + root.descendants("itemref") {
            spine.append(reference["idref"].flatMap { items[$0] })
        }
        if spine.isEmpty { throw .broken("the book has no reading order (spine)") }
    }

    private mutating func readMetadata(_ root: MarkupElement) {
        // ePub 3 adds properties to a value with <meta refines="#id" property="…">.
        var refinements: [String: [String: String]] = [:]
        for meta in root.descendants("opf:meta") {
            guard let target = meta["refines"], let property = meta["property"], let value = meta.trimmedText else {
                continue
            }
            refinements[String(target.drop { $0 == "#" }), default: [:]][property] = value
        }
        func refined(_ element: MarkupElement, _ property: String) -> String? {
            element["id"].flatMap { refinements[$0]?[property] }
        }

        let titles = root.descendants("dc:title")
        let main = titles.first { refined($0, "title-type") == "main" } ?? titles.first
        metadata.title = Descriptions.title(main?.trimmedText)
        let people = root.descendants("dc:creator")
        let order = people.enumerated().sorted { left, right in
            let place = { (item: (offset: Int, element: MarkupElement)) in
                (refined(item.element, "display-seq").flatMap { Int($0) } ?? .max, item.offset)
            }
            return place(left) < place(right)
        }
        metadata.creators = Descriptions.unique(order.compactMap { $0.element.trimmedText })
        metadata.keywords = Descriptions.unique(
            root.descendants("dc:subject").flatMap { Descriptions.keywords($0.trimmedText) }
        )
        metadata.language =
            root.descendants("dc:language").lazy.compactMap { $0.trimmedText.flatMap { LanguageTag($0) } }.first
        if let text = root.descendants("dc:description").first?.trimmedText {
            metadata.description = Descriptions.folded(text.contains("<") ? HTMLFormat.plainText(text) : text)
        }
        let dates = root.descendants("dc:date")
        let issued = dates.first { ($0["opf:event"] ?? $0["event"]) == "publication" } ?? dates.first
        metadata.year =
            Descriptions.year(issued?.trimmedText)
            ?? root.descendants("opf:meta").lazy.filter { $0["property"] == "dcterms:issued" }
            .compactMap { Descriptions.year($0.trimmedText) }.first
    }
}
