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
        let data = try await CuratingJSON.change(pools.reading) { try catalogue.persons.data(about: person) }
        guard !data.isEmpty else { throw Self.unknown }
        return try Response.dated(data)
    }

    /// `DELETE /v1/persons/{person}?documents=`: replaces the person's names by a neutral id.
    package func erase(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let person = try Self.person(context)
        let values = try CuratingJSON.parameters(request, ["documents"])
        let inDocuments = try CuratingJSON.flag("documents", in: values) ?? false
        let who = context.actor.name
        let erasure = try await CuratingJSON.change(pools.changes) { () -> Erasure? in
            guard try !catalogue.persons.data(about: person).isEmpty else { return nil }
            // Otherwise, a search for the name would be written after the erasure.
            try zeroResults.flush()
            return try catalogue.persons.erase(person, inDocuments: inDocuments, by: who)
        }
        guard let erasure else { throw Self.unknown }
        services.changed()
        return try Response.dated(erasure)
    }

    private static func person(_ context: ServiceContext) throws -> String {
        let written = try context.parameters.require("person")
        return written.removingPercentEncoding ?? written
    }

    /// Without the name, which must not be repeated where it might be kept.
    private static let unknown = Problem.notFound("nothing is known about this person", parameter: "person")
}
