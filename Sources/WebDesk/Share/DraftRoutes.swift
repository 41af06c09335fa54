import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Templates
import Toolbox
import Web
import WebAPI

/// `/upload/drafts/{id}`: the form that describes a draft, with suggestions; submitting, publishing, replacing, deleting.
struct DraftRoutes: Sendable {
    private let desk: Desk
    private let share: ShareRoutes

    init(_ desk: Desk, _ share: ShareRoutes) { (self.desk, self.share) = (desk, share) }

    func add(to router: Router<ServiceContext>) {
        router.get("/upload/drafts/:document") { request, context in
            try context.need(.member)
            let document = try await document(context)
            return try await page(document, DraftPage(), request, context)
        }
        router.post("/upload/drafts/:document") { request, context in try await change(request, context) }
        router.post("/upload/drafts/:document/file") { request, context in try await replace(request, context) }
        router.post("/upload/drafts/:document/delete") { request, context in try await remove(request, context) }
    }

    static func path(_ id: String) -> String { "/upload/drafts/\(PercentEncoding.encode(id))" }

    /// The document of a request, if its person may change it.
    private func document(_ context: ServiceContext) async throws -> CatalogueDocument {
        let id = try context.parameters.require("document")
        let (catalogue, actor) = (desk.catalogue, context.actor)
        return try await desk.pools.catalogue.run {
            let audience = try catalogue.audience(of: id, for: actor)
            guard let document = try catalogue.document(id, seenBy: audience) else { throw Problem.unknownDocument(id) }
            guard try DraftAccess.mayChange(document, actor, catalogue) else { throw Problem.forbidden }
            return document
        }
    }

    // MARK: The page

    private func page(
        _ document: CatalogueDocument,
        _ state: DraftPage,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let strings = desk.strings(request)
        let (catalogue, service, actor) = (desk.catalogue, desk.suggestions, context.actor)
        // A form without suggestions is better than none.
        let found = try? await desk.pools.reading.run {
            try service.suggestions(for: document.id, seenBy: actor.role.audience)
        }
        let curation = try await desk.pools.catalogue.run { try catalogue.curation.state(of: document.id) }
        let content = state.content(
            document,
            template: template(of: document, state.form),
            suggestions: found ?? nil,
            curation: curation,
            actor: actor,
            strings: strings
        )
        return desk.page(
            "draft",
            content,
            title: content.heading,
            request,
            context,
            status: state.problem == nil ? .ok : .unprocessableContent
        )
    }

    /// The template of the type that is chosen in the form.
    private func template(of document: CatalogueDocument, _ form: DeskForm?) -> Template? {
        if let form, form.has("type") { return form["type"].flatMap { desk.catalogue.templates[$0] } }
        return (document.record.template ?? document.metadata.type?.code).flatMap { desk.catalogue.templates[$0] }
    }

    // MARK: Saving

    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        var sent = try await DeskForm(request, confirming: &context)
        try context.need(.member)
        let document = try await document(context)
        if let target = sent["version"] { return try await makeVersion(document, of: target, request, context) }
        if let use = sent["use"] { sent.accept(use == "*" ? sent.all("offered") : [use], filling: use == "*") }
        let (strings, catalogue, typed) = (desk.strings(request), desk.catalogue, sent)
        let template = template(of: document, sent)
        let form = try await desk.pools.catalogue.run {
            try DraftForm(typed, template: template, strings: strings, topics: catalogue.thesauri.topics(named:))
        }
        let isScript = request.headers[.accept] == "application/json"
        var state = DraftPage(form: form.values, troubles: form.troubles)
        var result = document
        do {
            let (saved, complaints) = try await save(document, form, template, sent, context.actor)
            result = saved
            state.troubles.merge(DraftTroubles.of(.invalid(complaints), strings).byField) { first, _ in first }
            if !state.troubles.isEmpty {
                state.problem = strings.formWrong
            } else {
                try await finish(result, sent["do"] ?? "", strings, context.actor, &state)
            }
        } catch let error as DepositError {
            if case .unknown(let id) = error { throw Problem.unknownDocument(id) }
            let found = DraftTroubles.of(error, strings)
            state.troubles.merge(found.byField) { first, _ in first }
            state.problem = found.rest ?? strings.formWrong
            if let now = try await desk.pools.catalogue.run({ try catalogue.document(document.id) }) { result = now }
        }
        if isScript { return try Response.json(Saved(state, result)) }
        guard state.problem == nil else { return try await page(result, state, request, context) }
        if let proposed = sent["proposed"] { try await propose(document, as: proposed, strings, context.actor) }
        switch sent["do"] {
        case "submit": return desk.leave(for: "/upload/mine", notice: "submitted")
        case "publish": return desk.leave(for: "/upload/mine", notice: "published")
        default:
            let notice = sent["proposed"] != nil ? "proposed" : sent["use"] != nil ? "used" : "draftSaved"
            var response = desk.leave(for: Self.path(document.id), notice: notice)
            // Without scripts, the reader comes back to the field.
            if let name = sent["use"]?.split(separator: "=").first, name != "*" {
                response.headers[.location]? += "#field-\(PercentEncoding.encode(String(name)))"
            }
            return response
        }
    }

    /// The answer to a script that saves.
    private struct Saved: Encodable {
        var saved: Bool
        var sequence: Int64
        var problem: String?
        /// What is wrong, by the name of the field.
        var troubles: [String: String]

        init(_ state: DraftPage, _ document: CatalogueDocument) {
            saved = state.problem == nil
            sequence = document.sequence
            problem = state.problem
            troubles = state.troubles.mapValues(\.text)
        }
    }

    /// Saves what is valid; the rest stays in the form.
    /// - Returns: the document, and what was not valid.
    private func save(
        _ document: CatalogueDocument,
        _ form: DraftForm,
        _ template: Template?,
        _ sent: DeskForm,
        _ actor: Actor
    ) async throws -> (CatalogueDocument, [DepositError.FieldComplaint]) {
        var changes = document.changes(in: form)
        if form.members["type"] != nil, template?.name != document.record.template, document.record.template != nil {
            changes["template"] = .null
        }
        // The fields of another type's template go with it.
        let left = document.record.fields.keys.filter { name in
            form.members["type"] != nil && template?.fields.contains { $0.name == name } != true
        }
        if !left.isEmpty {
            var fields: [String: JSONValue] = [:]
            if case .object(let members)? = changes["fields"] { fields = members }
            for name in left { fields[name] = .null }
            changes["fields"] = .object(fields)
        }
        let permission = DepositPermission(actor)
        let precondition = sent["sequence"].flatMap { Int64($0) }.map { Precondition.at([$0]) } ?? .present
        let catalogue = desk.catalogue
        var complaints: [DepositError.FieldComplaint] = []
        while !changes.isEmpty {
            let members = changes
            do {
                _ = try await desk.pools.changes.run {
                    try catalogue.describe(document.id, if: permission.guarding(precondition), by: actor.name) {
                        try $0.apply(members)
                        $0 = permission.limited($0)
                    }
                }
                desk.deposits.changed()
                break
            } catch DepositError.invalid(let found) where complaints.isEmpty {
                complaints = found
                for complaint in found { changes.leaveOut(complaint.field) }
                if changes == members { throw DepositError.invalid(found) }
            }
        }
        let saved = try await desk.pools.catalogue.run { try catalogue.document(document.id) } ?? document
        return (saved, complaints)
    }

    /// Submits or publishes a saved document.
    private func finish(
        _ document: CatalogueDocument,
        _ action: String,
        _ strings: PageStrings,
        _ actor: Actor,
        _ state: inout DraftPage
    ) async throws {
        guard action == "submit" || action == "publish" else { return }
        guard document.metadata.title?.isEmpty == false else {
            state.troubles["title"] = FieldTrouble(text: strings.fieldMissing)
            state.problem = strings.formWrong
            return
        }
        let catalogue = desk.catalogue
        if action == "submit" {
            let permission = DepositPermission(actor)
            try await desk.pools.changes.run {
                // What is missing is said now, not when a curator publishes it.
                try catalogue.rehearse(document.id) { $0.stage = .reviewed }
                try catalogue.curation.submit(document.id, if: permission.guarding(.present), by: actor.name)
            }
        } else {
            guard actor.role >= .curator else { throw Problem.forbidden }
            guard actor.scope.covers(document.metadata) else {
                state.problem = strings.outsideScope
                return
            }
            try await desk.pools.changes.run {
                for stage in [Stage.reviewed, .published] {
                    _ = try catalogue.describe(document.id, by: actor.name) { $0.stage = stage }
                }
            }
        }
        desk.deposits.changed()
    }

    // MARK: Versions

    private func makeVersion(
        _ document: CatalogueDocument,
        of target: String,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let (catalogue, actor, strings) = (desk.catalogue, context.actor, desk.strings(request))
        do {
            _ = try await desk.pools.changes.run {
                guard let before = try catalogue.document(target),
                    try DraftAccess.mayChange(before, actor, catalogue)
                else { throw DepositError.notAllowed("") }
                return try catalogue.makeVersion(
                    of: target,
                    fromDraft: document.id,
                    DepositPermission(actor),
                    by: actor.name
                )
            }
        } catch let error as DepositError {
            var state = DraftPage()
            state.problem = DraftTroubles.of(error, strings).rest ?? strings.formWrong
            return try await page(document, state, request, context)
        }
        desk.deposits.changed()
        return desk.leave(for: "/upload/mine", notice: "versionMade")
    }

    /// Tells the curators that a draft is meant as a new version of another document, which its depositor may not change.
    private func propose(_ document: CatalogueDocument, as id: String, _ strings: PageStrings, _ actor: Actor)
        async throws
    {
        let catalogue = desk.catalogue
        try await desk.pools.changes.run {
            guard let target = try catalogue.document(id, seenBy: actor.role.audience) else { return }
            let title = target.metadata.title ?? target.source
            let text = strings.message("proposedComment", ["title": .text(title), "id": .text(id)])
            guard try !catalogue.curation.comments(on: document.id).contains(where: { $0.text == text }) else { return }
            _ = try catalogue.curation.comment(on: document.id, text, by: actor.name)
        }
    }

    // MARK: Files

    private func replace(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await FileForm(request, desk, confirming: &context)
        let originals = desk.catalogue.originals
        do {
            try context.need(.member)
            let document = try await document(context)
            guard !form.files.isEmpty else {
                var state = DraftPage()
                state.problem = desk.strings(request).noFiles
                return try await page(document, state, request, context)
            }
            return try await share.accept(form.files, [:], replacing: document.id, request, context)
        } catch {
            try? await desk.pools.files.runAlways { for file in form.files { originals.discard(file.staged) } }
            throw error
        }
    }

    private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.member)
        let document = try await document(context)
        let (catalogue, actor) = (desk.catalogue, context.actor)
        // From here only what nobody could have read yet; curators remove other documents elsewhere.
        guard document.stage != .published else { throw Problem.forbidden }
        do {
            _ = try await desk.pools.changes.run {
                try catalogue.remove(
                    document.id,
                    if: DepositPermission(actor).guarding(.at([document.sequence])),
                    by: actor.name
                )
            }
        } catch let error as DepositError {
            throw Problem(error)
        }
        desk.deposits.changed()
        return desk.leave(for: "/upload/mine", notice: "draftDeleted")
    }
}

extension [String: JSONValue] {
    /// Removes a member by its path: `year`, `fields.contact.email`, `fields.actions[2]`.
    fileprivate mutating func leaveOut(_ path: String) {
        guard path.hasPrefix("fields."), case .object(var fields)? = self["fields"] else {
            self[path] = nil
            return
        }
        fields[String(path.dropFirst(7).prefix { $0 != "." && $0 != "[" })] = nil
        self["fields"] = fields.isEmpty ? nil : .object(fields)
    }
}

extension DeskForm {
    /// Puts accepted suggestions into their fields.
    /// - Parameters:
    ///   - offers: `FIELD=VALUE`.
    ///   - filling: whether a field of one value keeps what it has.
    mutating func accept(_ offers: [String], filling: Bool) {
        for offer in offers.prefix(200) {
            guard let sign = offer.firstIndex(of: "=") else { continue }
            let (name, value) = (String(offer[..<sign]), String(offer[offer.index(after: sign)...]))
            switch name {
            case "country", "topic", "sector":
                set(name, (all(name) + [value]).uniqued())
                // A name that was not understood is replaced by the one that was meant.
                if !filling, has(name + DraftForm.more) { set(name + DraftForm.more, [""]) }
            case "licence":
                if filling, let present = self["licence"], present != DraftForm.unknownLicence { continue }
                let isPlain = LicenceChoice.plain.contains(value)
                set("licence", [isPlain ? value : DraftForm.otherLicence])
                if !isPlain { set("licence-other", [value]) }
            case "title", "type", "year", "language", "translationOf", "eqf", "partner":
                if !filling || self[name] == nil { set(name, [value]) }
            default: continue
            }
        }
    }
}
