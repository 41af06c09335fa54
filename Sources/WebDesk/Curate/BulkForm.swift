import Catalogue
import DocumentModel
import Encodings
import Foundation
import Localisation
import Web

/// The form for a change of many documents: what it says, and what is wrong with it.
struct BulkForm: Sendable {
    /// Lists, whose values are added, removed or replaced.
    static let lists: [Metadata.Field] = [.country, .sector, .topic, .keyword]
    /// Fields with one value, which is set or removed.
    static let singles: [Metadata.Field] = [.type, .language, .year, .licence, .partner]

    private(set) var set: [String: JSONValue] = [:]
    private(set) var add: [String: JSONValue] = [:]
    private(set) var remove: [String: JSONValue] = [:]
    private(set) var assignee: String??
    /// What is wrong, by the name of the field in the form.
    private(set) var troubles: [String: String] = [:]

    private let form: DeskForm
    private let strings: PageStrings

    /// - Parameter topics: finds imported concepts by name.
    init(_ form: DeskForm, _ strings: PageStrings, topics: (String) throws -> [String]) rethrows {
        (self.form, self.strings) = (form, strings)
        for field in Self.lists { try list(field, topics) }
        for field in Self.singles { single(field) }
        if let visibility = form["visibility"], Visibility(rawValue: visibility) != nil {
            set["visibility"] = .string(visibility)
        }
        if let stage = form["stage"], Stage(rawValue: stage) != nil { set["stage"] = .string(stage) }
        if let person = form["assignee"] { assignee = .some(person == Self.nobody ? nil : person) }
    }

    /// The value for an assignee that is nobody.
    static let nobody = "nobody"

    /// The members of the change; empty if the form changes nothing.
    var members: [String: JSONValue] {
        var change = BulkChange()
        (change.set, change.add, change.remove, change.assignee) = (set, add, remove, assignee)
        return change.members
    }

    /// What to do with the values of a list.
    enum How: String, CaseIterable { case add, remove, set }

    private mutating func list(_ field: Metadata.Field, _ topics: (String) throws -> [String]) rethrows {
        guard let text = form[field.rawValue] else { return }
        var values: [String] = []
        let pieces = text.split { $0 == ";" || $0 == "؛" || $0 == "," || $0 == "،" || $0.isNewline }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        for piece in pieces {
            if let value = try value(piece, of: field, topics) {
                values.append(value)
            } else {
                note(field, unknown: piece)
            }
        }
        let json = JSONValue.array(values.uniqued().map { .string($0) })
        guard !values.isEmpty else { return }
        switch form["\(field.rawValue)-how"].flatMap({ How(rawValue: $0) }) ?? .add {
        case .add: add[field.jsonName] = json
        case .remove: remove[field.jsonName] = json
        case .set: set[field.jsonName] = json
        }
    }

    private func value(_ text: String, of field: Metadata.Field, _ topics: (String) throws -> [String]) rethrows
        -> String?
    {
        guard let names = CodeNames.of(field) else { return text }
        if let code = names.code(text, for: strings.language) { return code }
        return field == .topic ? try topics(text).first : nil
    }

    private mutating func single(_ field: Metadata.Field) {
        let name = field.rawValue
        if form.has("\(name)-clear") {
            set[field.jsonName] = .null
            return
        }
        guard let text = form[name] else { return }
        switch field {
        case .year:
            guard let year = Int(String(text.compactMap(\.wholeNumberValue).map { Character(String($0)) })),
                (1000...2199).contains(year), text.allSatisfy({ $0.wholeNumberValue != nil })
            else {
                troubles[name] = strings.wrongYear
                return
            }
            set[field.jsonName] = .integer(year)
        case .licence:
            guard let licence = Licences.identifier(for: text) else {
                troubles[name] = strings.message("unknownLicence", ["text": .text(String(text.prefix(80)))])
                return
            }
            set[field.jsonName] = .string(licence)
        default:
            guard let names = CodeNames.of(field) else {
                set[field.jsonName] = .string(text)
                return
            }
            guard let code = names.code(text, for: strings.language) else {
                note(field, unknown: text)
                return
            }
            set[field.jsonName] = .string(code)
        }
    }

    private mutating func note(_ field: Metadata.Field, unknown text: String) {
        guard troubles[field.rawValue] == nil else { return }
        troubles[field.rawValue] = strings.message(
            "unknownName",
            ["text": .text(String(text.prefix(80))), "field": .text(strings.name(of: field))]
        )
    }
}

/// A field of the form for a change of many documents.
struct BulkField: Sendable {
    var bulkID: String
    var bulkLabel: String
    var bulkValue: String
    var bulkList: String?
    var bulkTrouble: String?
    /// For lists: whether to add, to remove or to replace.
    var bulkHows: [ChoiceContext]
    var bulkCleared: Bool

    static func lists(_ form: DeskForm, _ troubles: [String: String], _ strings: PageStrings) -> [BulkField] {
        BulkForm.lists.map { field in
            var result = BulkField(field, form, troubles, strings)
            let chosen = form["\(field.rawValue)-how"] ?? ""
            result.bulkHows = BulkForm.How.allCases.map {
                ChoiceContext($0.rawValue, strings.text("bulkHow.\($0.rawValue)"), $0.rawValue == chosen)
            }
            return result
        }
    }

    static func singles(_ form: DeskForm, _ troubles: [String: String], _ strings: PageStrings) -> [BulkField] {
        BulkForm.singles.map { BulkField($0, form, troubles, strings) }
    }

    private init(_ field: Metadata.Field, _ form: DeskForm, _ troubles: [String: String], _ strings: PageStrings) {
        let name = field.rawValue
        bulkID = name
        bulkLabel = strings.name(of: field)
        bulkValue = form[name] ?? ""
        bulkList = field == .licence ? NameList.licences.listID : CodeNames.of(field).map { _ in "names-\(name)" }
        bulkTrouble = troubles[name]
        bulkHows = []
        bulkCleared = form.has("\(name)-clear")
    }
}
