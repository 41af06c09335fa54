import Catalogue
import DocumentModel
import Foundation
import Index
import SearchService
import Web

/// Answers harvesters: OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html) for public documents, with
/// Dublin Core, deletions that are kept forever, and resumption tokens that survive changes.
package struct HarvestProvider {
    let catalogue: Catalogue
    /// The public engine, which has titles and languages that are not in the metadata.
    let engine: SearchEngine
    let links: Permalinks
    let adminEmail: String
    var pageSize = 100
    /// The size in bytes after which a page ends before it has ``pageSize`` records; it has at least one.
    static let pageBytes = 2_000_000
    /// The maximum length of one value of a record, in characters; the document's own page has the complete value.
    static let longestValue = 100_000

    private static let format = "oai_dc"
    private static let namespace = "http://www.openarchives.org/OAI/2.0/"

    /// A protocol error, which is returned as a document.
    private struct Failure: Error {
        var code: String
        var message: String
    }

    /// The response to the given arguments, in their original order.
    func answer(_ arguments: [(name: String, value: String)], now: Date = Date()) throws -> String {
        var request: [(String, String)] = []
        let content: XMLElement
        do {
            let (verb, values) = try Self.read(arguments)
            let result = try answer(verb, values)
            request = [("verb", verb)] + values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            content = result
        } catch let failure as Failure {
            // Invalid arguments are not repeated in the response (3.6 of the protocol).
            let isRepeated = failure.code != "badVerb" && failure.code != "badArgument"
            if isRepeated { request = arguments.map { ($0.name, $0.value) } }
            content = XMLElement("error", [("code", failure.code)], text: failure.message)
        }
        return XMLElement(
            "OAI-PMH",
            [
                ("xmlns", Self.namespace), ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                ("xsi:schemaLocation", "\(Self.namespace) http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"),
            ],
            [
                XMLElement("responseDate", text: .stamp(now)),
                XMLElement("request", request, text: links.root + "/oai"), content,
            ]
        ).document
    }

    // MARK: Arguments

    private static let allowed: [String: (needed: Set<String>, possible: Set<String>)] = [
        "Identify": ([], []), "ListMetadataFormats": ([], ["identifier"]), "ListSets": ([], ["resumptionToken"]),
        "GetRecord": (["identifier", "metadataPrefix"], []),
        "ListIdentifiers": (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]),
        "ListRecords": (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]),
    ]

    private static func read(_ arguments: [(name: String, value: String)]) throws -> (String, [String: String]) {
        let verbs = arguments.filter { $0.name == "verb" }
        guard verbs.count == 1, let verb = verbs.first?.value, let (needed, possible) = allowed[verb] else {
            let verbs = allowed.keys.sorted().joined(separator: ", ")
            throw Failure(code: "badVerb", message: "expected exactly one verb of \(verbs)")
        }
        var values: [String: String] = [:]
        for (name, value) in arguments where name != "verb" {
            guard needed.contains(name) || possible.contains(name) else {
                throw Failure(code: "badArgument", message: "\(verb) does not take the argument '\(name.prefix(60))'")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Failure(code: "badArgument", message: "the argument '\(name)' occurs twice")
            }
        }
        if values["resumptionToken"] != nil {
            guard values.count == 1 else {
                throw Failure(code: "badArgument", message: "resumptionToken must be the only argument")
            }
        } else if let missing = needed.sorted().first(where: { values[$0] == nil }) {
            throw Failure(code: "badArgument", message: "\(verb) needs the argument '\(missing)'")
        }
        return (verb, values)
    }

    /// A date or a time in UTC, as seconds since 1970; for the end of a range, the end of the day.
    private static func moment(_ text: String, isEnd: Bool) throws -> (seconds: Int64, isDay: Bool) {
        let form = /([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?/
        guard let match = text.wholeMatch(of: form),
            let date = try? Date(String(match.1) + (match.2.map(String.init) ?? "T00:00:00Z"), strategy: .iso8601),
            date.formatted(.iso8601).hasPrefix(match.1)
        else {
            throw Failure(
                code: "badArgument",
                message: "'\(text.prefix(40))' is not a date; expected 2026-05-01 or 2026-05-01T09:30:00Z"
            )
        }
        let isDay = match.2 == nil
        return (Int64(date.timeIntervalSince1970) + (isDay && isEnd ? 86_399 : 0), isDay)
    }

    // MARK: Verbs

    private func answer(_ verb: String, _ values: [String: String]) throws -> XMLElement {
        switch verb {
        case "Identify": return try identify()
        case "ListSets": throw Failure(code: "noSetHierarchy", message: "this repository has no sets")
        case "ListMetadataFormats":
            if let identifier = values["identifier"] { _ = try document(identifier) }
            return XMLElement(
                verb,
                [],
                [
                    XMLElement(
                        "metadataFormat",
                        [],
                        [
                            XMLElement("metadataPrefix", text: Self.format),
                            XMLElement("schema", text: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"),
                            XMLElement("metadataNamespace", text: "http://www.openarchives.org/OAI/2.0/oai_dc/"),
                        ]
                    )
                ]
            )
        case "GetRecord":
            let found = try document(values["identifier"] ?? "")
            try checkFormat(values["metadataPrefix"])
            return XMLElement(verb, [], [try record(found)])
        default: return try list(verb, values)
        }
    }

    private func identify() throws -> XMLElement {
        XMLElement(
            "Identify",
            [],
            [
                XMLElement("repositoryName", text: "vetsearch"), XMLElement("baseURL", text: links.root + "/oai"),
                XMLElement("protocolVersion", text: "2.0"), XMLElement("adminEmail", text: adminEmail),
                XMLElement("earliestDatestamp", text: .stamp(try catalogue.harvest.earliestStamp())),
                XMLElement("deletedRecord", text: "persistent"),
                XMLElement("granularity", text: "YYYY-MM-DDThh:mm:ssZ"),
            ]
        )
    }

    private func list(_ verb: String, _ values: [String: String]) throws -> XMLElement {
        var (from, until, place): (Int64?, Int64?, HarvestPlace?) = (nil, nil, nil)
        if let text = values["resumptionToken"] {
            guard let token = ResumptionToken(text) else {
                throw Failure(code: "badResumptionToken", message: "this token was not issued by this repository")
            }
            (from, until, place) = (token.from, token.until, token.place)
        } else {
            let first = try values["from"].map { try Self.moment($0, isEnd: false) }
            let last = try values["until"].map { try Self.moment($0, isEnd: true) }
            if let first, let last {
                guard first.isDay == last.isDay else {
                    throw Failure(code: "badArgument", message: "from and until must have the same granularity")
                }
                guard first.seconds <= last.seconds else {
                    throw Failure(code: "badArgument", message: "from is later than until")
                }
            }
            try checkFormat(values["metadataPrefix"])
            guard values["set"] == nil else {
                throw Failure(code: "noSetHierarchy", message: "this repository has no sets")
            }
            (from, until) = (first?.seconds, last?.seconds)
        }
        // One more than a page, to find out whether there is another.
        let found = try catalogue.harvest.documents(from: from, until: until, after: place, limit: pageSize + 1)
        // Also after a token, if all remaining documents have changed meanwhile and are now after the end of the range.
        guard !found.isEmpty else {
            throw Failure(code: "noRecordsMatch", message: "nothing changed in that time")
        }
        var children: [XMLElement] = []
        var size = 0
        for document in found.prefix(pageSize) where size < Self.pageBytes {
            let child = verb == "ListRecords" ? try record(document) : header(document)
            size += child.size
            children.append(child)
        }
        if found.count > children.count, case let last = found[children.count - 1] {
            let token = ResumptionToken(
                from: from,
                until: until,
                place: HarvestPlace(instant: last.instant, id: last.id)
            )
            children.append(XMLElement("resumptionToken", text: token.text))
        } else if place != nil {
            children.append(XMLElement("resumptionToken"))
        }
        return XMLElement(verb, [], children)
    }

    private func checkFormat(_ prefix: String?) throws {
        guard prefix == Self.format else {
            throw Failure(code: "cannotDisseminateFormat", message: "the only format is \(Self.format)")
        }
    }

    // MARK: Records

    private func identifier(_ id: String) -> String { "oai:\(links.host):\(id)" }

    private func document(_ identifier: String) throws -> HarvestedDocument {
        let prefix = self.identifier("")
        guard identifier.hasPrefix(prefix),
            let found = try catalogue.harvest.document(String(identifier.dropFirst(prefix.count)))
        else { throw Failure(code: "idDoesNotExist", message: "there is no record '\(identifier.prefix(200))'") }
        return found
    }

    private func header(_ found: HarvestedDocument) -> XMLElement {
        XMLElement(
            "header",
            found.document == nil ? [("status", "deleted")] : [],
            [
                XMLElement("identifier", text: identifier(found.id)),
                XMLElement("datestamp", text: .stamp(found.stamp)),
            ]
        )
    }

    private func record(_ found: HarvestedDocument) throws -> XMLElement {
        guard let document = found.document else { return XMLElement("record", [], [header(found)]) }
        return XMLElement("record", [], [header(found), XMLElement("metadata", [], [try dublinCore(document)])])
    }

    private func dublinCore(_ document: CatalogueDocument) throws -> XMLElement {
        let metadata = document.metadata
        let stored = try engine.document(document.id)
        let title = metadata.title ?? stored?.title ?? document.source
        let language = metadata.language ?? stored?.languages.first
        let subjects =
            metadata.keywords + metadata.topics.map { Topic.labels[$0.code] ?? $0.code }
            + metadata.sectors.map { Sector.labels[$0.code] ?? $0.code }
        let values: [(String, [String?])] = [
            ("title", [title]), ("creator", metadata.creators), ("subject", subjects),
            ("description", [metadata.description]), ("publisher", [metadata.partner]),
            ("date", [metadata.year.map { String($0) }]),
            ("type", [(metadata.type ?? document.format.defaultType).code]), ("format", [document.format.mediaType]),
            ("identifier", [links.document(document.id), document.record.link]),
            ("language", [language.flatMap { $0.isUndetermined ? nil : $0.code }]),
            ("relation", [try catalogue.translationOf(document, seenBy: .public).map(links.document)]),
            ("coverage", metadata.countries.map(\.code)), ("rights", [metadata.licence]),
        ]
        return XMLElement(
            "oai_dc:dc",
            [
                ("xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
                ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                (
                    "xsi:schemaLocation",
                    "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
                ),
            ],
            values.flatMap { name, texts in
                texts.compactMap { $0 }
                    .map { XMLElement("dc:\(name)", text: PageText.shortened($0, to: Self.longestValue)) }
            }
        )
    }
}
