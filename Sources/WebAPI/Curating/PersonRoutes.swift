import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import Web

/// Requests of persons about their data, for administrators.
package struct PersonRoutes: Sendable {
    let catalogue: Catalogue
    let services: DepositServices
    let pools: WorkPools
    /// Searches that are counted, but not in the catalogue yet.
    let zeroResults: ZeroResultCounter

    package init(
        catalogue: Catalogue,
        services: DepositServices,
        pools: WorkPools,
        zeroResults: ZeroResultCounter
    ) {
        (self.catalogue, self.services, self.pools) = (catalogue, services, pools)
        self.zeroResults = zeroResults
    }

    /// `GET /v1/persons/{person}`: everything about a person; also the export.
    package func show(_ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let person = try Self.person(context)
        guard let data = try await data(about: person) else { throw Self.unknown }
        return try Response.dated(data)
    }

    /// `DELETE /v1/persons/{person}?documents=`: replaces the person's names by a neutral id.
    package func erase(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let person = try Self.person(context)
        let values = try CuratingJSON.parameters(request, ["documents"])
        let inDocuments = try CuratingJSON.flag("documents", in: values) ?? false
        guard let erasure = try await erase(person, inDocuments: inDocuments, by: context.actor.name) else {
            throw Self.unknown
        }
        return try Response.dated(erasure)
    }

    /// Everything about a person, by name, e-mail address or account; nil if nothing is known.
    package func data(about person: String) async throws -> PersonalData? {
        let data = try await CuratingJSON.change(pools.reading) { try catalogue.persons.data(about: person) }
        return data.isEmpty ? nil : data
    }

    /// Everything about a person as a file.
    package static func file(_ data: PersonalData) throws -> Response {
        var response = try Response.dated(data)
        response.headers[.contentDisposition] = "attachment; filename=\"personal-data.json\""
        return response
    }

    /// Erases a person, and has searches show it. Nil if nothing is known about this person.
    package func erase(_ person: String, inDocuments: Bool, by who: String) async throws -> Erasure? {
        let erasure = try await CuratingJSON.change(pools.changes) { () -> Erasure? in
            guard try !catalogue.persons.data(about: person).isEmpty else { return nil }
            // Otherwise, a search for the name would be written after the erasure.
            try zeroResults.flush()
            return try catalogue.persons.erase(person, inDocuments: inDocuments, by: who)
        }
        if erasure != nil { services.changed() }
        return erasure
    }

    private static func person(_ context: ServiceContext) throws -> String {
        let written = try context.parameters.require("person")
        return written.removingPercentEncoding ?? written
    }

    /// Without the name, which must not be repeated where it might be kept.
    private static let unknown = Problem.notFound("nothing is known about this person", parameter: "person")
}
