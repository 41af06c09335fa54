import DocumentModel
import Encodings
import Foundation
import GRDB
import Templates

/// Validation of deposits, and the differences between two of them.
extension Catalogue {
    /// Checks an id chosen by a client: it must need no escaping in an address and be unambiguous.
    static func check(_ id: String) throws {
        let allowed = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._~:-".utf8.contains(byte)
        }
        guard allowed, (1...100).contains(id.utf8.count), id.utf8.first != UInt8(ascii: ".") else {
            let detail =
                "an id has 1 to 100 letters (a–z, A–Z), digits and . _ ~ : - and does not begin with a full stop, "
                + "such as forum:4711"
            throw DepositError.invalid([.init(field: "id", detail: detail)])
        }
    }

    /// Checks a deposit against all rules and completes it. Every change, from any interface and in dry runs, goes
    /// through this check.
    /// - Parameters:
    ///   - id: the document's id; nil if it is to be derived from the file's content.
    ///   - before: the current document; nil if it is new.
    ///   - hasFile: whether it has a file.
    /// - Returns: the deposit, completed by its template.
    /// - Throws: `DepositError.invalid`.
    func validate(
        _ deposit: Deposit,
        for id: String?,
        _ before: CatalogueDocument?,
        hasFile: Bool,
        in database: Database
    ) throws -> Deposit {
        if let id { try Self.check(id) }
        let deposit = completed(deposit)
        try check(deposit, hasFile: hasFile)
        let previous = before?.record.description.topics ?? []
        try Self.check(topics: deposit.record.description.topics.filter { !previous.contains($0) }, in: database)
        guard deposit.translationOf == nil || deposit.translationOf != id else {
            let detail = "a document cannot be a translation of itself"
            throw DepositError.invalid([.init(field: "translationOf", detail: detail)])
        }
        if let before { try Self.checkStage(before.stage, deposit.stage) }
        return deposit
    }

    private static func checkStage(_ before: Stage, _ after: Stage) throws {
        guard !before.leads(to: after) else { return }
        let detail =
            "a \(before.rawValue) document cannot become \(after.rawValue) directly; it must be 'reviewed' first"
        throw DepositError.invalid([.init(field: "stage", detail: detail)])
    }

    /// Checks a deposit by itself; throws all problems at once.
    private func check(_ deposit: Deposit, hasFile: Bool) throws {
        var complaints: [DepositError.FieldComplaint] = []
        let record = deposit.record
        let title = record.description.title?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if !hasFile, title.isEmpty {
            complaints.append(.init(field: "title", detail: "a record without a file needs a title"))
        }
        if let link = record.link {
            let url = URL(string: link)
            if !["http", "https"].contains(url?.scheme?.lowercased()) || (url?.host() ?? "").isEmpty {
                complaints.append(
                    .init(
                        field: "link",
                        detail: "'\(link)' is not an address; expected something like https://example.eu/story/7"
                    )
                )
            }
        }
        if let original = deposit.translationOf, (try? Self.check(original)) == nil {
            complaints.append(
                .init(
                    field: "translationOf",
                    detail: "'\(original)' is not a valid document id; expected something like forum:4711"
                )
            )
        }
        if let eqf = record.description.eqf, !(1...8).contains(eqf) {
            complaints.append(.init(field: "eqf", detail: "\(eqf) is not an EQF level; expected a number from 1 to 8"))
        }
        if let year = record.description.year, !(1000...2999).contains(year) {
            complaints.append(.init(field: "year", detail: "\(year) is not a year with four digits"))
        }
        complaints += problems(inFieldsOf: deposit, hasFile: hasFile)
        if !complaints.isEmpty { throw DepositError.invalid(complaints) }
    }

    /// Throws for topics that are in no thesaurus. Only new topics are checked, because a thesaurus may have been removed
    /// since.
    private static func check(topics: [Topic], in database: Database) throws {
        let unknown = try Thesauri.unknownTopics(among: topics, in: database)
        guard !unknown.isEmpty else { return }
        throw DepositError.invalid(
            unknown.map { .init(field: "topics", detail: complaint(aboutTopic: $0)) }
        )
    }

    /// The message about a topic that is in no thesaurus.
    package static func complaint(aboutTopic topic: Topic) -> String {
        "the concept '\(topic.code)' is in no vocabulary of this toolbox; import a vocabulary that contains it "
            + "('vetsearch vocabulary import'), or use a built-in code such as \(Topic.all.prefix(3).joined(separator: ", "))"
    }

    /// What is wrong with the template's fields. A draft may lack required fields.
    private func problems(inFieldsOf deposit: Deposit, hasFile: Bool) -> [DepositError.FieldComplaint] {
        let record = deposit.record
        if let name = record.template, templates[name] == nil {
            return [.init(field: "template", detail: templates.complaint(about: name))]
        }
        guard let template = template(of: record) else {
            if record.fields.isEmpty { return [] }
            let type = record.description.type?.code ?? "document"
            let detail = "the type '\(type)' has no template and therefore no fields; name a template, or use 'text'"
            return [.init(field: "fields", detail: detail)]
        }
        // A file of a type need not have the fields of its template: they are checked only if there are any.
        let isChecked = record.template != nil || !record.fields.isEmpty || !hasFile
        return isChecked
            ? template.problems(in: record.fields, isDraft: deposit.stage == .draft).map {
                .init(field: "fields." + $0.path, detail: $0.message)
            } : []
    }

    /// A deposit completed by its template, which sets the resource type.
    private func completed(_ deposit: Deposit) -> Deposit {
        var result = deposit
        if result.record.description.type == nil, let template = result.record.template.flatMap({ templates[$0] }) {
            result.record.description.type = ResourceType(template.resourceType)
            result.record.description.origins[.type] = "template \(template.name)"
        }
        return result
    }

    /// The document whose newest version has this content.
    static func holder(of hash: String, in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT id FROM documents WHERE hash = ?", arguments: [hash])
    }

    /// The members that differ, each with its old and new value. Long texts are shortened; the versions have them in
    /// full.
    static func differences(_ before: Deposit?, _ after: Deposit) throws -> [String: JSONValue] {
        let (old, new) = (try members(before), try members(after))
        var changed: [String: JSONValue] = [:]
        for name in Set(old.keys).union(new.keys) where old[name] != new[name] {
            changed[name] = .object(["from": cut(old[name] ?? .null), "to": cut(new[name] ?? .null)])
        }
        return ["changed": .object(changed)]
    }

    private static func members(_ deposit: Deposit?) throws -> [String: JSONValue] {
        guard let deposit else { return [:] }
        guard case .object(var all) = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(deposit))
        else {
            return [:]
        }
        if case .object(var record)? = all.removeValue(forKey: "record") {
            if case .object(let description)? = record.removeValue(forKey: "description") {
                for (name, value) in description where name != "origins" && value != .array([]) { all[name] = value }
            }
            for (name, value) in record where value != .object([:]) { all[name] = value }
        }
        return all
    }

    private static func cut(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text) where text.count > 300: .string(text.prefix(300) + "…")
        case .array(let values): .array(values.map(cut))
        case .object(let members): .object(members.mapValues(cut))
        default: value
        }
    }
}
