import DocumentModel
import Encodings
import Foundation
import Templates

/// Deposits as JSON objects, as HTTP, the command line and JSON Lines use them.
extension Deposit {
    /// The members in addition to those of ``Metadata/Field``.
    private enum Member: String, CaseIterable {
        case template, fields, text, link, visibility, stage, translationOf
    }

    /// Merges a JSON object into the deposit, member by member: a value replaces, `null` removes, and `fields` are merged
    /// in the same way (RFC 7396). Throws all problems at once; nothing is changed then.
    ///
    /// The origin of the values is `record`. Who set them is in the audit trail, which not everyone may read.
    package mutating func apply(_ body: [String: JSONValue]) throws(DepositError) {
        var result = self
        var complaints: [DepositError.FieldComplaint] = []
        var values = FieldValues()
        var givenFields: Set<Metadata.Field> = []
        for (name, value) in body.sorted(by: { $0.key < $1.key }) {
            if let member = Member(rawValue: name) {
                if let complaint = result.set(member, value) {
                    complaints.append(.init(field: name, detail: complaint))
                }
            } else if case .field(let field)? = FieldName(name) {
                guard let texts = Self.texts(value) else {
                    complaints.append(.init(field: name, detail: "expected a text, a number or a list of them"))
                    continue
                }
                givenFields.insert(field)
                values.read(field, texts)
                for complaint in values.complaints
                where complaint.field == field && (complaint.severity == .error || field != .licence) {
                    complaints.append(.init(field: name, detail: complaint.message))
                }
            } else {
                complaints.append(.init(field: name, detail: Self.unknown(name)))
            }
        }
        guard complaints.isEmpty else { throw .invalid(complaints) }
        var description = values.metadata.from("record")
        // A value that is set again to the same text keeps its origin, so that repeating a request changes nothing.
        let old = result.record.description
        for field in Metadata.Field.allCases {
            if !givenFields.contains(field) || description.says(the: field, as: old) {
                description.take(field, from: old)
            }
        }
        result.record.description = description
        self = result
    }

    private static func unknown(_ name: String) -> String {
        let names = Member.allCases.map(\.rawValue) + Metadata.Field.allCases.map(\.rawValue)
        let near = nearest(to: name.lowercased(), among: names.map { ($0.lowercased(), $0) })
        return "there is no such member; "
            + (didYouMean(near) ?? "the members are \(names.joined(separator: ", "))")
    }

    /// The strings of a value; none for `null`, nil if it contains anything else.
    private static func texts(_ value: JSONValue) -> [String]? {
        switch value {
        case .null: return []
        case .string(let text): return [text]
        case .integer(let number): return [String(number)]
        case .array(let values):
            let lists = values.map { Self.texts($0) }
            return lists.contains { $0 == nil } ? nil : lists.flatMap { $0 ?? [] }
        case .bool, .number, .object: return nil
        }
    }

    /// Sets a member. Returns what is wrong with the value, if anything.
    private mutating func set(_ member: Member, _ value: JSONValue) -> String? {
        switch member {
        case .fields:
            switch value {
            case .null: record.fields = [:]
            case .object(let patch): record.fields = Self.merged(record.fields, patch)
            default: return "expected an object with the template's fields"
            }
            return nil
        case .template, .text, .link, .visibility, .stage, .translationOf: break
        }
        let text: String?
        switch value {
        case .null: text = nil
        case .string(let string): text = string.isEmpty ? nil : string
        default: return "expected a text"
        }
        switch member {
        case .template: record.template = text
        case .text: record.text = text
        case .link: record.link = text
        case .translationOf: translationOf = text
        case .visibility:
            guard let text else {
                visibility = .public
                return nil
            }
            guard let value = Visibility(rawValue: text) else {
                return "'\(text)' is not a visibility; expected public, members or curators"
            }
            visibility = value
        case .stage:
            guard let text else {
                stage = .published
                return nil
            }
            guard let value = Stage(rawValue: text) else {
                return "'\(text)' is not a stage; expected draft, reviewed or published"
            }
            stage = value
        case .fields: break
        }
        return nil
    }

    private static func merged(_ old: [String: JSONValue], _ patch: [String: JSONValue]) -> [String: JSONValue] {
        var result = old
        for (name, value) in patch {
            switch value {
            case .null: result[name] = nil
            case .object(let inner):
                var before: [String: JSONValue] = [:]
                if case .object(let members)? = old[name] { before = members }
                result[name] = .object(merged(before, inner))
            default: result[name] = value
            }
        }
        return result
    }

    /// The members that ``apply(_:)`` would need to make this deposit, without default values.
    package var members: [String: JSONValue] {
        var result: [String: JSONValue] = [:]
        for field in Metadata.Field.allCases where record.description.has(field) {
            result[field.jsonName] = record.description.value(of: field)
        }
        result["template"] = record.template.map { .string($0) }
        if !record.fields.isEmpty { result["fields"] = .object(record.fields) }
        result["text"] = record.text.map { .string($0) }
        result["link"] = record.link.map { .string($0) }
        if visibility != .public { result["visibility"] = .string(visibility.rawValue) }
        if stage != .published { result["stage"] = .string(stage.rawValue) }
        result["translationOf"] = translationOf.map { .string($0) }
        return result
    }
}

extension Metadata {
    /// Whether a field has the same value in both.
    func says(the field: Field, as other: Metadata) -> Bool { value(of: field) == other.value(of: field) }
}
