import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import Web

/// `/desk`: the rooms of curators.
struct CurateRoutes: Sendable {
    private let desk: Desk
    private let share: ShareRoutes

    init(_ desk: Desk, _ share: ShareRoutes) { (self.desk, self.share) = (desk, share) }

    func add(to router: Router<ServiceContext>) {
        QueueRoutes(desk).add(to: router)
        ReviewRoutes(desk, share).add(to: router)
        DocumentHistoryRoutes(desk).add(to: router)
        FailedRoutes(desk, share).add(to: router)
        WorkRoutes(desk).add(to: router)
        BulkRoutes(desk).add(to: router)
    }
}

/// Which room a page belongs to.
struct CurateNav: Sendable {
    enum Room { case queue, failed, work, bulk }

    var atQueue: Bool
    var atFailed: Bool
    var atWork: Bool
    var atBulk: Bool

    init(_ room: Room) {
        (atQueue, atFailed, atWork, atBulk) = (room == .queue, room == .failed, room == .work, room == .bulk)
    }
}

/// The links to the parts of a list before and after the one on the page.
struct TurnContext: Sendable {
    var earlierHref: String?
    var laterHref: String?

    /// - Parameter path: the address of the list; `offset` is added.
    init(_ path: String, offset: Int, limit: Int, total: Int) {
        let joint = path.contains("?") ? "&" : "?"
        if offset > 0 { earlierHref = "\(path)\(joint)offset=\(max(0, offset - limit))" }
        if offset + limit < total { laterHref = "\(path)\(joint)offset=\(offset + limit)" }
    }
}

extension Request {
    /// The parameter `offset`; 0 if it is missing or no number.
    var offset: Int { min(max(0, uri.queryParameters["offset"].flatMap { Int($0) } ?? 0), 1_000_000) }
}

/// The people that a page names: by their names in the audit trail.
struct People: Sendable {
    private var names: [String: String] = [:]
    private let nobodyKnown: String

    /// Reads the names of accounts.
    init(_ actors: [String?], _ desk: Desk, _ strings: PageStrings) async throws {
        nobodyKnown = strings.personGone
        let ids = Set(actors.compactMap { $0.flatMap { Actor.account(named: $0) } })
        guard !ids.isEmpty else { return }
        let accounts = desk.catalogue.accounts
        names = try await desk.pools.catalogue.run { try accounts.names(of: ids) }
    }

    /// The name to show: that of the account; programs and terminals are called as in the audit trail.
    subscript(actor: String) -> String {
        guard let id = Actor.account(named: actor) else { return actor.isEmpty ? nobodyKnown : actor }
        return names[id] ?? nobodyKnown
    }
}

extension Desk {
    /// Runs a change by a curator's form. Returns what is wrong if it was rejected.
    func rejection(
        of change: @escaping @Sendable () throws -> Void,
        _ strings: PageStrings
    ) async throws -> String? {
        do {
            try await pools.changes.run(change)
        } catch let error as DepositError {
            return strings.text(error)
        }
        deposits.changed()
        return nil
    }
}

extension CatalogueDocument {
    /// The title, or the file's name if there is none.
    var shownTitle: String { PageText.shortened(metadata.title ?? Self.name(source, of: id), to: 200) }

    /// The name of a document's file; those of deposited files have the document's id before them.
    static func name(_ source: String, of id: String) -> String {
        source.hasPrefix("\(id)/") ? String(source.dropFirst(id.count + 1)) : source
    }
}

extension PageStrings {
    /// Why a change was rejected, for a curator.
    func text(_ error: DepositError) -> String {
        switch error {
        case .unknown: text("curateProblem.unknown")
        case .stale: text("curateProblem.stale")
        case .notAllowed: text("curateProblem.notAllowed")
        case .conflict(let reason): reason
        case .invalid(let complaints):
            complaints.map { complaint in
                let name = nameOfMember(complaint.field)
                return complaint.field == "document" ? complaint.detail : "\(name): \(complaint.detail)"
            }.joined(separator: "; ")
        }
    }

    /// The name of a member of a description, such as `countries`.
    func nameOfMember(_ member: String) -> String {
        if Self.english.texts["member.\(member)"] != nil { return text("member.\(member)") }
        if let field = Metadata.Field.allCases.first(where: { $0.jsonName == member || $0.rawValue == member }) {
            return name(of: field)
        }
        return member.hasPrefix("fields.") ? String(member.dropFirst(7)) : member
    }

    /// The value of a member as people read it; a dash for none.
    func shown(_ value: JSONValue, of member: String) -> String {
        switch value {
        case .null: return "–"
        case .array(let values):
            return values.isEmpty ? "–" : values.map { shown($0, of: member) }.joined(separator: " · ")
        case .string(let text):
            if member == "stage" { return self.text("status.\(text)") }
            if member == "visibility" { return self.text("visibility.\(text)") }
            guard let field = Metadata.Field.allCases.first(where: { $0.jsonName == member }),
                let facet = Facet.named(field.rawValue), field != .partner
            else { return text }
            return label(of: text, in: facet)
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let flag): return flag ? self.yes : self.no
        case .object(let members):
            return members.sorted { $0.key < $1.key }.map { "\($0.key): \(shown($0.value, of: ""))" }
                .joined(separator: "; ")
        }
    }

    func documents(_ count: Int) -> String { message("documents", ["count": .number(count)]) }

    /// How long ago something happened, in days.
    func age(since date: Date, now: Date = Date()) -> String {
        message("ageDays", ["days": .number(max(0, Int(now.timeIntervalSince(date) / 86_400)))])
    }
}
