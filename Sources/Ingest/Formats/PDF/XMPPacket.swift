import DocumentModel

/// Adobe's metadata packet: RDF with Dublin Core.
enum XMPPacket {
    static func read(_ packet: [UInt8]) -> Metadata {
        var metadata = Metadata()
        // Simple values may be written as attributes of rdf:Description.
        let simple: Set = [
            "dc:title", "dc:description", "dc:creator", "dc:language", "dc:date", "pdf:Keywords", "xmp:CreateDate",
            "xml:lang",
        ]
        guard let root = MarkupElement.parse(packet, attributes: simple) else { return metadata }
        let descriptions = root.descendants("rdf:Description")

        func values(_ name: String) -> [String] {
            for description in descriptions {
                if let value = Descriptions.folded(description[name]) { return [value] }
                guard let element = description.first(name) else { continue }
                let items = element.descendants("rdf:li")
                let standard = items.filter { $0["xml:lang"] == "x-default" }
                let found = (standard + items.filter { $0["xml:lang"] != "x-default" }).compactMap(\.trimmedText)
                if !found.isEmpty { return found }
                if items.isEmpty, let text = element.trimmedText { return [text] }
            }
            return []
        }

        metadata.title = Descriptions.title(values("dc:title").first)
        let creators = Descriptions.unique(values("dc:creator"))
        metadata.creators = creators.count == 1 ? Descriptions.names(creators[0]) : creators
        metadata.description = values("dc:description").first
        let subjects = values("dc:subject")
        metadata.keywords = Descriptions.unique(
            subjects.isEmpty ? Descriptions.keywords(values("pdf:Keywords").first) : subjects
        )
        metadata.language = values("dc:language").lazy.compactMap { LanguageTag($0) }.first { !$0.isUndetermined }
        metadata.year = Descriptions.year(values("dc:date").first ?? values("xmp:CreateDate").first)
        return metadata
    }
}
