import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Web
import WebAPI

/// `/upload/files`: files in pieces, for the script of the page, so that an upload continues after a broken connection.
///
/// The idea is that of tus 1.0 and of the draft "Resumable Uploads for HTTP": `POST` announces files, `HEAD` tells how many
/// bytes have arrived (`Upload-Offset`), `PATCH` appends bytes at that offset, and `POST …/deposit` reads a complete file.
/// Each can be repeated. They need the token of the session's forms in the header X-CSRF-Token.
struct UploadRoutes: Sendable {
    private let desk: Desk
    private let depositing: UploadDepositing
    private let writers = UploadWriters()

    static let offset = HTTPField.Name("Upload-Offset")!
    static let length = HTTPField.Name("Upload-Length")!
    /// The bytes that are collected before they are written.
    private static let piece = 256 << 10
    private static let mostAnnounced = 1 << 20

    init(_ desk: Desk, _ depositing: UploadDepositing) { (self.desk, self.depositing) = (desk, depositing) }

    func add(to router: Router<ServiceContext>) {
        router.post("/upload/files") { request, context in try await begin(request, context) }
        router.head("/upload/files/:upload") { request, context in try await state(request, context) }
        router.patch("/upload/files/:upload") { request, context in try await append(request, context) }
        router.delete("/upload/files/:upload") { request, context in try await cancel(request, context) }
        router.post("/upload/files/:upload/deposit") { request, context in try await deposit(request, context) }
    }

    /// The files that are about to be sent.
    private struct Announcement: Decodable {
        struct File: Decodable {
            var name: String
            var folder: String?
            var size: Int64
            var modified: Int64?
        }
        var files: [File]
        /// A form with the description of all of them, in the encoding of query strings.
        var description: String?
        /// The draft whose file it replaces.
        var replaces: String?
    }

    private struct Begun: Encodable {
        struct File: Encodable {
            var id: String
            var offset: Int64
            /// Whether it becomes a part of another file's document.
            var isPart: Bool
        }
        var batch: String
        var files: [File]
    }

    private func begin(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let actor = try Self.actor(context)
        let body = try await request.body(upTo: Self.mostAnnounced)
        guard let announced = try? JSONDecoder().decode(Announcement.self, from: Data(body.readableBytesView)) else {
            throw Problem.badBody("expected {\"files\": [{\"name\", \"size\"}]}")
        }
        let files = announced.files.map {
            AnnouncedFile(
                name: FileNames.plain($0.name),
                folder: $0.folder ?? "",
                size: $0.size,
                modified: $0.modified ?? 0
            )
        }
        let members = try await ShareDefaults(DeskForm(announced.description ?? ""), desk, request).members()
        let begun = try await begin(files, members, replacing: announced.replaces, by: actor)
        let uploads = desk.catalogue.uploads
        let offsets = try await desk.pools.files.run { begun.map { uploads.offset(of: $0.id) } }
        return try Response.json(
            Begun(
                batch: begun[0].batch,
                files: zip(begun, offsets).map { .init(id: $0.id, offset: $1, isPart: $0.mediaOf != nil) }
            ),
            status: .created
        )
    }

    /// Announces files that were chosen together.
    func begin(
        _ files: [AnnouncedFile],
        _ members: [String: JSONValue],
        replacing document: String?,
        by actor: Actor
    ) async throws -> [FileUpload] {
        let (uploads, most) = (desk.catalogue.uploads, desk.maximumUpload)
        let homes = BatchFiles.homes(of: files)
        guard document == nil || homes.count(where: { $0 == nil }) == 1 else {
            throw Problem.badBody("a document has one file; transcripts may come with a video")
        }
        do {
            return try await desk.pools.changes.run {
                try uploads.begin(
                    files,
                    homes: homes,
                    members: members,
                    replacing: document,
                    maximumSize: most,
                    by: actor.name
                )
            }
        } catch let error as UploadError {
            throw Problem(error)
        }
    }

    private static func actor(_ context: ServiceContext) throws -> Actor {
        try context.need(.member)
        return context.actor
    }

    private func find(_ context: ServiceContext) async throws -> FileUpload {
        let (actor, uploads) = (try Self.actor(context), desk.catalogue.uploads)
        let id = try context.parameters.require("upload")
        guard let found = try await desk.pools.catalogue.run({ try uploads.find(id, of: actor.name) }) else {
            throw Problem(UploadError.unknown)
        }
        return found
    }

    /// How much has arrived. Whoever was writing stops, so that the number stays true.
    private func state(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (upload, writers, uploads) = (try await find(context), writers, desk.catalogue.uploads)
        let offset = try await desk.pools.files.run {
            _ = writers.take(upload.id)
            return upload.result == nil ? uploads.offset(of: upload.id) : upload.size
        }
        return answer(offset, of: upload, .ok)
    }

    private func answer(_ offset: Int64, of upload: FileUpload, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [
                Self.offset: String(offset), Self.length: String(upload.size), .cacheControl: "private, no-store",
            ]
        )
    }

    private func append(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let upload = try await find(context)
        guard let start = request.headers[Self.offset].flatMap({ Int64($0) }), start >= 0 else {
            throw Problem.badParameter("Upload-Offset", "expected the number of bytes that have arrived")
        }
        guard upload.result == nil else { return answer(upload.size, of: upload, .conflict) }
        let (writers, uploads, pool) = (writers, desk.catalogue.uploads, desk.pools.files)
        let turn = try await pool.run { writers.take(upload.id) }
        var offset = start
        var waiting = ByteBuffer()
        /// Writes what waits; false if a later request has taken over.
        func write() async throws -> Bool {
            let (bytes, place) = (waiting, offset)
            guard bytes.readableBytes > 0 else { return true }
            waiting.clear()
            let isWritten = try await pool.runAlways {
                try writers.run(upload.id, turn: turn) {
                    try uploads.append(Array(bytes.readableBytesView), at: place, to: upload)
                } != nil
            }
            offset += Int64(bytes.readableBytes)
            return isWritten
        }
        do {
            for try await buffer in request.body {
                waiting.writeImmutableBuffer(buffer)
                if waiting.readableBytes >= Self.piece, try await !write() { return try await overtaken(upload) }
            }
            guard try await write() else { return try await overtaken(upload) }
        } catch let error as UploadError {
            if case .wrongOffset(let present) = error { return answer(present, of: upload, .conflict) }
            throw Problem(error)
        } catch {
            // The connection broke: what has arrived counts.
            _ = try? await write()
            try? await pool.runAlways { try uploads.settle(upload.id) }
            throw error
        }
        try await pool.runAlways { try uploads.settle(upload.id) }
        return answer(offset, of: upload, .noContent)
    }

    private func overtaken(_ upload: FileUpload) async throws -> Response {
        let uploads = desk.catalogue.uploads
        return answer(try await desk.pools.files.run { uploads.offset(of: upload.id) }, of: upload, .conflict)
    }

    private func cancel(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (upload, writers, uploads) = (try await find(context), writers, desk.catalogue.uploads)
        try await desk.pools.changes.run {
            _ = writers.take(upload.id)
            try uploads.cancel(upload.id)
            writers.forget(upload.id)
        }
        return Response(status: .noContent)
    }

    /// Reads a complete file, and answers with what became of it, in the words of the page.
    private func deposit(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (upload, actor) = (try await find(context), try Self.actor(context))
        do {
            let result = upload.mediaOf == nil ? try await depositing.deposit(upload, by: actor) : upload.result
            var current = upload
            current.result = result
            return try Response.json(try await OutcomeContext.make(current, desk, request, context))
        } catch let error as UploadDepositing.Incomplete {
            throw Problem.conflict("'\(error.name)' has not arrived completely")
        } catch let error as UploadError {
            throw Problem(error)
        }
    }
}

extension Problem {
    init(_ error: UploadError) {
        switch error {
        case .unknown: self = .notFound("there is no such upload", parameter: "upload")
        case .count: self = .badBody("expected 1 to \(Uploads.mostInBatch) files")
        case .tooLarge(_, let limit): self = .tooLarge(limit)
        case .tooMany(let limit):
            self = .conflict("at most \(limit) files can be under way; finish or cancel some of them")
        case .tooMuch(let limit):
            self = .conflict("at most \(limit >> 30) GiB can be under way; finish or cancel some of the files")
        case .wrongOffset(let offset): self = .conflict("\(offset) bytes have arrived")
        case .overflow: self = .badBody("there are more bytes than were announced")
        }
    }
}
