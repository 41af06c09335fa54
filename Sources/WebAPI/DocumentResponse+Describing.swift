import Catalogue
import DocumentModel
import Index
import SearchService
import Web

extension SearchEngine {
    /// A document with its metadata from the catalogue and its sections from the index; nil if there is none.
    /// - Parameters:
    ///   - page: the range of its sections; nil: all.
    ///   - relatives: the audience for which other language versions are listed; nil: the engine's.
    package func describe(
        _ id: String,
        _ catalogue: Catalogue,
        sections page: SectionPage? = nil,
        relatives: Visibility? = nil
    ) throws -> DocumentResponse? {
        let relatives = relatives ?? audience
        guard let entry = try catalogue.document(id, seenBy: audience) else { return nil }
        let stored = try document(id)
        let total = stored?.sectionCount ?? 0
        var sections: [DocumentSection] = []
        var rest = SectionPage.mostBytes
        let wanted = page.map { min($0.offset, total)..<min($0.offset + $0.limit, total) } ?? 0..<total
        if let stored {
            for index in wanted where rest > 0 || page == nil {
                let (locator, language) = try stored.head(of: index)
                let section = DocumentSection(
                    locator: LocatorResponse(locator),
                    language: language.code,
                    url: DocumentLink.file(id, at: locator, entry.format)
                )
                rest -= section.url.utf8.count + (section.locator.label?.utf8.count ?? 0)
                sections.append(section)
            }
        }
        let end = wanted.lowerBound + sections.count
        return DocumentResponse(
            id: id,
            title: stored?.title ?? entry.metadata.title ?? entry.source,
            source: entry.source,
            language: stored?.languages.first?.code ?? "und",
            type: (entry.metadata.type ?? entry.format.defaultType).code,
            format: entry.format.rawValue,
            url: DocumentLink.file(id, at: nil),
            metadata: entry.metadata,
            sections: sections,
            sectionsTotal: total,
            sectionsNext: page.flatMap { $0.link(to: end, of: total, in: id) },
            revision: entry.sequence,
            version: entry.version,
            visibility: entry.visibility,
            stage: entry.stage,
            translationOf: try catalogue.translationOf(entry, seenBy: relatives),
            translations: try catalogue.translations(of: entry, seenBy: relatives).map { other in
                Translation(id: other, language: try self.document(other)?.languages.first?.code ?? "und")
            },
            template: entry.record.template,
            fields: entry.record.fields,
            text: entry.record.text,
            link: entry.record.link,
            parts: try catalogue.parts(of: entry.hash).enumerated().map { number, part in
                PartResponse(
                    format: part.format.rawValue,
                    language: part.language?.code,
                    size: part.size,
                    url: DocumentLink.file(id, at: nil) + "?part=\(number)"
                )
            }
        )
    }
}
