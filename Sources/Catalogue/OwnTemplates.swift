import DocumentModel
import Encodings
import Foundation
import GRDB
import Synchronization
import SystemPackage
import Templates

/// The templates of a toolbox, read again when a file in its folder has changed, so that every process uses a new
/// template soon.
final class TemplateFolder: Sendable {
    /// The state of a file when it was read.
    private struct Stamp: Equatable {
        var name: String
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct State {
        var library: TemplateLibrary
        var stamps: [Stamp]
    }

    private let folder: FilePath
    private let state: Mutex<State>

    init(_ folder: FilePath) {
        self.folder = folder
        state = Mutex(Self.read(folder))
    }

    /// Looks at the few files each time: the process that indexes a record must not use an old template, because nothing
    /// would index the record again.
    var library: TemplateLibrary {
        state.withLock { state in
            if Self.stamps(folder) != state.stamps { state = Self.read(folder) }
            return state.library
        }
    }

    /// Reads the folder now, and returns the new templates.
    @discardableResult
    func reload() -> TemplateLibrary {
        state.withLock { state in
            state = Self.read(folder)
            return state.library
        }
    }

    private static func read(_ folder: FilePath) -> State {
        // First the stamps: a file that changes meanwhile is read again.
        let stamps = stamps(folder)
        return State(library: TemplateLibrary(folder: folder.string), stamps: stamps)
    }

    private static func stamps(_ folder: FilePath) -> [Stamp] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
            var status = stat()
            guard stat(folder.appending(name).string, &status) == 0 else { return nil }
            return Stamp(
                name: name,
                inode: UInt64(status.st_ino),
                size: Int64(status.st_size),
                seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec
            )
        }
    }
}

/// Why a template cannot be changed, in one sentence.
package enum TemplateRefusal: Error, Sendable, CustomStringConvertible {
    case unknown(String)
    /// The template itself is wrong.
    case invalid(String)
    /// The state of the toolbox prevents it.
    case conflict(String)
    /// The template is not the one that the client has read.
    case stale(String)

    package var description: String {
        switch self {
        case .unknown(let reason), .invalid(let reason), .conflict(let reason), .stale(let reason): reason
        }
    }
}

/// The result of changing a template.
package struct TemplateChange: Sendable, Codable {
    package enum Outcome: String, Sendable, Codable {
        case created, updated, unchanged
        /// It was the toolbox's own, and is gone.
        case removed
        /// It replaced a built-in one, which is valid again.
        case restored
    }

    /// A record that no longer fits its template. It stays as it is, but cannot be saved again unchanged.
    package struct Misfit: Sendable, Codable {
        package var id: String
        package var source: String
        package var problems: [String]
    }

    package var name: String
    package var outcome: Outcome
    /// The number of records of this template.
    package var records: Int
    /// The number of records that do not fit it now, and the first of them.
    package var unfit: Int
    package var misfits: [Misfit]

    /// The maximum number of records in ``misfits``.
    package static let mostMisfits = 20
}

extension Catalogue {
    /// The templates that records are checked against: the built-in ones, and those in the toolbox's folder `templates`.
    package var templates: TemplateLibrary { templateFolder.library }

    /// The maximum number of the toolbox's own templates.
    package static let mostTemplates = 200
    /// The maximum length of a template's name in letters.
    package static let longestTemplateName = 60

    /// Adds a template or replaces it, also a built-in one, durably and in one step. It is valid at once.
    /// - Parameters:
    ///   - json: the file, as ``Template`` describes it.
    ///   - check: called with the current template of that name before it is replaced; may throw.
    /// - Throws: ``TemplateRefusal``; nothing is changed then.
    package func putTemplate(
        _ name: String,
        json: [UInt8],
        by who: String,
        check: (Template?) throws -> Void = { _ in }
    ) throws -> TemplateChange {
        guard !isReadOnly else { throw StorageTrouble.readOnly }
        guard json.count <= TemplateLibrary.largestFile else {
            throw TemplateRefusal.invalid("a template has at most \(TemplateLibrary.largestFile >> 20) MiB")
        }
        guard name.utf8.count <= Self.longestTemplateName else {
            throw TemplateRefusal.invalid("the name of a template has at most \(Self.longestTemplateName) letters")
        }
        let template: Template
        do {
            template = try Template(name: name, json: json)
        } catch let error as TemplateError {
            throw TemplateRefusal.invalid(error.description)
        }
        let path = toolbox.templates.appending(name + ".json")
        let outcome = try database.write { database -> TemplateChange.Outcome in
            let library = templateFolder.reload()
            try check(library[name])
            if library[name]?.source == template.source { return .unchanged }
            let isNew = library[name] == nil
            guard library.own.contains(name) || library.own.count < Self.mostTemplates else {
                throw TemplateRefusal.conflict(
                    "the toolbox has \(Self.mostTemplates) templates of its own, which is the limit; remove one first"
                )
            }
            let details = ["template": name, "title": template.title]
            try AuditTrail.note(.templateChanged, nil, by: who, details, in: database)
            try Self.indexAgain(name, in: database)
            // Last, because it cannot be taken back.
            try Self.writeDurably(json, to: path)
            return isNew ? .created : .updated
        }
        return try change(name, outcome, templateFolder.reload()[name])
    }

    /// Removes one of the toolbox's own templates. If it replaces a built-in one, that one is valid again.
    /// - Parameter evenIfUsed: whether it is removed although there are records that have no template then.
    /// - Throws: ``TemplateRefusal``; nothing is changed then.
    package func removeTemplate(
        _ name: String,
        evenIfUsed: Bool,
        by who: String,
        check: (Template?) throws -> Void = { _ in }
    ) throws -> TemplateChange {
        guard !isReadOnly else { throw StorageTrouble.readOnly }
        let isBuiltIn = TemplateLibrary.builtIn[name] != nil
        try database.write { database in
            let library = templateFolder.reload()
            // Also a file that cannot be read as a template; its name is that of a file in this folder.
            let isThere = library.own.contains(name) || Self.isBroken(name, in: library)
            guard isThere else {
                throw isBuiltIn
                    ? TemplateRefusal.conflict(
                        "'\(name)' is built in and unchanged; a built-in template cannot be removed"
                    )
                    : .unknown(library.complaint(about: name))
            }
            try check(library[name])
            let records = isBuiltIn ? 0 : try Self.records(of: name, in: database).count
            guard records == 0 || evenIfUsed else {
                throw TemplateRefusal.conflict(
                    "\(counted(records, "record")) \(records == 1 ? "has" : "have") the template '\(name)', and could not be "
                        + "changed without it; give them another template first, or set force"
                )
            }
            try AuditTrail.note(.templateRemoved, nil, by: who, ["template": name], in: database)
            try Self.indexAgain(name, in: database)
            try FileManager.default.removeItem(atPath: toolbox.templates.appending(name + ".json").string)
            try Originals.synchronise(toolbox.templates)
        }
        return try change(name, isBuiltIn ? .restored : .removed, templateFolder.reload()[name])
    }

    /// The number of records with a template, whether named or that of their type.
    package func recordCount(ofTemplate name: String) throws -> Int {
        try database.read { try Self.records(of: name, in: $0).count }
    }

    private static func isBroken(_ name: String, in library: TemplateLibrary) -> Bool {
        library.problems.contains { $0.contains("/\(name).json:") }
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    private func change(
        _ name: String,
        _ outcome: TemplateChange.Outcome,
        _ template: Template?
    ) throws -> TemplateChange {
        let records = try database.read { try Self.records(of: name, in: $0) }
        var change = TemplateChange(name: name, outcome: outcome, records: records.count, unfit: 0, misfits: [])
        for (id, source, stage, record) in records {
            let problems =
                template.map { template in
                    template.problems(in: record.fields, isDraft: stage == Stage.draft.rawValue).prefix(10)
                        .map { "\($0.path): \($0.message)" }
                } ?? ["template: there is no template '\(name)'"]
            guard !problems.isEmpty else { continue }
            change.unfit += 1
            guard change.misfits.count < TemplateChange.mostMisfits else { continue }
            change.misfits.append(.init(id: id, source: source, problems: problems))
        }
        return change
    }

    /// The records with a template, whether named or that of their type. A file of the type without fields is not one.
    private static func records(
        of template: String,
        in database: Database
    ) throws -> [(id: String, source: String, stage: String, record: DepositRecord)] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, source, stage, record FROM documents
                WHERE json_extract(record, '$.template') = :name OR (json_extract(record, '$.template') IS NULL
                    AND json_extract(record, '$.description.type') = :name AND json_extract(record, '$.fields') <> '{}')
                ORDER BY source, id
                """,
            arguments: ["name": template]
        )
        return try Array(
            rows.map { row in
                let record = Data((row["record"] as String).utf8)
                return (
                    row["id"], row["source"], row["stage"], try JSONDecoder().decode(DepositRecord.self, from: record)
                )
            }
        )
    }

    /// Has the records of a template indexed again, because the names of fields and values are searched.
    private static func indexAgain(_ template: String, in database: Database) throws {
        for record in try records(of: template, in: database) { _ = try nextSequence(for: record.id, in: database) }
    }

    /// Writes a file in one step: readers see the old or the new one, also after a power failure.
    package static func writeDurably(_ bytes: [UInt8], to path: FilePath) throws {
        let folder = path.removingLastComponent()
        do {
            try FileManager.default.createDirectory(
                atPath: folder.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let new = FilePath(path.string + ".new")
            let target = try FileDescriptor.open(
                new,
                .writeOnly,
                options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
            try target.closeAfter { _ = try target.writeAll(bytes) }
            try Originals.synchronise(new)
            guard rename(new.string, path.string) == 0 else { throw Errno(rawValue: errno) }
            try Originals.synchronise(folder)
        } catch let error as Errno {
            throw StorageTrouble(writing: error) ?? .failing("\(error)")
        }
    }
}
