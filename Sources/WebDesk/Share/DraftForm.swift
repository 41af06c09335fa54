import Catalogue
import DocumentModel
import Encodings
import Foundation
import Localisation
import Templates

/// What is wrong with a field of a form, and what may have been meant.
struct FieldTrouble: Sendable, Equatable {
    var text: String
    /// Codes that may have been meant.
    var near: [String] = []
}

/// Reads the form for a document: what it says as members of a deposit, what its fields show again, and what is wrong.
///
/// A field of several codes has a box for each code (`country`) and a line for more (`country-more`).
struct DraftForm: Sendable {
    /// As `Deposit.apply` takes them; `null` for what is empty.
    private(set) var members: [String: JSONValue] = [:]
    /// What is wrong, by the name of the field in the form.
    private(set) var troubles: [String: FieldTrouble] = [:]
    /// What the fields show: the values of the form, with names that were understood replaced by their codes.
    private(set) var values: DeskForm

    /// The ending of the names of lines for more codes.
    static let more = "-more"
    /// The value for a licence that nobody knows.
    static let unknownLicence = "unknown"
    static let otherLicence = "other"
    /// The prefix of the names of a template's fields.
    static let templatePrefix = "f."

    /// - Parameters:
    ///   - template: the template whose fields the form has.
    ///   - topics: finds imported concepts by name.
    init(
        _ form: DeskForm,
        template: Template?,
        strings: PageStrings,
        topics: (String) throws -> [String] = { _ in [] }
    ) rethrows {
        values = form
        for field in [Metadata.Field.title, .description, .partner] where form.has(field.rawValue) {
            text(field)
        }
        for field in [Metadata.Field.creator, .keyword] where form.has(field.rawValue) {
            let names = form.all(field.rawValue).flatMap { $0.split(whereSeparator: { $0 == ";" || $0.isNewline }) }
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.uniqued()
            members[field.jsonName] = names.isEmpty ? .null : .array(names.map { .string($0) })
        }
        for field in [Metadata.Field.country, .sector, .topic] where form.has(field.rawValue + Self.more) {
            try codes(field, strings, topics)
        }
        if form.has("language") { language(strings) }
        if form.has("type") {
            members["type"] = form["type"].flatMap { ResourceType($0) }.map { .string($0.code) } ?? .null
        }
        if form.has("year") { number("year", 1000...2199, strings.wrongYear) }
        if form.has("eqf") { number("eqf", 1...8, strings.wrongEQF) }
        licence(strings)
        if let visibility = form["visibility"], Visibility(rawValue: visibility) != nil {
            members["visibility"] = .string(visibility)
        }
        if form.has("translationOf") {
            members["translationOf"] = form["translationOf"].map { .string(Self.document(in: $0)) } ?? .null
        }
        if form.has("link") { members["link"] = form["link"].map { .string($0) } ?? .null }
        if let template { fields(template, strings) }
    }

    mutating func note(_ field: String, _ trouble: FieldTrouble) {
        if troubles[field] == nil { troubles[field] = trouble }
    }

    // MARK: Kinds of fields

    private mutating func text(_ field: Metadata.Field) {
        members[field.jsonName] = values[field.rawValue].map { .string($0) } ?? .null
    }

    private mutating func codes(
        _ field: Metadata.Field,
        _ strings: PageStrings,
        _ topics: (String) throws -> [String]
    ) rethrows {
        guard let names = CodeNames.of(field) else { return }
        let name = field.rawValue
        var found = values.all(name).compactMap { names.code($0, for: strings.language) }
        var rest: [String] = []
        for text in values.all(name + Self.more) {
            for piece in try pieces(of: text, where: { try meaning(of: $0, names, strings, topics) != nil }) {
                if let code = try meaning(of: piece, names, strings, topics) {
                    found.append(code)
                } else {
                    rest.append(piece)
                }
            }
        }
        found = found.uniqued()
        members[field.jsonName] = found.isEmpty ? .null : .array(found.map { .string($0) })
        values.set(name, found)
        values.set(name + Self.more, [rest.joined(separator: "; ")])
        guard let unknown = rest.first else { return }
        note(
            name,
            FieldTrouble(
                text: strings.message(
                    "unknownName",
                    ["text": .text(String(unknown.prefix(80))), "field": .text(strings.name(of: field))]
                ),
                near: names.nearest(to: unknown, for: strings.language)
            )
        )
    }

    private func meaning(
        of text: String,
        _ names: CodeNames,
        _ strings: PageStrings,
        _ topics: (String) throws -> [String]
    ) rethrows -> String? {
        if let code = names.code(text, for: strings.language) { return code }
        return names.field == .topic ? try topics(text).first : nil
    }

    /// The names in a line: separated by semicolons or line ends, or by commas unless the whole is a name.
    private func pieces(of text: String, where isName: (String) throws -> Bool) rethrows -> [String] {
        try text.split { $0 == ";" || $0 == "؛" || $0 == "、" || $0.isNewline }.flatMap { part -> [String] in
            let part = part.trimmingCharacters(in: .whitespaces)
            if try isName(part) { return [part] }
            return part.split { $0 == "," || $0 == "،" }.map { $0.trimmingCharacters(in: .whitespaces) }
        }.filter { !$0.isEmpty }
    }

    private mutating func language(_ strings: PageStrings) {
        guard let text = values["language"] else {
            members["language"] = .null
            return
        }
        if let code = CodeNames.languages.code(text, for: strings.language) {
            members["language"] = .string(code)
            return
        }
        note(
            "language",
            FieldTrouble(
                text: strings.message(
                    "unknownName",
                    ["text": .text(String(text.prefix(80))), "field": .text(strings.name(of: Metadata.Field.language))]
                ),
                near: CodeNames.languages.nearest(to: text, for: strings.language)
            )
        )
    }

    private mutating func number(_ name: String, _ range: ClosedRange<Int>, _ complaint: String) {
        guard let text = values[name] else {
            members[name] = .null
            return
        }
        // Digits of other scripts are understood.
        let digits = text.compactMap { $0.wholeNumberValue }
        guard digits.count == text.count, digits.count < 6,
            case let value = digits.reduce(0, { $0 * 10 + $1 }), range.contains(value)
        else {
            note(name, FieldTrouble(text: complaint))
            return
        }
        members[name] = .integer(value)
    }

    private mutating func licence(_ strings: PageStrings) {
        switch values["licence"] {
        case nil: return
        case Self.unknownLicence: members["licence"] = .null
        case Self.otherLicence:
            guard let text = values["licence-other"] else {
                note("licence", FieldTrouble(text: strings.licenceMissing))
                return
            }
            guard let licence = Licences.identifier(for: text) else {
                note(
                    "licence",
                    FieldTrouble(
                        text: strings.message("unknownLicence", ["text": .text(String(text.prefix(80)))]),
                        near: Licences.nearest(to: text).map { [$0] } ?? []
                    )
                )
                return
            }
            members["licence"] = .string(licence)
        case let licence?: members["licence"] = .string(licence)
        }
    }

    /// The id of a document: as it is, or in the address of its page.
    private static func document(in text: String) -> String {
        guard let path = text.firstRange(of: "/documents/") else { return text }
        let rest = text[path.upperBound...].prefix { !"/?#".contains($0) }
        return String(rest).removingPercentEncoding ?? String(rest)
    }

    // MARK: The template's fields

    private mutating func fields(_ template: Template, _ strings: PageStrings) {
        var result: [String: JSONValue] = [:]
        for field in template.fields {
            if let value = value(of: field, Self.templatePrefix + field.name, strings) { result[field.name] = value }
        }
        if !result.isEmpty { members["fields"] = .object(result) }
    }

    /// The value of a field; nil if the form does not have it.
    private mutating func value(of field: Template.Field, _ name: String, _ strings: PageStrings) -> JSONValue? {
        if case .object(let inner) = field.schema.kind {
            var members: [String: JSONValue] = [:]
            for part in inner {
                if let value = value(of: part, name + "." + part.name, strings) { members[part.name] = value }
            }
            if members.isEmpty { return nil }
            // An object without values is nothing at all.
            return members.values.allSatisfy { $0 == .null } ? .null : .object(members)
        }
        guard values.has(name) else { return nil }
        guard let text = values[name] else { return .null }
        switch field.schema.kind {
        case .string(let rules):
            return .string(rules.format == .dateTime ? Self.dateTime(text) : text)
        case .integer, .number:
            if let number = Int(text) { return .integer(number) }
            if case .number = field.schema.kind, let number = Double(text.replacing(",", with: ".")) {
                return .number(number)
            }
            note(
                name,
                FieldTrouble(text: strings.message("wrongNumber", ["text": .text(String(text.prefix(80)))]))
            )
            return nil
        case .boolean: return .bool(text == "yes")
        case .array:
            let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
            return lines.isEmpty ? .null : .array(lines.map { .string($0) })
        case .object: return nil
        }
    }

    /// `2026-05-01T09:30`, as browsers write it, with seconds and a zone.
    private static func dateTime(_ text: String) -> String {
        switch text.count {
        case 16: text + ":00Z"
        case 19 where !text.hasSuffix("Z"): text + "Z"
        default: text
        }
    }
}
