import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import SystemPackage
import Toolbox
import Web

/// The thesauri: listed for curators, changed by administrators.
package struct ThesaurusRoutes: Sendable {
    let catalogue: Catalogue
    let receiver: UploadReceiver
    let pools: WorkPools
    private let gate = ImportGate()

    /// The maximum size of a file in bytes.
    package static let maximumSize: Int64 = 512 << 20
    /// The maximum number of documents in an answer; their number is complete.
    private static let mostUses = 100

    /// - Parameter maximumUpload: the maximum size of any upload in bytes.
    package init(catalogue: Catalogue, maximumUpload: Int64, pools: WorkPools) {
        (self.catalogue, self.pools) = (catalogue, pools)
        receiver = UploadReceiver(
            originals: catalogue.originals,
            maximumSize: min(maximumUpload, Self.maximumSize),
            pool: pools.files
        )
    }

    /// `GET /v1/thesauri`
    package func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        _ = try QueryValues(request)
        return try Response.object(try await pools.catalogue.run { try ThesaurusList(of: catalogue) })
    }

    /// `POST /v1/thesauri?name=&dryRun=`: imports a SKOS file, the part `file` of a form, or shows what would change.
    package func add(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let values = try QueryValues(request, "name", "dryRun")
        let (name, isDryRun) = (values.text("name"), try values.flag("dryRun"))
        if let name, let complaint = Thesauri.complaint(aboutName: name) {
            throw Problem.badParameter("name", complaint)
        }
        let importer = ThesaurusImporter(catalogue, isDryRun: isDryRun, by: context.actor.name)
        let upload = try await receiver.receive(request)
        let copies = ([upload.file] + upload.transcripts).map(\.staged)
        do {
            guard upload.transcripts.isEmpty, upload.metadata.isEmpty else {
                throw Problem.badBody("an import takes only the part 'file', a SKOS file")
            }
            let change = try await gate.run {
                // It may take a minute, so it must not occupy a thread that others wait for.
                try await Blocking.run {
                    try importer.add(fileAt: copies[0].path.string, source: upload.file.name, name: name)
                }
            }
            await discard(copies)
            let status: HTTPResponse.Status = change.outcome == .new && !isDryRun ? .created : .ok
            var response = try Response.object(change.limited(to: Self.mostUses), status: status)
            if status == .created { response.headers[.location] = "/v1/thesauri/\(change.name)" }
            return response
        } catch {
            await discard(copies)
            throw Self.problem(error)
        }
    }

    /// `PATCH /v1/thesauri/{name}`: switches the built-in thesaurus on or off, `{"isActive": false}`.
    package func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let isDryRun = try QueryValues(request, "dryRun").flag("dryRun")
        let name = try context.parameters.require("name")
        let members = try await request.members("isActive")
        guard case .bool(let isOn)? = members["isActive"] else {
            throw Problem.invalidBody([.init(field: "isActive", detail: "expected true or false")])
        }
        let importer = ThesaurusImporter(catalogue, isDryRun: isDryRun, by: context.actor.name)
        let change = try await pools.changes.run {
            let known = try catalogue.thesauri.all()
            guard let thesaurus = known.first(where: { $0.name == name }) else {
                throw Self.problem(UnknownThesaurus(name: name, names: known.map(\.name)))
            }
            guard thesaurus.isBuiltIn else {
                throw Problem.conflict("only the built-in vocabulary can be switched off; remove '\(name)' instead")
            }
            return try importer.useBuiltIn(isOn)
        }
        return try Response.object(change)
    }

    /// `DELETE /v1/thesauri/{name}?dryRun=&force=`: removes a thesaurus; the built-in one is switched off. If documents
    /// have its concepts as topics, the answer says how many, and nothing is removed without `force`.
    package func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let values = try QueryValues(request, "dryRun", "force")
        let (isDryRun, isForced) = (try values.flag("dryRun"), try values.flag("force"))
        let name = try context.parameters.require("name")
        let importer = ThesaurusImporter(catalogue, isDryRun: isDryRun, by: context.actor.name)
        do {
            let change = try await pools.changes.run { try importer.remove(name, evenIfUsed: isForced) }
            return try Response.object(change.limited(to: Self.mostUses))
        } catch {
            throw Self.problem(error)
        }
    }

    private func discard(_ copies: [StagedOriginal]) async {
        try? await pools.files.runAlways { for copy in copies { catalogue.originals.discard(copy) } }
    }

    /// The problem for an error of an import or a removal.
    private static func problem(_ error: any Error) -> any Error {
        switch error {
        case let error as UnreadableThesaurus:
            var problem = Problem.invalidBody([
                .init(field: error.line.map { "line \($0)" } ?? "file", detail: error.reason)
            ])
            (problem.title, problem.code) = ("The file cannot be read", "unreadable-vocabulary")
            (problem.detail, problem.parameter) = (error.description, "file")
            return problem
        case let error as CatalogueError:
            var problem = Problem.conflict(error.description)
            problem.parameter = "name"
            return problem
        case let error as ThesaurusInUse: return Problem.conflict(error.description)
        case let error as UnknownThesaurus: return Problem.notFound(error.description, parameter: "name")
        default: return error
        }
    }
}

/// Lets one import run at a time, because each holds a whole thesaurus in memory.
package final class ImportGate: Sendable {
    private let isBusy = Mutex(false)

    package init() {}

    package func run<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        let isFree = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else {
            var problem = Problem.busy
            problem.detail = "another vocabulary is being imported; try again when it is finished"
            throw problem
        }
        defer { isBusy.withLock { $0 = false } }
        return try await work()
    }
}
