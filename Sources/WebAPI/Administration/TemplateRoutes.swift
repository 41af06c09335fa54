import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import SystemPackage
import Templates
import Web

/// The templates of records: read by members, changed by administrators.
package struct TemplateRoutes: Sendable {
    let catalogue: Catalogue
    let pools: WorkPools
    let changed: @Sendable () -> Void

    /// - Parameter changed: called when records must be indexed again.
    package init(catalogue: Catalogue, pools: WorkPools, changed: @escaping @Sendable () -> Void) {
        (self.catalogue, self.pools, self.changed) = (catalogue, pools, changed)
    }

    /// A template as it is listed.
    struct Summary: Codable {
        var name: String
        var title: String
        var description: String
        /// The resource type of its records.
        var type: String
        /// Where it comes from: `built-in`, `own`, or `replaced` for an own one with the name of a built-in one.
        var origin: String
        var fields: Int
        var url: String

        init(_ template: Template, in library: TemplateLibrary) {
            (name, title, description) = (template.name, template.title, template.description)
            (type, fields) = (template.resourceType, template.fields.count)
            origin = library.origin(of: template.name).rawValue
            url = "/v1/templates/\(PercentEncoding.encode(template.name))"
        }
    }

    struct List: Codable {
        var templates: [Summary]
        /// Files in the toolbox's folder that are not valid templates; only for administrators.
        var problems: [String]
    }

    /// `GET /v1/templates`: the built-in templates, and the toolbox's own.
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        _ = try QueryValues(request)
        let library = try await pools.catalogue.run { catalogue.templates }
        let folder = catalogue.toolbox.templates.string + "/"
        let problems = library.problems.map { $0.hasPrefix(folder) ? String($0.dropFirst(folder.count)) : $0 }
        return try Response.object(
            List(
                templates: library.all.map { Summary($0, in: library) },
                problems: context.actor.role >= .administrator ? problems : []
            )
        )
    }

    /// `GET /v1/templates/{name}`: the template itself, a JSON Schema.
    package func template(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.member)
        _ = try QueryValues(request)
        let name = try context.parameters.require("name")
        let library = try await pools.catalogue.run { catalogue.templates }
        guard let template = library[name] else {
            throw Problem.notFound(library.complaint(about: name), parameter: "name")
        }
        let tag = try Self.entityTag(template)
        if let tags = request.headers[.ifNoneMatch], tags == "*" || tags.contains(tag) {
            return Response(status: .notModified, headers: [.eTag: tag])
        }
        var response = Response.bytes(
            try jsonText(template.source, pretty: true).utf8,
            mediaType: "application/schema+json"
        )
        response.headers[.eTag] = tag
        return response
    }

    /// `PUT /v1/templates/{name}`: adds or replaces a template, also a built-in one.
    package func put(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        _ = try QueryValues(request)
        let name = try context.parameters.require("name")
        let condition = Condition(request)
        let json = try await request.jsonBody(upTo: TemplateLibrary.largestFile)
        let who = context.actor.name
        let change = try await pools.changes.run {
            try Self.understood { try catalogue.putTemplate(name, json: json, by: who, check: condition.check) }
        }
        return try await answer(change, status: change.outcome == .created ? .created : .ok)
    }

    /// `DELETE /v1/templates/{name}?force=`: removes one of the toolbox's own templates; a built-in one of that name is
    /// valid again.
    package func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let isForced = try QueryValues(request, "force").flag("force")
        let name = try context.parameters.require("name")
        let condition = Condition(request)
        let who = context.actor.name
        let change = try await pools.changes.run {
            try Self.understood {
                try catalogue.removeTemplate(name, evenIfUsed: isForced, by: who, check: condition.check)
            }
        }
        return try await answer(change, status: .ok)
    }

    private func answer(_ change: TemplateChange, status: HTTPResponse.Status) async throws -> Response {
        if change.outcome != .unchanged, change.records > 0 { changed() }
        var response = try Response.object(change, status: status)
        let template = try await pools.catalogue.run { catalogue.templates[change.name] }
        response.headers[.eTag] = try template.map(Self.entityTag)
        if status == .created { response.headers[.location] = "/v1/templates/\(PercentEncoding.encode(change.name))" }
        return response
    }

    private static func understood<Result>(_ change: () throws -> Result) throws -> Result {
        do {
            return try change()
        } catch let refusal as TemplateRefusal {
            switch refusal {
            case .unknown(let reason): throw Problem.notFound(reason, parameter: "name")
            case .conflict(let reason): throw Problem.conflict(reason)
            case .stale(let reason):
                var problem = Problem.stale(reason)
                problem.title = "The template has changed"
                throw problem
            case .invalid(let reason):
                // A message about a place in the template begins with the place: `/properties/host/type: …`.
                let place = reason.hasPrefix("/") ? reason.prefix { $0 != ":" } : "template"
                var problem = Problem.invalidBody([.init(field: String(place), detail: reason)])
                (problem.title, problem.code, problem.detail) = ("Invalid template", "invalid-template", reason)
                throw problem
            }
        }
    }

    /// The entity tag of a template: that of its content.
    package static func entityTag(_ template: Template) throws -> String {
        "\"\(sha256(try jsonText(template.source).utf8).prefix(32))\""
    }

    /// The conditions of a request (RFC 9110, 13.1).
    private struct Condition {
        let matching: String?
        let isAbsent: Bool

        init(_ request: Request) {
            matching = request.headers[.ifMatch]
            isAbsent = request.headers[.ifNoneMatch] == "*"
        }

        func check(_ template: Template?) throws {
            if isAbsent, template != nil { throw TemplateRefusal.stale("there is a template of this name already") }
            guard let matching else { return }
            let tag = try template.map(TemplateRoutes.entityTag)
            guard let tag, matching == "*" || matching.contains(tag) else {
                throw TemplateRefusal.stale("the template is not the one of If-Match; read it again")
            }
        }
    }
}
