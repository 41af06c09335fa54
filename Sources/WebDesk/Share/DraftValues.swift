import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Localisation
import Templates

extension DeskForm {
    /// The form of a document as it is now.
    init(of document: CatalogueDocument, template: Template?, strings: PageStrings) {
        self.init("")
        let metadata = document.metadata
        for field in [Metadata.Field.title, .description, .partner, .year, .eqf] {
            set(field.rawValue, metadata.shown(field))
        }
        for field in [Metadata.Field.creator, .keyword] {
            set(field.rawValue, [metadata.shown(field).joined(separator: "; ")])
        }
        for field in [Metadata.Field.country, .sector, .topic, .type] {
            if case .array(let codes) = metadata.value(of: field) {
                set(field.rawValue, codes.compactMap { if case .string(let code) = $0 { code } else { nil } })
            } else {
                set(field.rawValue, metadata.shown(field))
            }
        }
        let language = metadata.language?.code
        set("language", language.map { [$0 == "und" ? "" : strings.label(of: $0, in: .language)] } ?? [])
        let licence = metadata.licence ?? ""
        if licence.isEmpty {
            set("licence", [DraftForm.unknownLicence])
        } else if LicenceChoice.plain.contains(licence) {
            set("licence", [licence])
        } else {
            set("licence", [DraftForm.otherLicence])
            set("licence-other", [licence])
        }
        set("visibility", [document.visibility.rawValue])
        set("translationOf", [document.translationOf ?? ""])
        set("link", [document.record.link ?? ""])
        for field in template?.fields ?? [] {
            set(DraftForm.templatePrefix + field.name, field.schema, document.record.fields[field.name])
        }
    }

    private mutating func set(_ name: String, _ schema: FieldSchema, _ value: JSONValue?) {
        if case .object(let inner) = schema.kind {
            var members: [String: JSONValue] = [:]
            if case .object(let present)? = value { members = present }
            for part in inner { set(name + "." + part.name, part.schema, members[part.name]) }
            return
        }
        set(name, [value.map { Self.text($0, schema) } ?? ""])
    }

    private static func text(_ value: JSONValue, _ schema: FieldSchema) -> String {
        switch value {
        case .null, .object: ""
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text):
            // A field for a date and a time in a browser has no zone.
            if case .string(let rules) = schema.kind, rules.format == .dateTime, text.hasSuffix(":00Z") {
                String(text.prefix(16))
            } else {
                text
            }
        case .array(let values): values.map { Self.text($0, schema) }.joined(separator: "\n")
        }
    }
}

/// Licences in plain words.
enum LicenceChoice {
    static let reserved = "LicenseRef-AllRightsReserved"
    /// Those that are offered, in order; each has the texts `licence.ID` and `licence.ID.hint`.
    static let plain = [
        "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC0-1.0", reserved,
    ]
}

extension CatalogueDocument {
    /// The members of a form that change something: what the form only shows again keeps its origin.
    func changes(in form: DraftForm) -> [String: JSONValue] {
        var changed: [String: JSONValue] = [:]
        for (name, value) in form.members {
            let current: JSONValue =
                if let field = Metadata.Field.allCases.first(where: { $0.jsonName == name }) {
                    metadata.value(of: field)
                } else {
                    switch name {
                    case "visibility": .string(visibility.rawValue)
                    case "translationOf": translationOf.map { .string($0) } ?? .null
                    case "link": record.link.map { .string($0) } ?? .null
                    default: .bool(false)
                    }
                }
            if name == "fields", case .object(let fields) = value {
                let differing = fields.filter { Self.plain(record.fields[$0.key]) != Self.plain($0.value) }
                if !differing.isEmpty { changed[name] = .object(differing) }
            } else if Self.plain(current) != Self.plain(value) {
                changed[name] = value
            }
        }
        return changed
    }

    /// The same for nothing in all its forms.
    private static func plain(_ value: JSONValue?) -> JSONValue {
        switch value {
        case nil, .null, .string(""), .array([]), .object([:]): .null
        case .object(let members): .object(members.compactMapValues { plain($0) == .null ? nil : plain($0) })
        case let value?: value
        }
    }
}
