import DocumentModel
import Encodings
import Foundation

/// A problem in a record's fields.
package struct FieldProblem: Sendable, Equatable {
    /// `contact.email`, `actions[2]`.
    package var path: String
    /// A message with the template's field names.
    package var message: String
}

extension Template {
    /// All problems; empty if the record is valid.
    /// - Parameter isDraft: whether required fields may be missing; all present fields are checked.
    package func problems(in fields: [String: JSONValue], isDraft: Bool = false) -> [FieldProblem] {
        var check = FieldCheck(isDraft: isDraft, what: title)
        check.object(fields, self.fields, at: "")
        return check.problems
    }

    /// The searchable text of a record: each non-empty field under its title, in order.
    package func passages(of fields: [String: JSONValue]) -> [(heading: String, text: String)] {
        self.fields.compactMap { field in
            guard let text = fields[field.name].map({ Self.text(of: $0, field.schema) }), !text.isEmpty else {
                return nil
            }
            return (field.title, text)
        }
    }

    private static func text(of value: JSONValue, _ schema: FieldSchema?) -> String {
        switch value {
        case .null, .bool: return ""
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .string(let text): return schema?.names[text].map { "\(text) \($0)" } ?? text
        case .array(let values):
            var items: FieldSchema?
            if case .array(let rules)? = schema?.kind { items = rules.items }
            return values.map { text(of: $0, items) }.filter { !$0.isEmpty }.joined(separator: "\n")
        case .object(let members):
            var order = members.keys.sorted()
            if case .object(let fields)? = schema?.kind { order = fields.map(\.name) }
            return order.compactMap { members[$0].map { text(of: $0, nil) } }.filter { !$0.isEmpty }
                .joined(separator: "\n")
        }
    }
}

/// Checks values against schemas and collects the problems.
private struct FieldCheck {
    let isDraft: Bool
    let what: String
    private(set) var problems: [FieldProblem] = []

    /// The maximum number of problems reported for a record.
    private static let most = 100
    private var isFull: Bool { problems.count >= Self.most }

    init(isDraft: Bool, what: String) { (self.isDraft, self.what) = (isDraft, what) }

    mutating func object(_ members: [String: JSONValue], _ fields: [Template.Field], at path: String) {
        let prefix = path.isEmpty ? "" : path + "."
        for name in members.keys.sorted() where !isFull && !fields.contains(where: { $0.name == name }) {
            let near = nearest(to: name, among: fields.map(\.name))
            let hint =
                near.flatMap { didYouMean([$0]) } ?? "the fields are \(fields.map(\.name).joined(separator: ", "))"
            note(prefix + String(name.prefix(80)), "there is no field '\(name.prefix(80))' in \(what); \(hint)")
        }
        for field in fields {
            if let value = members[field.name] {
                self.value(value, field.schema, field.title, at: prefix + field.name)
            } else if field.isRequired, !isDraft {
                let help = field.schema.description.map { ": \($0)" } ?? ""
                note(prefix + field.name, "\(field.title) is missing\(help)")
            }
        }
    }

    private mutating func value(_ value: JSONValue, _ schema: FieldSchema, _ title: String, at path: String) {
        if isFull { return }
        switch (schema.kind, value) {
        case (.string(let rules), .string(let text)): self.text(text, rules, title, at: path)
        case (.integer(let rules), .integer(let number)): range(Double(number), rules, title, at: path)
        case (.integer(let rules), .number(let number)) where number == number.rounded():
            range(number, rules, title, at: path)
        case (.number(let rules), .integer(let number)): range(Double(number), rules, title, at: path)
        case (.number(let rules), .number(let number)): range(number, rules, title, at: path)
        case (.boolean, .bool): break
        case (.array(let rules), .array(let values)): list(values, rules, title, at: path)
        case (.object(let fields), .object(let members)): object(members, fields, at: path)
        default: note(path, "\(title): expected \(Self.name(of: schema.kind))")
        }
        if let choices = schema.choices, !choices.contains(where: { $0.isSame(as: value) }) {
            note(path, "\(title): '\(value.shown)' \(Self.hint(value.shown, choices.map(\.shown), schema))")
        }
    }

    /// What is expected: all choices, or if there are many, the one most similar to the value.
    private static func hint(_ text: String, _ choices: [String], _ schema: FieldSchema) -> String {
        guard choices.count > 30 else { return "is not one of \(choices.joined(separator: ", "))" }
        let help = schema.description ?? "expected a value such as \(choices[0])"
        guard let near = nearest(to: text, among: choices) else {
            return "is not one of the \(choices.count) values: \(help)"
        }
        return
            "is not one of the \(choices.count) values; did you mean \(near)\(schema.names[near].map { " (\($0))" } ?? "")?"
    }

    private mutating func text(_ text: String, _ rules: FieldSchema.TextRules, _ title: String, at path: String) {
        let length = text.unicodeScalars.count
        if let least = rules.minimumLength, length < least {
            note(path, "\(title): must have at least \(least) characters")
        }
        if let most = rules.maximumLength, length > most {
            note(path, "\(title): must have at most \(most) characters; it has \(length)")
        }
        if let pattern = rules.pattern, let regex = try? Regex(pattern), !text.contains(regex) {
            note(path, "\(title): '\(text.prefix(60))' does not match the pattern \(pattern)")
        }
        if let format = rules.format, !format.accepts(text) {
            note(
                path,
                "\(title): '\(text.prefix(60))' is not a valid \(format.rawValue); expected something like "
                    + "\(format.example)"
            )
        }
    }

    private mutating func range(_ number: Double, _ rules: FieldSchema.NumberRules, _ title: String, at path: String) {
        if let least = rules.minimum, number < least {
            note(path, "\(title): must be at least \(Self.shown(least))")
        }
        if let most = rules.maximum, number > most { note(path, "\(title): must be at most \(Self.shown(most))") }
    }

    private mutating func list(_ values: [JSONValue], _ rules: FieldSchema.ListRules, _ title: String, at path: String)
    {
        if let least = rules.minimumCount, values.count < least {
            note(path, "\(title): must have at least \(least) entries")
        }
        if let most = rules.maximumCount, values.count > most {
            note(path, "\(title): must have at most \(most) entries")
        }
        if rules.isUnique {
            var seen: [JSONValue: [JSONValue]] = [:]
            for (index, value) in values.enumerated() {
                let key = value.withoutIntegers
                if seen[key]?.contains(where: { $0.isSame(as: value) }) == true {
                    note("\(path)[\(index)]", "\(title): '\(value.shown)' occurs twice")
                } else {
                    seen[key, default: []].append(value)
                }
            }
        }
        if let items = rules.items {
            for (index, value) in values.enumerated() { self.value(value, items, title, at: "\(path)[\(index)]") }
        }
    }

    private mutating func note(_ path: String, _ message: String) {
        if isFull { return }
        problems.append(FieldProblem(path: path, message: message))
    }

    private static func name(of kind: FieldSchema.Kind) -> String {
        switch kind {
        case .string: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "a list"
        case .object: "an object"
        }
    }

    private static func shown(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}

extension FieldSchema.Format {
    var example: String {
        switch self {
        case .date: "2026-05-01"
        case .dateTime: "2026-05-01T09:30:00Z"
        case .uri: "https://example.eu/story"
        case .email: "office@example.eu"
        }
    }

    /// Like Python's `jsonschema` with its format checkers: dates and times of RFC 3339, addresses of RFC 3986; an email
    /// address is anything with an @.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .date: Self.isDate(text[...])
        case .dateTime: Self.isDateTime(text)
        case .uri: Self.isURI(text)
        case .email: text.unicodeScalars.contains("@")
        }
    }

    private static func isDate(_ text: Substring) -> Bool {
        guard text.utf8.count == 10, let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return false }
        guard year >= 1, (1...12).contains(month) else { return false }
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }

    private static func isDateTime(_ text: String) -> Bool {
        let form =
            /([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-]([0-9]{2}):([0-9]{2}))/
        guard text.unicodeScalars.allSatisfy(\.isASCII), let match = text.wholeMatch(of: form), isDate(match.1) else {
            return false
        }
        let within = { (digits: Substring, most: Int) in (Int(digits) ?? .max) <= most }
        guard within(match.2, 23), within(match.3, 59), within(match.4, 59) else { return false }
        guard let hours = match.7, let minutes = match.8 else { return true }
        return within(hours, 23) && within(minutes, 59)
    }

    private static func isURI(_ text: String) -> Bool {
        guard text.unicodeScalars.allSatisfy(\.isASCII), let uriForm else { return false }
        return text.wholeMatch(of: uriForm) != nil
    }

    /// The grammar of RFC 3986, appendix A, for addresses with a scheme. It is made once, because that takes longer than using
    /// it; any number of threads may match with it, for it has no code of ours inside.
    nonisolated(unsafe) private static let uriForm: Regex<AnyRegexOutput>? = {
        let plain = #"[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2}"#
        let authority =
            #"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?"#
            + #"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"#
        let path = "(?:/(?:\(plain))*)*"
        let rootless = "/(?:(?:\(plain))+\(path))?|(?:\(plain))+\(path)|"
        let form =
            "[A-Za-z][A-Za-z0-9+\\-.]*:(?://\(authority)\(path)|\(rootless))(?:\\?(?:\(plain)|[/?])*)?(?:#(?:\(plain)|[/?])*)?"
        return try? Regex(form)
    }()
}

extension JSONValue {
    /// Whether two values are equal in JSON Schema, where 1 and 1.0 are.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .number(let right)), (.number(let right), .integer(let left)): Double(left) == right
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in right[name].map { value.isSame(as: $0) } ?? false }
        default: self == other
        }
    }

    /// The value with every number as a `Double`: values that are equal by ``isSame(as:)`` have the same form.
    fileprivate var withoutIntegers: JSONValue {
        switch self {
        case .integer(let value): .number(Double(value))
        case .array(let values): .array(values.map(\.withoutIntegers))
        case .object(let members): .object(members.mapValues(\.withoutIntegers))
        case .null, .bool, .number, .string: self
        }
    }

    /// The value as shown to people.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let value): String(value.prefix(60))
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// The name most similar to another, if there is a similar one.
func nearest(to name: String, among names: [String]) -> String? {
    DocumentModel.nearest(to: name.lowercased(), among: names.lazy.map { ($0.lowercased(), $0) }).first
}
