import CLibzip
import DocumentModel
import Foundation
import Ingest
import SystemPackage

/// A folder for the files of one test, deleted with the object.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ingest-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file and gives its path.
    func write(_ bytes: [UInt8], as name: String) throws -> FilePath {
        let url = folder.appending(path: name)
        try Data(bytes).write(to: url)
        return FilePath(url.path(percentEncoded: false))
    }

    /// Writes a zip archive with `entries`, in their order.
    func zip(_ entries: KeyValuePairs<String, String>, as name: String) throws -> FilePath {
        try zip(entries.map { ($0.key, Array($0.value.utf8)) }, as: name)
    }

    func zip(_ entries: [(String, [UInt8])], as name: String) throws -> FilePath {
        let path = folder.appending(path: name).path(percentEncoded: false)
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else { throw ScratchError.zip(code) }
        for (name, bytes) in entries {
            // libzip frees this copy when it has written it.
            guard let copy = malloc(max(bytes.count, 1)) else { throw ScratchError.zip(-3) }
            bytes.withUnsafeBytes {
                copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
            }
            let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1)
            guard zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8)) >= 0 else { throw ScratchError.zip(-1) }
        }
        guard zip_close(archive) == 0 else { throw ScratchError.zip(-2) }
        return FilePath(path)
    }
}

enum ScratchError: Error { case zip(Int32) }

/// Extracts bytes as a file called `name`.
func extract(
    _ bytes: [UInt8],
    as name: String,
    limits: ExtractionLimits = ExtractionLimits()
) throws -> ExtractedDocument {
    let scratch = try Scratch()
    return try Extraction.extract(path: try scratch.write(bytes, as: "file"), name: name, limits: limits)
}

func extract(_ text: String, as name: String) throws -> ExtractedDocument { try extract(Array(text.utf8), as: name) }

/// Extracts a zip archive with `entries`.
func extract(zip entries: KeyValuePairs<String, String>, as name: String) throws -> ExtractedDocument {
    let scratch = try Scratch()
    return try Extraction.extract(path: try scratch.zip(entries, as: "file"), name: name)
}

/// The failure of an extraction that must fail.
func failure(_ body: () throws -> ExtractedDocument) -> ExtractionFailure? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? ExtractionFailure
    }
}

extension ExtractedDocument {
    var texts: [String] { sections.map(\.text) }
    var allText: String { texts.joined(separator: "\n") }
}

extension Scratch {
    /// The bytes of a file that was written.
    func read(_ path: FilePath) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path.string))) }
}
