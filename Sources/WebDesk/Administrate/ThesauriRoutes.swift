import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import SystemPackage
import Toolbox
import Web
import WebAPI

/// `/admin/thesauri`: the vocabularies of topics. An import is tried first, and done when its person has seen what changes.
struct ThesauriRoutes: Sendable {
    private let desk: Desk
    private let pending: PendingImports
    private let gate = ImportGate()

    init(_ desk: Desk) {
        self.desk = desk
        pending = PendingImports(desk.catalogue.originals)
    }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/thesauri") { request, context in
            try context.need(.administrator)
            return try await list(Sent(), request, context)
        }
        router.post("/admin/imports") { request, context in try await upload(request, context) }
        router.post("/admin/imports/:upload") { request, context in try await decide(request, context) }
        router.get("/admin/thesauri/:thesaurus/remove") { request, context in try await ask(request, context) }
        router.post("/admin/thesauri/:thesaurus/remove") { request, context in try await remove(request, context) }
        router.post("/admin/thesauri/:thesaurus/switch") { request, context in try await turn(request, context) }
    }

    /// The maximum number of documents and concepts that a page lists.
    private static let mostListed = 20

    // MARK: The list

    /// What was sent, and what is wrong with it.
    struct Sent {
        var name = ""
        var problem: String?
        /// The reason from the reader of the file, in English.
        var detail: String?
    }

    struct Content {
        var nav: AdminNav
        var thesauri: [RowContext]
        var name: String
        var most: String
        var problem: String?
        var detail: String?
    }

    struct RowContext {
        var rowName: String
        var rowTitle: String
        var rowSource: String
        var rowConcepts: String
        var rowLabels: String
        var rowLanguages: String
        var rowDocuments: String
        var rowIsActive: Bool
        var rowState: String
        var rowRemove: String?
        var rowSwitch: String?
        var rowSwitchOn: String
        var rowSwitchLabel: String
    }

    private func list(_ sent: Sent, _ request: Request, _ context: ServiceContext) async throws -> Response {
        pending.clean()
        let (thesauri, strings) = (desk.catalogue.thesauri, desk.strings(request))
        let (all, counts) = try await desk.pools.reading.run { (try thesauri.all(), try thesauri.documentCounts()) }
        let content = Content(
            nav: AdminNav(.thesauri, strings),
            thesauri: all.map { Self.row($0, documents: counts[$0.name] ?? 0, strings) },
            name: sent.name,
            most: strings.message("fileAtMost", ["size": .text(strings.size(most))]),
            problem: sent.problem,
            detail: sent.detail
        )
        return desk.page(
            "thesauri",
            content,
            title: strings.thesauriHeading,
            request,
            context,
            status: sent.problem == nil ? .ok : .unprocessableContent
        )
    }

    private static func row(_ thesaurus: Thesaurus, documents: Int, _ strings: PageStrings) -> RowContext {
        let path = "/admin/thesauri/\(PercentEncoding.encode(thesaurus.name))"
        let languages = thesaurus.languages.map { strings.label(of: $0.code, in: .language) }
        return RowContext(
            rowName: thesaurus.name,
            rowTitle: thesaurus.titles[strings.language] ?? thesaurus.titles["en"]
                ?? thesaurus.titles.min { $0.key < $1.key }?.value ?? thesaurus.name,
            rowSource: thesaurus.source ?? strings.thesaurusBuiltIn,
            rowConcepts: strings.number(thesaurus.concepts),
            rowLabels: strings.number(thesaurus.labels),
            rowLanguages: languages.joined(separator: ", "),
            rowDocuments: strings.message("usedByDocuments", ["count": .number(documents)]),
            rowIsActive: thesaurus.isActive,
            rowState: thesaurus.isActive ? strings.thesaurusOn : strings.thesaurusOff,
            rowRemove: thesaurus.isBuiltIn ? nil : path + "/remove",
            rowSwitch: thesaurus.isBuiltIn ? path + "/switch" : nil,
            rowSwitchOn: thesaurus.isActive ? "no" : "yes",
            rowSwitchLabel: thesaurus.isActive ? strings.thesaurusSwitchOff : strings.thesaurusSwitchOn
        )
    }

    // MARK: Importing

    private var most: Int64 { min(desk.maximumUpload, ThesaurusRoutes.maximumSize) }

    struct PreviewContent {
        var nav: AdminNav
        var lead: String
        var size: String
        var groups: [Group]
        var documents: String?
        var uses: [UseContext]
        var minutes: String
        var action: String
        var canImport: Bool
        /// Whether somebody else has changed the thesauri since the last look.
        var hasMoved: Bool
    }

    /// Concepts that are added, changed or removed.
    struct Group {
        var groupHeading: String
        var groupURIs: [String]
        var groupMore: String?
    }

    struct UseContext {
        var useHref: String
        var useName: String

        init(_ use: TopicUse) {
            (useHref, useName) = ("/documents/\(PercentEncoding.encode(use.id))", use.source)
        }
    }

    private func upload(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try Self.needAdministrator(context)
        var context = context
        let form = try await FileForm(request, desk, most: most, mostFiles: 1, confirming: &context)
        let strings = desk.strings(request)
        let name = form.fields["name"]
        guard let (staged, fileName) = form.files.first.map({ ($0.staged, $0.name) }),
            let session = context.session?.hash
        else {
            return try await list(Sent(name: name ?? "", problem: strings.fileMissing), request, context)
        }
        if let name, Thesauri.complaint(aboutName: name) != nil {
            await discard(staged)
            return try await list(Sent(name: name, problem: strings.thesaurusNameWrong), request, context)
        }
        let new = PendingImport(file: staged, fileName: fileName, name: name, session: session, revision: 0)
        return try await preview(new, hasMoved: false, request, context)
    }

    /// A person who must not import is told so before the file is read.
    private static func needAdministrator(_ context: ServiceContext) throws {
        guard let role = context.session?.account.role else { throw Problem.unauthorized }
        guard role >= .administrator else { throw Problem.forbidden }
    }

    /// Tries an import, and keeps its file.
    private func preview(
        _ new: PendingImport,
        hasMoved: Bool,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let strings = desk.strings(request)
        let change: ThesaurusChange
        var kept = new
        do {
            let thesauri = desk.catalogue.thesauri
            kept.revision = try await desk.pools.catalogue.run { try thesauri.thesaurusRevision() }
            change = try await run(new, isDryRun: true, by: context.actor.name)
        } catch {
            await discard(new.file)
            return try await list(Self.refusal(of: new, error, strings), request, context)
        }
        let isUnchanged = change.outcome == .unchanged
        let id = isUnchanged ? "" : pending.keep(kept)
        if isUnchanged { await discard(new.file) }
        let content = PreviewContent(
            nav: AdminNav(.thesauri, strings),
            lead: strings.message(
                "importOutcome.\(change.outcome.rawValue)",
                ["name": .text(change.name), "file": .text(new.fileName)]
            ),
            size: strings.message(
                "importSize",
                [
                    "concepts": .number(change.concepts), "labels": .number(change.labels),
                    "languages": .number(change.languages.count),
                ]
            ),
            groups: [
                Self.group("importAdded", change.added, change.examples.added, strings),
                Self.group("importChanged", change.changed, change.examples.changed, strings),
                Self.group("importRemoved", change.removed, change.examples.removed, strings),
            ],
            documents: change.documents > 0
                ? strings.message("importOrphans", ["count": .number(change.documents)]) : nil,
            uses: change.uses.prefix(Self.mostListed).map(UseContext.init),
            minutes: strings.message("importMinutes", ["count": .number(Int(PendingImports.life / 60))]),
            action: "/admin/imports/\(id)",
            canImport: !isUnchanged,
            hasMoved: hasMoved
        )
        return desk.page("thesaurus-preview", content, title: strings.importHeading, request, context)
    }

    private static func group(_ name: String, _ count: Int, _ uris: [String], _ strings: PageStrings) -> Group {
        Group(
            groupHeading: strings.message(name, ["count": .number(count)]),
            groupURIs: uris,
            groupMore: count > uris.count
                ? strings.message("importMore", ["count": .number(count - uris.count)]) : nil
        )
    }

    private func run(_ pending: PendingImport, isDryRun: Bool, by who: String) async throws -> ThesaurusChange {
        let importer = ThesaurusImporter(desk.catalogue, isDryRun: isDryRun, by: who)
        return try await gate.run {
            // It may take a minute, so it must not occupy a thread that others wait for.
            try await Blocking.run {
                try importer.add(
                    fileAt: pending.file.path.string,
                    source: pending.fileName,
                    name: pending.name
                )
            }
        }
    }

    private static func refusal(of pending: PendingImport, _ error: any Error, _ strings: PageStrings) throws -> Sent {
        var sent = Sent(name: pending.name ?? "")
        switch error {
        case let error as UnreadableThesaurus:
            sent.problem =
                error.line.map {
                    strings.message("importLine", ["file": .text(error.file), "line": .number($0)])
                } ?? strings.message("importUnreadable", ["file": .text(error.file)])
            sent.detail = error.reason
        case let error as CatalogueError:
            (sent.problem, sent.detail) = (strings.importRefused, error.description)
        case let error as Problem where error.code == Problem.busy.code: sent.problem = strings.importBusy
        default: throw error
        }
        return sent
    }

    /// `decision` is `import`, or anything else for leaving it.
    private func decide(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (id, strings) = (try context.parameters.require("upload"), desk.strings(request))
        // An ingest in another process deletes unfinished copies.
        guard let found = pending.take(id, of: context.session?.hash ?? ""),
            FileManager.default.fileExists(atPath: found.file.path.string)
        else {
            return try await list(Sent(problem: strings.importGone), request, context)
        }
        guard form["decision"] == "import" else {
            await discard(found.file)
            return desk.leave(for: "/admin/thesauri", notice: "importLeft")
        }
        let thesauri = desk.catalogue.thesauri
        let revision = try await desk.pools.catalogue.run { try thesauri.thesaurusRevision() }
        guard revision == found.revision else { return try await preview(found, hasMoved: true, request, context) }
        do {
            _ = try await run(found, isDryRun: false, by: context.actor.name)
        } catch {
            await discard(found.file)
            return try await list(Self.refusal(of: found, error, strings), request, context)
        }
        await discard(found.file)
        return desk.leave(for: "/admin/thesauri", notice: "thesaurusImported")
    }

    private func discard(_ staged: StagedOriginal) async {
        let originals = desk.catalogue.originals
        try? await desk.pools.files.runAlways { originals.discard(staged) }
    }

    // MARK: Removing and switching

    struct RemoveContent {
        var nav: AdminNav
        var heading: String
        var lead: String
        var documents: String
        var uses: [UseContext]
        var usesMore: String?
        var action: String
    }

    private func ask(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let (thesaurus, strings) = (try await thesaurus(context, builtIn: false), desk.strings(request))
        let importer = ThesaurusImporter(desk.catalogue, isDryRun: true)
        let change = try await desk.pools.changes.run { try importer.remove(thesaurus.name) }
        let heading = strings.message("removeThesaurusHeading", ["name": .text(thesaurus.name)])
        let content = RemoveContent(
            nav: AdminNav(.thesauri, strings),
            heading: heading,
            lead: strings.message("removeThesaurusLead", ["count": .number(thesaurus.concepts)]),
            documents: strings.message("removeThesaurusUses", ["count": .number(change.documents)]),
            uses: change.uses.prefix(Self.mostListed).map(UseContext.init),
            usesMore: change.documents > Self.mostListed
                ? strings.message("importMore", ["count": .number(change.documents - Self.mostListed)]) : nil,
            action: "/admin/thesauri/\(PercentEncoding.encode(thesaurus.name))/remove"
        )
        return desk.page("thesaurus-remove", content, title: heading, request, context)
    }

    private func thesaurus(_ context: ServiceContext, builtIn: Bool) async throws -> Thesaurus {
        let (name, thesauri) = (try context.parameters.require("thesaurus"), desk.catalogue.thesauri)
        let all = try await desk.pools.catalogue.run { try thesauri.all() }
        guard let found = all.first(where: { $0.name == name && $0.isBuiltIn == builtIn }) else {
            throw Problem.notFound(UnknownThesaurus(name: name, names: all.map(\.name)).description)
        }
        return found
    }

    private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let thesaurus = try await thesaurus(context, builtIn: false)
        let importer = ThesaurusImporter(desk.catalogue, isDryRun: false, by: context.actor.name)
        do {
            _ = try await desk.pools.changes.run { try importer.remove(thesaurus.name) }
        } catch is UnknownThesaurus {
            // Somebody else has removed it meanwhile.
        }
        return desk.leave(for: "/admin/thesauri", notice: "thesaurusRemoved")
    }

    private func turn(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        _ = try await thesaurus(context, builtIn: true)
        let isOn = form["on"] == "yes"
        let importer = ThesaurusImporter(desk.catalogue, isDryRun: false, by: context.actor.name)
        _ = try await desk.pools.changes.run { try importer.useBuiltIn(isOn) }
        return desk.leave(for: "/admin/thesauri", notice: isOn ? "thesaurusSwitchedOn" : "thesaurusSwitchedOff")
    }
}
