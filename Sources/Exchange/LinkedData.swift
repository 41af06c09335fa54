import Catalogue
import DocumentModel
import Encodings
import Foundation
import Web

/// Machine-readable data in a document's page: schema.org as JSON-LD, and links to related resources (Signposting).
package struct LinkedData {
    let document: CatalogueDocument
    let title: String
    /// BCP 47: the document's languages, the main one first.
    let languages: [String]
    /// The document that it is a translation of, if that is public.
    var translationOf: String?
    let links: Permalinks

    package init(
        document: CatalogueDocument,
        title: String,
        languages: [String],
        translationOf: String? = nil,
        links: Permalinks
    ) {
        (self.document, self.title, self.languages) = (document, title, languages)
        (self.translationOf, self.links) = (translationOf, links)
    }

    /// JSON that is safe in a script element: it contains no `<`.
    package var json: String {
        var members: [String: JSONValue] = [
            "@context": .string("https://schema.org"), "@type": .string(type),
            "@id": .string(links.document(document.id)),
            "url": .string(links.document(document.id)), "name": .string(title),
            "dateModified": .string(.stamp(document.changed)),
            "isAccessibleForFree": .bool(true),
        ]
        let metadata = document.metadata
        let list = { (texts: [String]) in texts.isEmpty ? nil : JSONValue.array(texts.map { .string($0) }) }
        members["description"] = metadata.description.map { .string($0) }
        members["inLanguage"] = list(languages.filter { $0 != "und" })
        members["author"] =
            metadata.creators.isEmpty
            ? nil : .array(metadata.creators.map { .object(["@type": .string("Person"), "name": .string($0)]) })
        members["keywords"] = list(metadata.keywords)
        members["about"] = list(metadata.topics.map { Topic.labels[$0.code] ?? $0.code })
        members["spatialCoverage"] = list(metadata.countries.map(\.code))
        members["datePublished"] = metadata.year.map { .string(String($0)) }
        members["license"] = licence.map { .string($0) }
        members["publisher"] = metadata.partner.map {
            .object(["@type": .string("Organization"), "name": .string($0)])
        }
        members["educationalLevel"] = metadata.eqf.map { .string("EQF \($0)") }
        members["sameAs"] = document.record.link.map { .string($0) }
        members["translationOfWork"] = translationOf.map { .object(["@id": .string(links.document($0))]) }
        if document.format != .record {
            members["encoding"] = .object([
                "@type": .string("MediaObject"), "contentUrl": .string(links.file(document.id)),
                "encodingFormat": .string(document.format.mediaType), "contentSize": .string(String(document.size)),
            ])
        }
        var writer = JSONWriter()
        writer.value(.object(members))
        return escaped(String(decoding: writer.bytes, as: UTF8.self)) { scalar in
            switch scalar {
            case "<": "\\u003c"
            case "\u{2028}": "\\u2028"
            case "\u{2029}": "\\u2029"
            default: nil
            }
        }
    }

    /// The value of the header `Link` (https://signposting.org/FAIR/).
    package var header: String {
        var header = ["<\(links.document(document.id))>; rel=\"cite-as\""]
        header.append("<https://schema.org/\(type)>; rel=\"type\"")
        if document.format != .record {
            header.append("<\(links.file(document.id))>; rel=\"item\"; type=\"\(document.format.mediaType)\"")
        }
        header.append("<\(links.json(document.id))>; rel=\"describedby\"; type=\"application/json\"")
        if let licence { header.append("<\(licence)>; rel=\"license\"") }
        return header.joined(separator: ", ")
    }

    /// The address of an SPDX licence; nil if the licence is not from SPDX.
    private var licence: String? {
        document.metadata.licence.flatMap { licence in
            let isIdentifier = licence.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "."
                    || $0 == "-"
            }
            return isIdentifier ? "https://spdx.org/licenses/\(licence)" : nil
        }
    }

    /// The schema.org class that is closest to a resource type.
    private var type: String {
        switch (document.metadata.type ?? document.format.defaultType).code {
        case "epub": "Book"
        case "presentation": "PresentationDigitalDocument"
        case "video", "webinar": "VideoObject"
        case "audio": "AudioObject"
        case "course": "Course"
        case "event": "Event"
        case "project": "Project"
        case "partner": "Organization"
        case "post": "DiscussionForumPosting"
        case "policy": "Legislation"
        case "guide": "HowTo"
        case "tool", "best-practice", "value-story", "funding-call": "CreativeWork"
        default: "DigitalDocument"
        }
    }
}
