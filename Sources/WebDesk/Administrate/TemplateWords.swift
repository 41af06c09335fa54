import Encodings
import Foundation
import Localisation
import Templates

/// The fields of a template in plain words.
struct TemplateWords {
    let strings: PageStrings

    /// The maximum number of values that are named.
    private static let mostNamed = 12

    struct FieldContext {
        var fieldTitle: String
        var fieldName: String
        var fieldHint: String?
        var fieldIsRequired: Bool
        var fieldWords: String
    }

    func fields(of template: Template) -> [FieldContext] {
        template.fields.map { field in
            FieldContext(
                fieldTitle: field.title,
                fieldName: field.name,
                fieldHint: field.schema.description,
                fieldIsRequired: field.isRequired,
                fieldWords: words(field.schema)
            )
        }
    }

    /// `Text · at most 200 characters`
    private func words(_ schema: FieldSchema) -> String {
        var parts = [kind(schema)]
        if let choices = schema.choices {
            let named = choices.prefix(Self.mostNamed).map { name($0, in: schema) }
            let rest = choices.count - named.count
            parts.append(strings.message("fieldOneOf", ["values": .text(named.joined(separator: ", "))]))
            if rest > 0 { parts.append(strings.message("importMore", ["count": .number(rest)])) }
        }
        return (parts + limits(schema)).joined(separator: " · ")
    }

    private func name(_ value: JSONValue, in schema: FieldSchema) -> String {
        guard case .string(let code) = value else { return (try? jsonText(value)) ?? "" }
        return schema.names[code] ?? code
    }

    private func kind(_ schema: FieldSchema) -> String {
        switch schema.kind {
        case .string(let rules): rules.format.map { strings.text("fieldFormat.\($0.rawValue)") } ?? strings.fieldText
        case .integer: strings.fieldInteger
        case .number: strings.fieldNumber
        case .boolean: strings.fieldBoolean
        case .array(let rules):
            rules.items.map { strings.message("fieldList", ["items": .text(words($0))]) } ?? strings.fieldAnyList
        case .object(let fields):
            strings.message("fieldGroup", ["fields": .text(fields.map(\.title).joined(separator: ", "))])
        }
    }

    private func limits(_ schema: FieldSchema) -> [String] {
        func text(_ name: String, _ count: Int?) -> String? {
            count.map { strings.message(name, ["count": .number($0)]) }
        }
        func bound(_ name: String, _ value: Double?) -> String? {
            value.map { strings.message(name, ["value": .text($0.formatted(.number.grouping(.never)))]) }
        }
        let limits: [String?]
        switch schema.kind {
        case .string(let rules):
            limits = [
                text("fieldShortest", rules.minimumLength), text("fieldLongest", rules.maximumLength),
                rules.pattern.map { strings.message("fieldPattern", ["pattern": .text($0)]) },
            ]
        case .integer(let rules), .number(let rules):
            limits = [bound("fieldFrom", rules.minimum), bound("fieldUntil", rules.maximum)]
        case .array(let rules):
            limits = [
                text("fieldFewest", rules.minimumCount), text("fieldMost", rules.maximumCount),
                rules.isUnique ? strings.fieldUnique : nil,
            ]
        case .boolean, .object: limits = []
        }
        return limits.compactMap(\.self)
    }
}
