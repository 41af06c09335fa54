import Catalogue
import DocumentModel
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import SystemPackage
import Toolbox
import Web

/// An upload as received: the staged files, and the description.
struct Upload: Sendable {
    var file: StagedFile
    /// The files that came with a video.
    var transcripts: [StagedFile] = []
    /// The JSON of the part `metadata`.
    var metadata: [UInt8] = []
}

/// Receives multipart/form-data: the part `file` and the parts `transcript` are written to disk as they arrive, the part
/// `metadata` is kept in memory.
package struct UploadReceiver: Sendable {
    let originals: Originals
    /// The maximum size of a file in bytes.
    let maximumSize: Int64
    /// The pool that writes files.
    let pool: WorkPool

    package init(originals: Originals, maximumSize: Int64, pool: WorkPool) {
        (self.originals, self.maximumSize, self.pool) = (originals, maximumSize, pool)
    }

    static let maximumMetadata = 1 << 20
    static let mostTranscripts = 50
    /// The maximum size of an upload in addition to its file, in bytes. If the header announces more, the upload is not
    /// read at all.
    static let maximumBesides: Int64 = 64 << 20
    /// The number of bytes collected before they are written.
    private static let chunk = 1 << 20

    func receive(_ request: Request) async throws -> Upload {
        guard let boundary = request.headers[.contentType].flatMap(MultipartParser.boundary(ofContentType:)) else {
            throw Problem.unsupportedMediaType(
                "send multipart/form-data with the parts 'file' and, optionally, 'metadata' and 'transcript'"
            )
        }
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }),
            length > maximumSize + Self.maximumBesides
        {
            throw Problem.tooLarge(maximumSize)
        }
        let box = UploadBox(originals: originals, maximumSize: maximumSize, boundary: boundary)
        do {
            var waiting: [UInt8] = []
            for try await buffer in request.body {
                waiting.append(contentsOf: buffer.readableBytesView)
                if waiting.count >= Self.chunk {
                    let bytes = waiting
                    waiting.removeAll(keepingCapacity: true)
                    try await pool.run { try box.push(bytes) }
                }
            }
            let rest = waiting
            return try await pool.run {
                try box.push(rest)
                return try box.finish()
            }
        } catch {
            try? await pool.runAlways { box.abandon() }
            throw error
        }
    }
}

/// The receiving end of one upload, used by different threads, but never by two at once.
// The receiver awaits each call before the next; the mutex enforces it.
private final class UploadBox: Sendable {
    private struct State {
        var parser: MultipartParser
        /// The file being received.
        var file: IncomingOriginal?
        var name = ""
        var staged: StagedFile?
        var transcripts: [StagedFile] = []
        var metadata: [UInt8] = []
        var current = ""
    }

    private let originals: Originals
    private let maximumSize: Int64
    private let state: Mutex<State>

    init(originals: Originals, maximumSize: Int64, boundary: String) {
        (self.originals, self.maximumSize) = (originals, maximumSize)
        state = Mutex(State(parser: MultipartParser(boundary: boundary)))
    }

    func push(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            for event in try Self.understood({ () throws(MultipartError) in try state.parser.push(bytes) }) {
                try take(event, &state)
            }
        }
    }

    private static func understood<Result>(_ read: () throws(MultipartError) -> Result) throws -> Result {
        do throws(MultipartError) {
            return try read()
        } catch {
            throw Problem.badBody(error.description)
        }
    }

    private func take(_ event: MultipartParser.Event, _ state: inout State) throws {
        switch event {
        case .part(let header):
            state.current = header.name
            switch header.name {
            case "file", "transcript":
                guard header.name == "transcript" || state.staged == nil else {
                    throw Problem.badBody("there are two parts 'file'; a document has only one file")
                }
                guard state.transcripts.count < UploadReceiver.mostTranscripts else {
                    throw Problem.badBody("there are more than \(UploadReceiver.mostTranscripts) parts 'transcript'")
                }
                state.name = FileNames.plain(header.fileName ?? "")
                state.file = try IncomingOriginal(originals)
            case "metadata":
                guard state.metadata.isEmpty else { throw Problem.badBody("there are two parts 'metadata'") }
            default:
                throw Problem.badBody(
                    "unknown part '\(header.name.prefix(60))'; expected 'file', 'transcript' and 'metadata'"
                )
            }
        case .body(let bytes):
            if let file = state.file {
                guard file.size + Int64(bytes.count) <= maximumSize else { throw Problem.tooLarge(maximumSize) }
                try bytes.withUnsafeBytes { try file.write($0) }
            } else {
                state.metadata += bytes
                guard state.metadata.count <= UploadReceiver.maximumMetadata else {
                    throw Problem.tooLarge(Int64(UploadReceiver.maximumMetadata))
                }
            }
        case .endOfPart:
            if let file = state.file {
                state.file = nil
                let whole = StagedFile(staged: try file.finish(), name: state.name)
                if state.current == "file" { state.staged = whole } else { state.transcripts.append(whole) }
            }
        case .end: break
        }
    }

    func finish() throws -> Upload {
        try state.withLock { state in
            try Self.understood { () throws(MultipartError) in try state.parser.finish() }
            guard let file = state.staged else { throw Problem.badBody("there is no part 'file'") }
            return Upload(file: file, transcripts: state.transcripts, metadata: state.metadata)
        }
    }

    func abandon() {
        state.withLock { state in
            state.file?.abandon()
            for file in [state.staged].compactMap(\.self) + state.transcripts { originals.discard(file.staged) }
        }
    }
}

/// Names of uploaded files.
package enum FileNames {
    /// The maximum length of a name in bytes.
    private static let longest = 200

    /// A client's file name, made suitable for display and saving: without control characters and surrounding blanks, and
    /// short enough for every file system; `file` if nothing is left.
    package static func plain(_ name: String) -> String {
        let scalars = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        var clean = String(String.UnicodeScalarView(scalars)).trimmingCharacters(in: .whitespaces)
        if clean.utf8.count > longest {  // keeps the extension
            let end = clean.utf8.suffix(longest)
            // Not inside a character.
            clean = String(clean[(clean.indices.first { $0 >= end.startIndex } ?? clean.endIndex)...])
        }
        return clean.isEmpty ? "file" : clean
    }
}
