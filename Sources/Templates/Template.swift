import Encodings
import Foundation

/// Why a template cannot be used: one sentence with the place in the template.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}

/// The fields of a type of record: a JSON file in a subset of JSON Schema (draft 2020-12), read strictly.
///
/// At the top level: `title`, `description`, `type: object`, `properties`, `required`, `additionalProperties: false`, and
/// two keywords of our own: `x-order` (the fields in display order) and `x-type` (the resource type, by default the
/// template's name). In fields: see ``FieldSchema``. Any other keyword is an error, so that no rule is silently ignored.
package struct Template: Sendable, Equatable {
    /// The name used in records and as the file name: lower-case letters, digits and hyphens.
    package let name: String
    /// The resource type of its records.
    package let resourceType: String
    package let title: String
    package let description: String
    /// In display order.
    package let fields: [Field]
    /// The JSON file.
    package let source: JSONValue

    /// One field of a record.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let isRequired: Bool
        package let schema: FieldSchema
        /// Its name for people.
        package var title: String { schema.title ?? name }
    }

    /// Parses a template; throws ``TemplateError``.
    package init(name: String, json: some Sequence<UInt8>) throws {
        guard !name.isEmpty, name.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" })
        else {
            throw TemplateError(
                description: "'\(name)' is not a template name; use lower-case letters, digits and hyphens"
            )
        }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json)), case .object(let members) = value
        else { throw TemplateError(description: "the template is not a JSON object") }
        self.name = name
        source = value
        var reader = SchemaReader(members, at: "")
        try reader.ignore(["$schema", "$id"])
        guard try reader.text("type") == "object" else { throw reader.error("type", "expected 'object'") }
        title = try reader.text("title") ?? name
        description = try reader.text("description") ?? ""
        resourceType = try reader.text("x-type") ?? name
        let order = try reader.texts("x-order") ?? []
        let shape = try ObjectShape(&reader)
        try reader.finish()
        if let unknown = order.first(where: { name in !shape.properties.contains { $0.name == name } }) {
            throw TemplateError(description: "x-order names '\(unknown)', which is not a field")
        }
        let place = { (name: String) in order.firstIndex(of: name) ?? order.count }
        fields = shape.properties.sorted { (place($0.name), $0.name) < (place($1.name), $1.name) }
    }
}

/// The allowed values of a field. Supported: `title`, `description`, `type` (one of string, integer, number, boolean,
/// array, object), `enum`, `format` (date, date-time, uri, email), `minLength`, `maxLength`, `pattern`, `minimum`,
/// `maximum`, `items`, `minItems`, `maxItems`, `uniqueItems`, `properties`, `required`, `additionalProperties: false`,
/// `examples`; and, of our own, `x-names` with the names of the values of an `enum` of strings.
package struct FieldSchema: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case string(TextRules)
        case integer(NumberRules)
        case number(NumberRules)
        case boolean
        indirect case array(ListRules)
        case object([Template.Field])
    }
    package enum Format: String, Sendable, CaseIterable {
        case date, uri, email
        case dateTime = "date-time"
    }
    package struct TextRules: Sendable, Equatable {
        package var format: Format?
        /// In Unicode code points.
        package var minimumLength: Int?
        package var maximumLength: Int?
        /// A regular expression that must match anywhere in the text.
        package var pattern: String?
    }
    package struct NumberRules: Sendable, Equatable {
        package var minimum: Double?
        package var maximum: Double?
    }
    package struct ListRules: Sendable, Equatable {
        package var items: FieldSchema?
        package var minimumCount: Int?
        package var maximumCount: Int?
        package var isUnique = false
    }

    package let title: String?
    package let description: String?
    package let kind: Kind
    /// The only valid values; nil: any.
    package let choices: [JSONValue]?
    /// The names of choices that are codes; searched and shown with them.
    package let names: [String: String]

    init(_ members: [String: JSONValue], at path: String) throws {
        var reader = SchemaReader(members, at: path)
        try reader.ignore(["examples"])
        title = try reader.text("title")
        description = try reader.text("description")
        choices = try reader.list("enum")
        names = try Self.names(&reader, of: choices ?? [])
        let type = try reader.text("type")
        switch type {
        case "string":
            var rules = TextRules()
            if let format = try reader.text("format") {
                guard let known = Format(rawValue: format) else {
                    throw reader.error("format", "'\(format)' is not a format; expected date, date-time, uri or email")
                }
                rules.format = known
            }
            rules.minimumLength = try reader.count("minLength")
            rules.maximumLength = try reader.count("maxLength")
            rules.pattern = try reader.text("pattern")
            if let pattern = rules.pattern, (try? Regex(pattern)) == nil {
                throw reader.error("pattern", "'\(pattern)' is not a regular expression")
            }
            kind = .string(rules)
        case "integer", "number":
            let rules = NumberRules(minimum: try reader.number("minimum"), maximum: try reader.number("maximum"))
            kind = type == "integer" ? .integer(rules) : .number(rules)
        case "boolean": kind = .boolean
        case "array":
            var rules = ListRules()
            if let items = try reader.object("items") { rules.items = try FieldSchema(items, at: path + "/items") }
            rules.minimumCount = try reader.count("minItems")
            rules.maximumCount = try reader.count("maxItems")
            rules.isUnique = try reader.flag("uniqueItems") ?? false
            kind = .array(rules)
        case "object": kind = .object(try ObjectShape(&reader).properties)
        default:
            throw reader.error("type", "expected string, integer, number, boolean, array or object")
        }
        try reader.finish()
    }

    private static func names(_ reader: inout SchemaReader, of choices: [JSONValue]) throws -> [String: String] {
        try (reader.object("x-names") ?? [:]).reduce(into: [:]) { names, member in
            guard case .string(let name) = member.value, !name.isEmpty else {
                throw reader.error("x-names/\(member.key)", "expected a text")
            }
            guard choices.contains(.string(member.key)) else {
                throw reader.error("x-names/\(member.key)", "is not a value of the field's enum")
            }
            names[member.key] = name
        }
    }
}

/// The properties of an object; others are not allowed.
private struct ObjectShape {
    var properties: [Template.Field]

    init(_ reader: inout SchemaReader) throws {
        guard try reader.flag("additionalProperties") == false else {
            throw reader.error(
                "additionalProperties",
                "must be false: otherwise undescribed fields would not be checked"
            )
        }
        let required = try reader.texts("required") ?? []
        let described = try reader.object("properties") ?? [:]
        if let unknown = required.first(where: { described[$0] == nil }) {
            throw reader.error("required", "'\(unknown)' is not among the properties")
        }
        properties = try described.sorted { $0.key < $1.key }.map { name, value in
            guard case .object(let members) = value else {
                throw reader.error("properties/\(name)", "expected an object")
            }
            return Template.Field(
                name: name,
                isRequired: required.contains(name),
                schema: try FieldSchema(members, at: "\(reader.path)/properties/\(name)")
            )
        }
    }
}

/// Takes keywords out of a schema one by one; those left at the end are not supported.
private struct SchemaReader {
    private var rest: [String: JSONValue]
    let path: String

    init(_ members: [String: JSONValue], at path: String) { (rest, self.path) = (members, path) }

    func error(_ word: String, _ message: String) -> TemplateError {
        TemplateError(description: "\(path)/\(word): \(message)")
    }

    mutating func ignore(_ words: [String]) throws { for word in words { rest[word] = nil } }

    mutating func text(_ word: String) throws -> String? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .string(let text) = value else { throw error(word, "expected a text") }
        return text
    }

    mutating func list(_ word: String) throws -> [JSONValue]? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .array(let values) = value, !values.isEmpty else { throw error(word, "expected a list") }
        return values
    }

    mutating func texts(_ word: String) throws -> [String]? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .array(let values) = value else { throw error(word, "expected a list of names") }
        return try values.map {
            guard case .string(let text) = $0 else { throw error(word, "expected a list of names") }
            return text
        }
    }

    mutating func object(_ word: String) throws -> [String: JSONValue]? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .object(let members) = value else { throw error(word, "expected an object") }
        return members
    }

    mutating func number(_ word: String) throws -> Double? {
        switch rest.removeValue(forKey: word) {
        case nil: return nil
        case .integer(let value): return Double(value)
        case .number(let value): return value
        default: throw error(word, "expected a number")
        }
    }

    mutating func count(_ word: String) throws -> Int? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .integer(let count) = value, count >= 0 else {
            throw error(word, "expected a whole number, 0 or more")
        }
        return count
    }

    mutating func flag(_ word: String) throws -> Bool? {
        guard let value = rest.removeValue(forKey: word) else { return nil }
        guard case .bool(let flag) = value else { throw error(word, "expected true or false") }
        return flag
    }

    func finish() throws {
        guard let word = rest.keys.sorted().first else { return }
        throw error(word, "this keyword is not supported in templates")
    }
}
