import Foundation

/// Validates JSON against the part of JSON Schema that our OpenAPI document uses. An unsupported keyword is a complaint,
/// so that every documented rule is checked.
struct Schema {
    /// The OpenAPI document, for `$ref`.
    let document: JSON

    private static let notes: Set = ["description", "default", "examples", "format"]

    /// The violations of a schema by a value, each with its place in the value.
    func complaints(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
        var complaints: [String] = []
        for (keyword, rule) in schema.object.sorted(by: { $0.key < $1.key }) where !Self.notes.contains(keyword) {
            complaints += check(value, keyword, rule, schema, place)
        }
        return complaints
    }

    /// The target of a `$ref`, or the object itself.
    func resolve(_ object: JSON) -> JSON {
        guard let reference = object["$ref"].string else { return object }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] }
    }

    private func check(_ value: JSON, _ keyword: String, _ rule: JSON, _ schema: JSON, _ place: String) -> [String] {
        func unless(_ holds: Bool, _ what: String) -> [String] { holds ? [] : ["\(place): \(what), not \(value)"] }
        switch keyword {
        case "$ref":
            let target = resolve(schema)
            return target == .null ? ["\(place): there is no \(rule)"] : complaints(value, target, at: place)
        case "type":
            let types = rule.string.map { [$0] } ?? rule.array.compactMap(\.string)
            return unless(types.contains { Self.isOf(value, $0) }, "should be \(types.joined(separator: " or "))")
        case "anyOf":
            let fits = rule.array.contains { complaints(value, $0, at: place).isEmpty }
            return unless(fits, "should fit one of several schemas")
        case "maxLength": return unless(value.string.map { $0.count <= rule.int ?? 0 } ?? true, "should be shorter")
        case "enum": return unless(rule.array.contains(value), "should be one of the listed")
        case "const": return unless(rule == value, "should be \(rule)")
        case "properties":
            return value.object.sorted { $0.key < $1.key }.flatMap { name, member in
                rule.object[name].map { complaints(member, $0, at: "\(place).\(name)") } ?? []
            }
        case "required":
            return rule.array.compactMap(\.string).filter { value.object[$0] == nil && value.isObject }
                .map { "\(place): \($0) is missing" }
        case "additionalProperties":
            if rule == .bool(true) { return [] }
            let extra = value.object.keys.filter { schema["properties"].object[$0] == nil }.sorted()
            if rule == .bool(false) { return extra.map { "\(place): \($0) is not documented" } }
            return extra.flatMap { complaints(value[$0], rule, at: "\(place).\($0)") }
        case "items":
            return value.array.enumerated().flatMap { complaints($0.element, rule, at: "\(place)[\($0.offset)]") }
        case "maxItems": return unless(value.array.count <= rule.int ?? 0, "should have at most \(rule) elements")
        case "minItems": return unless(value.array.count >= rule.int ?? 0, "should have at least \(rule) elements")
        case "minLength": return unless(value.string.map { $0.count >= rule.int ?? 0 } ?? true, "should be longer")
        case "minimum": return unless(value.number.map { $0 >= rule.number ?? 0 } ?? true, "should be at least \(rule)")
        case "maximum": return unless(value.number.map { $0 <= rule.number ?? 0 } ?? true, "should be at most \(rule)")
        case "pattern":
            guard let pattern = rule.string, let text = value.string else { return [] }
            return unless(text.range(of: pattern, options: .regularExpression) != nil, "should be like \(pattern)")
        default: return ["\(place): the schema's keyword '\(keyword)' is not known here"]
        }
    }

    private static func isOf(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}

extension JSON {
    var isObject: Bool { if case .object = self { true } else { false } }
}
