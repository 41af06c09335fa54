import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import SystemPackage
import Templates
import Toolbox
import Web
import WebAPI

/// `/admin/templates`: the forms of records.
struct TemplatesRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/templates") { request, context in
            try context.need(.administrator)
            return try await list(Sent(), request, context)
        }
        router.post("/admin/templates") { request, context in try await put(nil, request, context) }
        router.get("/admin/templates/:template") { request, context in
            try context.need(.administrator)
            return try await show(try context.parameters.require("template"), Sent(), nil, request, context)
        }
        router.post("/admin/templates/:template") { request, context in
            try await put(try context.parameters.require("template"), request, context)
        }
        router.get("/admin/templates/:template/remove") { request, context in try await ask(request, context) }
        router.post("/admin/templates/:template/remove") { request, context in try await remove(request, context) }
    }

    /// What was sent, and what is wrong with it.
    struct Sent {
        var name = ""
        var json: String?
        var problem: String?
        /// The reason with its place in the template, in English.
        var detail: String?
    }

    // MARK: The list

    struct Content {
        var nav: AdminNav
        var templates: [RowContext]
        /// Files in the folder that are not valid templates, in English.
        var broken: [String]
        var name: String
        var json: String
        var most: String
        var problem: String?
        var detail: String?
    }

    struct RowContext {
        var rowHref: String
        var rowName: String
        var rowTitle: String
        var rowDescription: String
        var rowOrigin: String
        var rowIsOwn: Bool
        var rowFields: String
    }

    private func library() async throws -> TemplateLibrary {
        let catalogue = desk.catalogue
        return try await desk.pools.catalogue.run { catalogue.templates }
    }

    private static func path(_ name: String) -> String { "/admin/templates/\(PercentEncoding.encode(name))" }

    private func list(_ sent: Sent, _ request: Request, _ context: ServiceContext) async throws -> Response {
        let (library, strings) = (try await library(), desk.strings(request))
        let folder = desk.catalogue.toolbox.templates.string + "/"
        let content = Content(
            nav: AdminNav(.templates, strings),
            templates: library.all.map { template in
                RowContext(
                    rowHref: Self.path(template.name),
                    rowName: template.name,
                    rowTitle: template.title,
                    rowDescription: template.description,
                    rowOrigin: strings.text("templateOrigin.\(library.origin(of: template.name).rawValue)"),
                    rowIsOwn: library.origin(of: template.name) != .builtIn,
                    rowFields: strings.message("templateFields", ["count": .number(template.fields.count)])
                )
            },
            broken: library.problems.map { $0.hasPrefix(folder) ? String($0.dropFirst(folder.count)) : $0 },
            name: sent.name,
            json: sent.json ?? "",
            most: strings.message(
                "fileAtMost",
                ["size": .text(strings.size(Int64(TemplateLibrary.largestFile)))]
            ),
            problem: sent.problem,
            detail: sent.detail
        )
        return desk.page(
            "templates",
            content,
            title: strings.templatesHeading,
            request,
            context,
            status: sent.problem == nil ? .ok : .unprocessableContent
        )
    }

    // MARK: One template

    struct TemplateContent {
        var nav: AdminNav
        var heading: String
        var name: String
        var description: String
        var origin: String
        var type: String
        var records: String
        var fields: [TemplateWords.FieldContext]
        var action: String
        var json: String
        /// The entity tag of the template that is edited.
        var version: String
        var most: String
        /// The address of the page for removing or restoring it; nil for a built-in one.
        var removeHref: String?
        var removeLabel: String
        var problem: String?
        var detail: String?
        /// Records that do not fit a template that was just saved.
        var unfit: String?
        var misfits: [MisfitContext]
        /// What became of the form; the page that follows it is not another one.
        var saved: String?
    }

    struct MisfitContext {
        var misfitHref: String
        var misfitName: String
        var misfitProblems: String
    }

    private func show(
        _ name: String,
        _ sent: Sent,
        _ change: TemplateChange?,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let (library, strings, catalogue) = (try await library(), desk.strings(request), desk.catalogue)
        guard let template = library[name] else {
            throw Problem.notFound(library.complaint(about: name), parameter: "name")
        }
        let records = try await desk.pools.reading.run { try catalogue.recordCount(ofTemplate: name) }
        let origin = library.origin(of: name)
        let content = TemplateContent(
            nav: AdminNav(.templates, strings),
            heading: template.title,
            name: name,
            description: template.description,
            origin: strings.text("templateOrigin.\(origin.rawValue)"),
            type: template.resourceType,
            records: strings.message("templateRecords", ["count": .number(records)]),
            fields: TemplateWords(strings: strings).fields(of: template),
            action: Self.path(name),
            json: try sent.json ?? jsonText(template.source, pretty: true),
            version: try TemplateRoutes.entityTag(template),
            most: strings.message(
                "fileAtMost",
                ["size": .text(strings.size(Int64(TemplateLibrary.largestFile)))]
            ),
            removeHref: origin == .builtIn ? nil : Self.path(name) + "/remove",
            removeLabel: origin == .replaced ? strings.templateRestore : strings.templateRemove,
            problem: sent.problem,
            detail: sent.detail,
            unfit: change.flatMap {
                $0.unfit > 0 ? strings.message("templateUnfit", ["count": .number($0.unfit)]) : nil
            },
            misfits: (change?.misfits ?? []).map {
                MisfitContext(
                    misfitHref: "/documents/\(PercentEncoding.encode($0.id))",
                    misfitName: $0.source,
                    misfitProblems: $0.problems.joined(separator: "; ")
                )
            },
            saved: change.map { _ in strings.text("notice.saved") }
        )
        return desk.page(
            "template",
            content,
            title: template.title,
            request,
            context,
            status: sent.problem == nil ? .ok : .unprocessableContent
        )
    }

    /// - Parameter known: the name of the template that is replaced; nil for a new one.
    private func put(_ known: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await FileForm(
            request,
            desk,
            most: Int64(TemplateLibrary.largestFile),
            mostFiles: 1,
            confirming: &context
        )
        let (catalogue, strings, who) = (desk.catalogue, desk.strings(request), context.actor.name)
        // The file counts if there are both.
        let file = form.files.first.map(\.staged)
        let text = try await desk.pools.files.run {
            guard let file else { return form.fields["json"] ?? "" }
            defer { catalogue.originals.discard(file) }
            return String(decoding: try Data(contentsOf: URL(filePath: file.path.string)), as: UTF8.self)
        }
        try context.need(.administrator)
        var sent = Sent(name: known ?? form.fields["name"] ?? "", json: text)
        func again() async throws -> Response {
            known == nil
                ? try await list(sent, request, context)
                : try await show(sent.name, sent, nil, request, context)
        }
        guard !text.isEmpty else {
            sent.problem = strings.templateMissing
            return try await again()
        }
        let (name, version, isNew) = (sent.name, form.fields["version"], known == nil)
        let change: TemplateChange
        do {
            change = try await desk.pools.changes.run {
                try catalogue.putTemplate(name, json: Array(text.utf8), by: who) { current in
                    if isNew, current != nil { throw TemplateRefusal.stale("") }
                    guard let version else { return }
                    guard let current, try TemplateRoutes.entityTag(current) == version else {
                        throw TemplateRefusal.stale("")
                    }
                }
            }
        } catch let refusal as TemplateRefusal {
            switch refusal {
            case .stale: sent.problem = isNew ? strings.templateExists : strings.templateStale
            case .invalid(let reason): (sent.problem, sent.detail) = (strings.templateWrong, reason)
            case .conflict(let reason), .unknown(let reason):
                (sent.problem, sent.detail) = (strings.templateRefused, reason)
            }
            return try await again()
        }
        if change.outcome != .unchanged, change.records > 0 { desk.deposits.changed() }
        guard change.unfit == 0 else { return try await show(name, Sent(), change, request, context) }
        return desk.leave(for: Self.path(name), notice: "saved")
    }

    // MARK: Removing and restoring

    struct RemoveContent {
        var nav: AdminNav
        var heading: String
        var lead: String
        var records: String
        var action: String
        var button: String
        var backHref: String
    }

    private func ask(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let (name, strings, catalogue) = (
            try context.parameters.require("template"), desk.strings(request), desk.catalogue
        )
        let library = try await library()
        guard let template = library[name] else {
            throw Problem.notFound(library.complaint(about: name), parameter: "name")
        }
        guard library.origin(of: name) != .builtIn else { return desk.leave(for: Self.path(name)) }
        let isReplaced = library.origin(of: name) == .replaced
        let records = try await desk.pools.reading.run { try catalogue.recordCount(ofTemplate: name) }
        let heading = strings.message(
            isReplaced ? "restoreTemplateHeading" : "removeTemplateHeading",
            ["name": .text(template.title)]
        )
        let content = RemoveContent(
            nav: AdminNav(.templates, strings),
            heading: heading,
            lead: isReplaced ? strings.restoreTemplateLead : strings.removeTemplateLead,
            records: strings.message("templateRecords", ["count": .number(records)]),
            action: Self.path(name) + "/remove",
            button: isReplaced ? strings.templateRestore : strings.templateRemove,
            backHref: Self.path(name)
        )
        return desk.page("template-remove", content, title: heading, request, context)
    }

    private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (name, catalogue, who) = (
            try context.parameters.require("template"), desk.catalogue, context.actor.name
        )
        do {
            let change = try await desk.pools.changes.run {
                try catalogue.removeTemplate(name, evenIfUsed: true, by: who)
            }
            if change.records > 0 { desk.deposits.changed() }
            return desk.leave(
                for: change.outcome == .restored ? Self.path(name) : "/admin/templates",
                notice: change.outcome == .restored ? "templateRestored" : "templateRemoved"
            )
        } catch is TemplateRefusal {
            // It is gone, or a built-in one again: somebody else was faster.
            return desk.leave(for: "/admin/templates")
        }
    }
}
