import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import SystemPackage
import Toolbox
import Web

/// Adding, describing and removing documents. Every response is sent when the change is on disk.
package struct DepositRoutes: Sendable {
    let catalogue: Catalogue
    let services: DepositServices
    let receiver: UploadReceiver
    let pools: WorkPools

    package init(catalogue: Catalogue, services: DepositServices, receiver: UploadReceiver, pools: WorkPools) {
        (self.catalogue, self.services, self.receiver) = (catalogue, services, receiver)
        self.pools = pools
    }

    /// The result of a change.
    struct Answer: Codable {
        /// Nil, like `version` and `url`, for a duplicate of a document that the depositor may not see.
        var id: String?
        /// created, updated, unchanged or duplicate
        var outcome: String
        /// The number of its versions so far.
        var version: Int?
        /// What a curator should know although the document was accepted.
        var warnings: [String]
        var url: String?
        /// For a duplicate: the members that the document lacked and now has, and those that differ.
        var kept: [String]?
        var differing: [DuplicateDescription.Difference]?
        /// Whether the description is stored as a proposal, because the document may not be changed by its depositor.
        var proposed: Bool?
        /// For a new document: others with nearly the same text.
        var nearDuplicates: [Near]?
    }

    struct Near: Codable {
        var id: String
        var title: String
        var likeness: Double
    }

    /// `PUT /v1/documents/{id}`: a complete record; repeating it changes nothing.
    package func put(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let permission = try Self.permission(context)
        let id = try context.parameters.require("id")
        let body = try Self.object(try await Self.json(request), "the body")
        let precondition = permission.guarding(try Self.precondition(request) ?? .none)
        let who = context.actor.name
        return try await answer {
            var deposit = Deposit()
            try deposit.apply(body)
            return try catalogue.put(id, permission.limited(deposit), if: precondition, by: who)
        }
    }

    /// `PATCH /v1/documents/{id}`: members replace the current ones, `null` removes them (RFC 7396).
    package func describe(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let permission = try Self.permission(context)
        let id = try context.parameters.require("id")
        let body = try Self.object(try await Self.json(request), "the body")
        guard let precondition = try Self.precondition(request) else { throw Problem.preconditionRequired }
        let who = context.actor.name
        return try await answer {
            try catalogue.describe(id, if: permission.guarding(precondition), by: who) { deposit in
                try deposit.apply(body)
                deposit = permission.limited(deposit)
            }
        }
    }

    /// `DELETE /v1/documents/{id}`
    package func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let permission = try Self.permission(context)
        let id = try context.parameters.require("id")
        let precondition = permission.guarding(try Self.precondition(request) ?? .present)
        let who = context.actor.name
        _ = try await answer { try catalogue.remove(id, if: precondition, by: who) }
        return Response(status: .noContent)
    }

    /// `POST /v1/documents`: a file with its description. That of a member is a draft.
    package func deposit(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await deposit(request, context, instead: nil)
    }

    /// Deposits a file.
    /// - Parameter failed: the failed upload that it replaces; its description is used where the file comes with none.
    func deposit(_ request: Request, _ context: ServiceContext, instead failed: FailedDeposit?) async throws -> Response
    {
        let permission = try Self.permission(context)
        let (who, rights) = (context.actor.name, DepositRights(context.actor))
        let (file, given) = try await receive(request, for: failed?.document, by: who)
        let metadata = given.isEmpty ? failed?.members ?? [:] : given
        return try await answer(discarding: file.staged, comparedFor: rights.audience) {
            var body = metadata
            var id: String?
            if let given = body.removeValue(forKey: "id") {
                guard case .string(let text) = given else {
                    throw DepositError.invalid([.init(field: "id", detail: "expected a text")])
                }
                id = text
            }
            var deposit = Deposit()
            try deposit.apply(body)
            return try catalogue.deposit(file, permission.limited(deposit), id: id, by: who, rights: rights)
        }
    }

    /// `POST /v1/documents/{id}/versions`: a new file for a document.
    package func addVersion(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await addVersion(of: try context.parameters.require("id"), request, context)
    }

    /// Replaces the file of a document.
    func addVersion(of id: String, _ request: Request, _ context: ServiceContext) async throws -> Response {
        let permission = try Self.permission(context)
        let precondition = permission.guarding(try Self.precondition(request) ?? .present)
        let (who, actor) = (context.actor.name, context.actor)
        let isThere = try await pools.catalogue.run {
            try catalogue.document(id, seenBy: catalogue.audience(of: id, for: actor)) != nil
        }
        guard isThere else { throw Problem.unknownDocument(id) }
        let (file, metadata) = try await receive(request, for: id, by: who)
        guard metadata.isEmpty else {
            await discard(file.staged)
            throw Problem.badBody(
                "a new version takes only the parts 'file' and 'transcript'; use PATCH to change the description"
            )
        }
        return try await answer(discarding: file.staged) {
            try catalogue.replaceFile(of: id, file, if: precondition, by: who, rights: DepositRights(actor))
        }
    }

    private static func permission(_ context: ServiceContext) throws -> DepositPermission {
        let permission = DepositPermission(context.actor)
        if !permission.mayDeposit { try context.need(.member) }
        return permission
    }

    /// The uploaded file, read, and the members of its metadata. A file that cannot be read is rejected and kept with the
    /// failed deposits.
    /// - Parameter document: the document whose new file it is to be.
    private func receive(_ request: Request, for document: String?, by who: String) async throws -> (
        DepositedFile, [String: JSONValue]
    ) {
        let upload = try await receiver.receive(request)
        let assembly = MediaAssembly(catalogue.originals, extract: services.extract)
        var metadata: [String: JSONValue] = [:]
        if !upload.metadata.isEmpty {
            do {
                metadata = try Self.object(try Self.parse(upload.metadata), "the part 'metadata'")
            } catch {
                await assembly.discard([upload.file] + upload.transcripts)
                throw error
            }
        }
        do {
            let file = try await assembly.read(
                upload.file,
                with: upload.transcripts,
                extractor: services.extractor,
                check: Self.check(upload),
                unreadable: { [metadata] in await keep($0, metadata, for: document, by: who) }
            )
            return (file, metadata)
        } catch let error as UnreadableDeposit {
            if case .extractorBroken = error.failure { throw Problem.inside }
            throw Problem.unreadableFile(error.file.name, error.failure)
        }
    }

    /// Keeps an upload that cannot be read, so that its depositor sees what became of it.
    private func keep(
        _ unreadable: UnreadableDeposit,
        _ members: [String: JSONValue],
        for document: String?,
        by who: String
    ) async {
        let (file, failure, failed) = (unreadable.file, unreadable.failure, catalogue.failedDeposits)
        // The answer tells what is wrong with the file, whether or not it could be kept.
        _ = try? await pools.files.runAlways {
            try failed.keep(
                file.staged,
                name: file.name,
                failure.status,
                reason: failure.reason,
                members: members,
                document: document,
                by: who
            )
        }
    }

    /// Throws if an upload is not valid: transcripts must belong to a video or a sound, and no other files are allowed.
    private static func check(_ upload: Upload) -> (StagedFile, EncodedDocument) throws -> Void {
        { file, document in
            if file.staged.path == upload.file.staged.path {
                guard !document.format.isMedia, let transcript = upload.transcripts.first else { return }
                throw Problem.badBody(
                    "'\(transcript.name)' is a transcript, but '\(file.name)' is not a video (MP4, WebM, MOV, MKV) or "
                        + "a sound recording (MP3, M4A, Ogg)"
                )
            }
            guard !document.format.isTranscript else { return }
            throw Problem.badBody(
                "'\(file.name)' is not a transcript; expected WebVTT (.vtt), SubRip (.srt), SBV, ASS, TTML, LRC or a "
                    + "transcript in JSON"
            )
        }
    }

    /// Removes a file that is not needed.
    private func discard(_ staged: StagedOriginal) async {
        try? await pools.files.runAlways { catalogue.originals.discard(staged) }
    }

    /// Runs a change on the pool, notifies the indexer, and responds.
    /// - Parameter audience: if given, a new document is compared with those that this audience may see.
    private func answer(
        discarding staged: StagedOriginal? = nil,
        comparedFor audience: Visibility? = nil,
        _ change: @escaping @Sendable () throws -> Deposited
    ) async throws -> Response {
        let done: Deposited
        do {
            done = try await pools.changes.run(change)
        } catch {
            if let staged { await discard(staged) }
            throw (error as? DepositError).map { Problem($0) } ?? error
        }
        services.changed()
        let isVisible = done.duplicate?.isVisible ?? true
        let url = "/v1/documents/\(PercentEncoding.encode(done.id))"
        var response = try Response.json(
            Answer(
                id: isVisible ? done.id : nil,
                outcome: done.outcome.rawValue,
                version: isVisible ? done.version : nil,
                warnings: done.warnings,
                url: isVisible ? url : nil,
                kept: done.duplicate?.kept,
                differing: done.duplicate?.differing,
                proposed: done.duplicate?.isProposed,
                nearDuplicates: await nearDuplicates(of: done, seenBy: audience)
            ),
            status: done.outcome == .created ? .created : .ok
        )
        if isVisible { response.headers[.eTag] = Self.entityTag(done.sequence) }
        if done.outcome == .created { response.headers[.location] = url }
        return response
    }

    /// How long a deposit waits for the comparison with documents that have not been read for it yet.
    private static let comparison = Duration.milliseconds(300)

    /// The documents with nearly the same text as a new one; nil if there are none, or if that cannot be told now. The
    /// deposit is on disk already and does not fail.
    private func nearDuplicates(of done: Deposited, seenBy audience: Visibility?) async -> [Near]? {
        guard done.outcome == .created, let audience else { return nil }
        let catalogue = catalogue
        let found = try? await pools.reading.run {
            try catalogue.document(done.id).map {
                try RelatedDocuments(catalogue).related(to: $0, seenBy: audience, within: Self.comparison)
            }
        }
        let near = found?.documents(.nearDuplicate) ?? []
        return near.isEmpty
            ? nil : near.map { Near(id: $0.id, title: $0.title, likeness: ($0.likeness * 100).rounded() / 100) }
    }

    // MARK: Requests

    /// The entity tag of a document after a change: each change has its own number.
    static func entityTag(_ sequence: Int64) -> String { "\"\(sequence)\"" }

    /// The request's conditions (RFC 9110, 13.1); nil if there are none.
    private static func precondition(_ request: Request) throws -> Precondition? {
        if let header = request.headers[.ifNoneMatch] {
            guard header.trimmingCharacters(in: .whitespaces) == "*" else {
                throw Problem.badParameter("If-None-Match", "the only valid value here is '*'")
            }
            return .absent
        }
        guard let header = request.headers[.ifMatch] else { return nil }
        let tags = header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if tags.contains("*") { return .present }
        // A tag that is not a change's number matches nothing.
        return .at(tags.compactMap { Int64($0.trimmingCharacters(in: ["\""])) })
    }

    private static func json(_ request: Request) async throws -> JSONValue {
        let type = request.headers[.contentType].map { ParameterizedValue($0)?.value ?? "" } ?? "application/json"
        guard type == "application/json" || type == "application/merge-patch+json" else {
            throw Problem.unsupportedMediaType("send application/json")
        }
        return try parse(Array(try await request.body(upTo: UploadReceiver.maximumMetadata).readableBytesView))
    }

    private static func parse(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw Problem.badBody("this is not JSON in UTF-8")
        }
    }

    private static func object(_ value: JSONValue, _ what: String) throws -> [String: JSONValue] {
        guard case .object(let members) = value else { throw Problem.badBody("\(what) is not a JSON object") }
        return members
    }
}
