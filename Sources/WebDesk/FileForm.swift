import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Synchronization
import Web
import WebAPI

/// A form with files (`multipart/form-data`) that a person sent from a page of the desk. Its token is its first part, and is
/// checked before anything is stored.
struct FileForm: Sendable {
    struct File: Sendable {
        var staged: StagedOriginal
        var name: String
    }

    /// The fields other than files.
    var fields: DeskForm
    var files: [File]

    static let mostParts = Uploads.mostInBatch + 100
    private static let mostText = 2 << 20
    private static let piece = 1 << 20

    /// Reads the form and makes the person who is signed in the actor of the request. The files are staged: use or discard
    /// them.
    /// - Parameters:
    ///   - most: the maximum size of a file in bytes; nil: that of uploads.
    ///   - mostFiles: the maximum number of files.
    /// - Throws: ``Problem`` if another site sent it, if it is too large, or if it is not such a form.
    init(
        _ request: Request,
        _ desk: Desk,
        most: Int64? = nil,
        mostFiles: Int = FileForm.mostParts,
        confirming context: inout ServiceContext
    ) async throws {
        guard !FormToken.isFromElsewhere(request) else { throw Problem.forged }
        guard let session = context.session else { throw Problem.unauthorized }
        guard let boundary = request.headers[.contentType].flatMap(MultipartParser.boundary(ofContentType:)) else {
            throw Problem.unsupportedMediaType("send a form with files: multipart/form-data")
        }
        let largest = most ?? desk.maximumUpload
        let whole = mostFiles == 1 ? largest + Int64(Self.mostText) : Uploads.mostBytes
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }), length > whole {
            throw Problem.tooLarge(mostFiles == 1 ? largest : whole)
        }
        let box = Box(desk.catalogue.originals, largest, mostFiles, boundary) {
            FormToken.isValid($0, for: session.secret)
        }
        let pool = desk.pools.files
        do {
            var waiting: [UInt8] = []
            for try await buffer in request.body {
                waiting.append(contentsOf: buffer.readableBytesView)
                if waiting.count >= Self.piece {
                    let bytes = waiting
                    waiting.removeAll(keepingCapacity: true)
                    try await pool.run { try box.push(bytes) }
                }
            }
            let rest = waiting
            (fields, files) = try await pool.run {
                try box.push(rest)
                return try box.finish()
            }
            try context.confirm(fields[FormToken.field])
        } catch {
            try? await pool.runAlways { box.abandon() }
            throw error
        }
    }

    /// The receiving end, used by different threads, but never by two at once.
    private final class Box: Sendable {
        private struct State {
            var parser: MultipartParser
            var field = ""
            var text: [UInt8] = []
            var texts = 0
            var isConfirmed = false
            var form = DeskForm("")
            var name = ""
            var file: IncomingOriginal?
            var files: [File] = []
        }

        private let originals: Originals
        private let maximumSize: Int64
        private let mostFiles: Int
        private let isValid: @Sendable (String) -> Bool
        private let state: Mutex<State>

        init(
            _ originals: Originals,
            _ maximumSize: Int64,
            _ mostFiles: Int,
            _ boundary: String,
            _ isValid: @escaping @Sendable (String) -> Bool
        ) {
            (self.originals, self.maximumSize, self.mostFiles) = (originals, maximumSize, mostFiles)
            self.isValid = isValid
            state = Mutex(State(parser: MultipartParser(boundary: boundary, maximumParts: FileForm.mostParts)))
        }

        func push(_ bytes: [UInt8]) throws {
            try state.withLock { state in
                do {
                    for event in try state.parser.push(bytes) { try take(event, &state) }
                } catch let error as MultipartError {
                    throw Problem.badBody(error.description)
                }
            }
        }

        private func take(_ event: MultipartParser.Event, _ state: inout State) throws {
            switch event {
            case .part(let header):
                guard state.isConfirmed || header.name == FormToken.field else { throw Problem.forged }
                (state.field, state.text) = (header.name, [])
                guard let name = header.fileName, state.isConfirmed else { return }
                state.name = FileNames.plain(name)
                // A browser sends an empty part where no file was chosen.
                guard !name.isEmpty else { return }
                guard state.files.count < mostFiles else {
                    throw Problem.badBody(mostFiles == 1 ? "send only one file" : "send at most \(mostFiles) files")
                }
                state.file = try IncomingOriginal(originals)
            case .body(let bytes):
                if let file = state.file {
                    guard file.size + Int64(bytes.count) <= maximumSize else { throw Problem.tooLarge(maximumSize) }
                    try bytes.withUnsafeBytes { try file.write($0) }
                } else {
                    state.texts += bytes.count
                    guard state.texts <= FileForm.mostText else { throw Problem.tooLarge(Int64(FileForm.mostText)) }
                    state.text += bytes
                }
            case .endOfPart:
                if let file = state.file {
                    state.file = nil
                    state.files.append(File(staged: try file.finish(), name: state.name))
                } else {
                    let text = String(decoding: state.text, as: UTF8.self)
                    state.form.add(state.field, text)
                    if !state.isConfirmed {
                        guard isValid(text) else { throw Problem.forged }
                        state.isConfirmed = true
                    }
                }
            case .end: break
            }
        }

        func finish() throws -> (DeskForm, [File]) {
            try state.withLock { state in
                do {
                    try state.parser.finish()
                } catch {
                    throw Problem.badBody("\(error)")
                }
                return (state.form, state.files)
            }
        }

        func abandon() {
            state.withLock { state in
                state.file?.abandon()
                for file in state.files { originals.discard(file.staged) }
            }
        }
    }
}
