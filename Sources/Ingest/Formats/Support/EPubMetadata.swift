import DocumentModel

/// The metadata in an ePub's package document: Dublin Core with the attributes of ePub 2 and the refinements of ePub 3.
enum EPubMetadata {
    /// A value's refinements: `<meta refines="#id" property="role">aut</meta>`.
    private struct Refinements {
        private var values: [String: [String: [String]]] = [:]

        init(_ metas: [MarkupElement]) {
            for meta in metas {
                guard let target = meta["refines"], let property = meta["property"],
                    let value = meta.trimmedText ?? meta["content"]
                else { continue }
                values[String(target.drop { $0 == "#" }), default: [:]][property, default: []].append(value)
            }
        }

        func all(_ property: String, of element: MarkupElement) -> [String] {
            element["id"].flatMap { values[$0]?[property] } ?? []
        }
    }

    static func read(_ root: MarkupElement) -> Metadata {
        let metas = root.all("meta")
        let refined = Refinements(metas)
        var metadata = Metadata()
        metadata.title = title(root.all("title"), refined)
        metadata.creators = creators(root, refined)
        metadata.keywords = Descriptions.unique(root.all("subject").flatMap { Descriptions.keywords($0.trimmedText) })
        metadata.language =
            root.all("language").lazy.compactMap { $0.trimmedText.flatMap { LanguageTag($0) } }.first {
                !$0.isUndetermined
            }
        if let text = root.all("description").first?.trimmedText {
            let isMarkup = text.contains("<") || text.contains("&") && text.contains(";")
            metadata.description = Descriptions.folded(isMarkup ? HTMLFormat.plainText(text) : text)
        }
        metadata.year = year(root.all("date"), metas)
        return metadata
    }

    /// The main title; not a subtitle or the name of a series.
    private static func title(_ titles: [MarkupElement], _ refined: Refinements) -> String? {
        func type(_ title: MarkupElement) -> String? { refined.all("title-type", of: title).first?.lowercased() }
        let ranked =
            titles.filter { type($0) == "main" } + titles.filter { type($0) == nil }
            + titles.filter { ["expanded", "edition"].contains(type($0)) } + titles
        return ranked.lazy.compactMap { Descriptions.title($0.trimmedText) }.first
    }

    /// The authors; others only if there is no author.
    private static func creators(_ root: MarkupElement, _ refined: Refinements) -> [String] {
        func roles(_ person: MarkupElement) -> [String] {
            (refined.all("role", of: person) + [person["opf:role"] ?? person["role"] ?? ""])
                .filter { !$0.isEmpty }.map { $0.lowercased() }
        }
        func isAuthor(_ person: MarkupElement) -> Bool { roles(person).contains { $0 == "aut" || $0 == "author" } }
        let people = root.all("creator")
        let authors = people.filter { isAuthor($0) || roles($0).isEmpty }
        let others = root.all("contributor").filter(isAuthor)
        let chosen = !authors.isEmpty ? authors : !people.isEmpty ? people : others
        let order = chosen.enumerated().sorted { left, right in
            let place = { (item: (offset: Int, element: MarkupElement)) in
                (refined.all("display-seq", of: item.element).first.flatMap { Int($0) } ?? .max, item.offset)
            }
            return place(left) < place(right)
        }
        return Descriptions.unique(order.compactMap { $0.element.trimmedText })
            .filter { !["unknown", "unbekannt", "anonymous", "n/a"].contains($0.lowercased()) }
    }

    /// The year of publication; that of the last change only if there is no other.
    private static func year(_ dates: [MarkupElement], _ metas: [MarkupElement]) -> Int? {
        func event(_ date: MarkupElement) -> String { (date["opf:event"] ?? date["event"] ?? "").lowercased() }
        func meta(_ names: String...) -> Int? {
            metas.lazy.filter { meta in names.contains { meta["property"] == $0 || meta["name"] == $0 } }
                .compactMap { Descriptions.year($0.trimmedText ?? $0["content"]) }.first
        }
        func year(_ isMeant: (String) -> Bool) -> Int? {
            dates.filter { isMeant(event($0)) }.lazy.compactMap { Descriptions.year($0.trimmedText) }.first
        }
        return year { $0.hasSuffix("publication") || $0 == "issued" } ?? meta("dcterms:issued", "dcterms.issued")
            ?? year { $0.isEmpty } ?? meta("dcterms:date", "dcterms:created", "dcterms:dateCopyrighted")
            ?? year { $0 != "modification" } ?? year { _ in true } ?? meta("dcterms:modified")
    }
}
