import DocumentModel
import Encodings
import Foundation

/// A change that is made to many documents.
///
/// As JSON: `{"set": {"licence": "CC-BY-4.0", "stage": "reviewed"}, "add": {"countries": ["IT"]}, "remove": {"keywords":
/// ["old"]}, "assignee": "account 4f2k"}`. `set` replaces values as a description does, and `null` removes them; `add` and
/// `remove` change lists value by value; an assignee of `null` is nobody.
package struct BulkChange: Sendable, Equatable {
    package var set: [String: JSONValue] = [:]
    package var add: [String: JSONValue] = [:]
    package var remove: [String: JSONValue] = [:]
    /// The new assignee; `.some(nil)` for nobody, nil to leave it.
    package var assignee: String??

    private static let lists: Set<Metadata.Field> = [.creator, .keyword, .country, .sector, .topic]

    package init() {}

    /// - Throws: `DepositError.invalid` with every problem of its form; values are checked for each document.
    package init(_ body: [String: JSONValue]) throws {
        var complaints: [DepositError.FieldComplaint] = []
        for (name, value) in body.sorted(by: { $0.key < $1.key }) {
            switch (name, value) {
            case ("set", .object(let members)): set = members
            case ("add", .object(let members)): add = members
            case ("remove", .object(let members)): remove = members
            case ("assignee", .null): assignee = .some(nil)
            case ("assignee", .string(let text)):
                assignee = try Curation.checked(text, "assignee", most: Curation.longestName, oneLine: true)
            case ("set", _), ("add", _), ("remove", _):
                complaints.append(.init(field: name, detail: "expected an object with fields and values"))
            case ("assignee", _): complaints.append(.init(field: name, detail: "expected a name or null"))
            default:
                let detail = "there is no such member; the members are set, add, remove and assignee"
                complaints.append(.init(field: name, detail: detail))
            }
        }
        for (part, members) in [("add", add), ("remove", remove)] {
            for name in members.keys.sorted() where Self.list(name) == nil {
                let names = Self.lists.map(\.jsonName).sorted().joined(separator: ", ")
                complaints.append(.init(field: "\(part).\(name)", detail: "not a list; the lists are \(names)"))
            }
        }
        if set.isEmpty, add.isEmpty, remove.isEmpty, assignee == nil {
            complaints.append(.init(field: "change", detail: "it changes nothing; give set, add, remove or assignee"))
        }
        guard complaints.isEmpty else { throw DepositError.invalid(complaints) }
        // Wrong values are wrong for every document; they are reported once.
        var probe = Deposit()
        try probe.apply(set)
        for members in [add, remove] { _ = try Self.lists(in: members) }
    }

    private static func list(_ name: String) -> Metadata.Field? {
        guard case .field(let field)? = FieldName(name), lists.contains(field) else { return nil }
        return field
    }

    /// The values of lists as they are stored: `Germany` as `DE`.
    private static func lists(in members: [String: JSONValue]) throws(DepositError) -> [(Metadata.Field, [JSONValue])] {
        var read = Deposit()
        try read.apply(members)
        var result: [(Metadata.Field, [JSONValue])] = []
        for name in members.keys.sorted() {
            guard let field = list(name), case .array(let values) = read.record.description.value(of: field) else {
                continue
            }
            result.append((field, values))
        }
        return result
    }

    /// The change as JSON.
    package var members: [String: JSONValue] {
        var result: [String: JSONValue] = [:]
        if !set.isEmpty { result["set"] = .object(set) }
        if !add.isEmpty { result["add"] = .object(add) }
        if !remove.isEmpty { result["remove"] = .object(remove) }
        if let assignee { result["assignee"] = assignee.map { .string($0) } ?? .null }
        return result
    }

    /// The deposit of a document after the change.
    /// - Throws: `DepositError.invalid`.
    func applied(to document: CatalogueDocument) throws(DepositError) -> Deposit {
        var deposit = document.deposit
        try deposit.apply(set)
        // Lists are changed as they are shown: values of manifests and files count, too.
        var shown = deposit.record.description.filled(from: document.metadata)
        for name in set.keys {
            if case .field(let field)? = FieldName(name) { shown.take(field, from: deposit.record.description) }
        }
        var changed: [String: JSONValue] = [:]
        for (field, values) in try Self.lists(in: add) {
            let old = Self.values(of: field, in: shown)
            let new = old + values.filter { !old.contains($0) }
            if new != old { changed[field.jsonName] = .array(new) }
        }
        for (field, values) in try Self.lists(in: remove) {
            var old = Self.values(of: field, in: shown)
            if case .array(let now)? = changed[field.jsonName] { old = now }
            let new = old.filter { !values.contains($0) }
            guard new != old else { continue }
            changed[field.jsonName] = .array(new)
            if new.isEmpty, !deposit.record.description.has(field) {
                let detail =
                    "the last value cannot be removed: it comes from \(document.metadata.origins[field] ?? "the file")"
                throw DepositError.invalid([.init(field: field.jsonName, detail: detail)])
            }
        }
        try deposit.apply(changed)
        return deposit
    }

    private static func values(of field: Metadata.Field, in metadata: Metadata) -> [JSONValue] {
        if case .array(let values) = metadata.value(of: field) { values } else { [] }
    }
}
