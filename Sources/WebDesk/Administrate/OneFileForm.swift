import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import NIOCore
import Synchronization
import Web
import WebAPI

/// A form with at most one file (`multipart/form-data`). Its token is its first part, and is checked before anything is kept.
struct OneFileForm: Sendable {
    /// Where the content of the file goes.
    enum Destination: Sendable {
        case memory
        /// A staged copy, which the receiver keeps or discards.
        case disk(Originals)
    }

    /// The fields other than the file.
    let fields: DeskForm
    /// The name of the file; nil if none was chosen.
    let fileName: String?
    /// Its content in memory.
    let bytes: [UInt8]
    /// Its content on disk.
    let staged: StagedOriginal?

    /// The maximum number of parts, and the maximum size of all texts in bytes.
    private static let mostParts = 20
    private static let mostText = 2 << 20
    /// The bytes that are collected before they are written.
    private static let piece = 1 << 20

    /// Reads a form and makes the person who is signed in the actor of the request.
    /// - Parameter most: the maximum size of the file in bytes.
    /// - Throws: ``Problem`` if another site sent it, if it is too large, or if it is not such a form.
    init(
        _ request: Request,
        _ desk: Desk,
        to destination: Destination,
        most: Int64,
        confirming context: inout ServiceContext
    ) async throws {
        guard !FormToken.isFromElsewhere(request) else { throw Problem.forged }
        guard let session = context.session else { throw Problem.unauthorized }
        guard let boundary = request.headers[.contentType].flatMap(MultipartParser.boundary(ofContentType:)) else {
            throw Problem.unsupportedMediaType("send a form with a file: multipart/form-data")
        }
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }), length > most + Int64(Self.mostText) {
            throw Problem.tooLarge(most)
        }
        let box = Box(destination, most, boundary, secret: session.secret)
        let pool = desk.pools.files
        do {
            var waiting: [UInt8] = []
            for try await buffer in request.body {
                waiting.append(contentsOf: buffer.readableBytesView)
                guard waiting.count >= Self.piece else { continue }
                let bytes = waiting
                waiting.removeAll(keepingCapacity: true)
                try await pool.run { try box.push(bytes) }
            }
            let rest = waiting
            self = try await pool.run {
                try box.push(rest)
                return try box.finish()
            }
            try context.confirm(fields[FormToken.field])
        } catch {
            try? await pool.runAlways { box.abandon() }
            throw error
        }
    }

    private init(fields: DeskForm, fileName: String?, bytes: [UInt8], staged: StagedOriginal?) {
        (self.fields, self.fileName, self.bytes, self.staged) = (fields, fileName, bytes, staged)
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
            var fileName: String?
            /// Whether the current part is the file.
            var isInFile = false
            var bytes: [UInt8] = []
            var incoming: IncomingOriginal?
            var staged: StagedOriginal?
        }

        private let destination: Destination
        private let most: Int64
        private let secret: String
        private let state: Mutex<State>

        init(_ destination: Destination, _ most: Int64, _ boundary: String, secret: String) {
            (self.destination, self.most, self.secret) = (destination, most, secret)
            state = Mutex(State(parser: MultipartParser(boundary: boundary, maximumParts: OneFileForm.mostParts)))
        }

        func push(_ bytes: [UInt8]) throws {
            try state.withLock { state in
                do {
                    for event in try state.parser.push(bytes) { try take(event, &state) }
                } catch let error as MultipartError {
                    throw Problem.badBody("\(error)")
                }
            }
        }

        private func take(_ event: MultipartParser.Event, _ state: inout State) throws {
            switch event {
            case .part(let header):
                guard state.isConfirmed || header.name == FormToken.field else { throw Problem.forged }
                (state.field, state.text, state.isInFile) = (header.name, [], false)
                // A browser sends an empty name where no file was chosen.
                guard let name = header.fileName, !name.isEmpty, state.isConfirmed else { return }
                guard state.fileName == nil else { throw Problem.badBody("send only one file") }
                (state.fileName, state.isInFile) = (FileNames.plain(name), true)
                if case .disk(let originals) = destination { state.incoming = try IncomingOriginal(originals) }
            case .body(let bytes) where state.isInFile:
                let size = state.incoming.map(\.size) ?? Int64(state.bytes.count)
                guard size + Int64(bytes.count) <= most else { throw Problem.tooLarge(most) }
                if let incoming = state.incoming {
                    try bytes.withUnsafeBytes { try incoming.write($0) }
                } else {
                    state.bytes += bytes
                }
            case .body(let bytes):
                state.texts += bytes.count
                guard state.texts <= OneFileForm.mostText else {
                    throw Problem.tooLarge(Int64(OneFileForm.mostText))
                }
                state.text += bytes
            case .endOfPart where state.isInFile:
                state.isInFile = false
                if let incoming = state.incoming {
                    state.incoming = nil
                    state.staged = try incoming.finish()
                }
            case .endOfPart:
                let text = String(decoding: state.text, as: UTF8.self)
                state.form.add(state.field, text)
                guard !state.isConfirmed else { return }
                guard FormToken.isValid(text, for: secret) else { throw Problem.forged }
                state.isConfirmed = true
            case .end: break
            }
        }

        func finish() throws -> OneFileForm {
            try state.withLock { state in
                do {
                    try state.parser.finish()
                } catch {
                    throw Problem.badBody("\(error)")
                }
                return OneFileForm(
                    fields: state.form,
                    fileName: state.fileName,
                    bytes: state.bytes,
                    staged: state.staged
                )
            }
        }

        func abandon() {
            state.withLock { state in
                state.incoming?.abandon()
                if case .disk(let originals) = destination, let staged = state.staged { originals.discard(staged) }
            }
        }
    }
}
