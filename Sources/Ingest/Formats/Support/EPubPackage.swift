import DocumentModel

/// An ePub's package document (OPF): the metadata of the book, the order of its parts and its tables of contents. Names of
/// elements count in any namespace, because books of all ages differ in them.
struct EPubPackage {
    /// A file of the book.
    struct Item {
        /// Its path in the archive.
        var path: String
        /// In lower case, without parameters.
        var mediaType: String
        /// The id of the item to read if this one cannot be.
        var fallback: String?
        var properties: [Substring] = []
    }

    private(set) var metadata = Metadata()
    /// The reading order: each part with what can be read instead of it; empty for a part that the manifest does not list.
    private(set) var spine: [[Item]] = []
    private(set) var contents = EPubContents()
    private(set) var warnings: [String] = []

    private static let attributes: Set = [
        "id", "idref", "href", "media-type", "refines", "property", "properties", "name", "content", "opf:event",
        "event",
        "opf:role", "role", "fallback", "toc",
    ]
    /// Where package documents usually are, for books without a container.
    private static let usualPlaces = [
        "content.opf", "OEBPS/content.opf", "OPS/content.opf", "EPUB/content.opf", "package.opf", "EPUB/package.opf",
        "OPS/package.opf", "OEBPS/package.opf",
    ]
    private static let longestChain = 20

    init(in archive: ZipArchive) throws(ExtractionFailure) {
        let files = EPubFiles(archive: archive)
        let place = try Self.place(in: archive, files)
        let bytes = try archive.require(place)
        guard var root = MarkupElement.parse(bytes, attributes: Self.attributes) else {
            throw .broken("\(place) is not a package document")
        }
        if root.all("itemref").isEmpty, let other = MarkupElement.parseDamaged(bytes, attributes: Self.attributes),
            !other.all("itemref").isEmpty || root.all("item").isEmpty && !other.all("item").isEmpty
        {
            root = other
            warnings.append("\(place) is damaged; what could be read was read")
        }
        metadata = EPubMetadata.read(root.all("metadata").first ?? root)

        var items: [String: Item] = [:]
        var order: [Item] = []
        for element in root.all("item") {
            guard let href = element["href"] else { continue }
            let item = Item(
                path: files.find(href, from: place)?.path ?? EPubFiles.path(href, from: place),
                mediaType: Self.bare(element["media-type"]),
                fallback: element["fallback"],
                properties: (element["properties"] ?? "").split(separator: " ")
            )
            order.append(item)
            if let id = element["id"], items[id] == nil { items[id] = item }
        }
        for reference in root.all("itemref") { spine.append(Self.chain(reference["idref"], items)) }
        if spine.isEmpty {
            spine = order.filter { $0.mediaType.hasSuffix("html+xml") && !$0.properties.contains("nav") }.map { [$0] }
            warnings.append("the book has no reading order (spine); its parts are in the order of its manifest")
        }
        if spine.isEmpty { throw .broken("the book has no reading order (spine)") }
        try readContents(order, items, root.all("spine").first?["toc"], files)
    }

    private static func place(in archive: ZipArchive, _ files: EPubFiles) throws(ExtractionFailure) -> String {
        let bytes = try archive.read("META-INF/container.xml")
        let container = bytes.flatMap { MarkupElement.parse($0, attributes: ["full-path", "media-type"]) }
        let named = container?.all("rootfile").filter { $0["full-path"] != nil } ?? []
        let isPackage: (MarkupElement) -> Bool = { ($0["media-type"] ?? "").lowercased().contains("oebps-package") }
        if let path = (named.first(where: isPackage) ?? named.first)?["full-path"] {
            let usual = usualPlaces.first(where: archive.contains)
            return files.find(path, from: "")?.path ?? usual ?? EPubFiles.path(path, from: "")
        }
        if let usual = usualPlaces.first(where: archive.contains) { return usual }
        throw .broken("META-INF/container.xml \(bytes == nil ? "is missing" : "names no package document")")
    }

    /// A media type without parameters, in lower case.
    private static func bare(_ type: String?) -> String {
        let bare = (type ?? "").prefix { $0 != ";" }
        return bare.split(whereSeparator: \.isWhitespace).joined().lowercased()
    }

    /// An item and its fallbacks, each once.
    private static func chain(_ id: String?, _ items: [String: Item]) -> [Item] {
        var chain: [Item] = []
        var seen: Set<String> = []
        var next = id
        while let id = next, seen.insert(id).inserted, chain.count < longestChain, let item = items[id] {
            chain.append(item)
            next = item.fallback
        }
        return chain
    }

    private mutating func readContents(
        _ order: [Item],
        _ items: [String: Item],
        _ toc: String?,
        _ files: EPubFiles
    ) throws(ExtractionFailure) {
        func tree(_ item: Item) throws(ExtractionFailure) -> MarkupElement? {
            do {
                let attributes: Set = ["href", "src", "epub:type", "type", "role", "title", "value"]
                return try files.archive.read(item.path).flatMap { MarkupElement.parse($0, attributes: attributes) }
            } catch .broken {
                return nil  // the names of chapters are not worth losing the book
            }
        }
        if let item = order.first(where: { $0.properties.contains("nav") }), let root = try tree(item) {
            contents.read(navigation: root, at: item.path, files)
        }
        let ncx =
            toc.flatMap { items[$0] }
            ?? order.first { $0.mediaType.contains("dtbncx") || $0.path.lowercased().hasSuffix(".ncx") }
        if let ncx, let root = try tree(ncx) { contents.read(ncx: root, at: ncx.path, files) }
    }
}
