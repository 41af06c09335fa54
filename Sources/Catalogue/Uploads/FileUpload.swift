import DocumentModel
import Encodings
import Foundation
import GRDB

/// What became of an uploaded file.
package struct UploadResult: Sendable, Equatable, Codable {
    package enum Outcome: String, Sendable, Codable, CaseIterable {
        /// It is a new draft, or the new file of one.
        case created, updated
        /// The toolbox has it already.
        case duplicate, unchanged
        /// It is a part of the video beside it.
        case joined
        /// It could not be read; it is kept with the failed deposits.
        case failed
        /// It could be read, but must not become what was asked for.
        case refused
    }

    package var outcome: Outcome
    /// The document; nil if its depositor may not see it.
    package var document: String?
    /// Why it failed or was refused, in English.
    package var reason: String?
    package var status: FileStatus?
    /// The failed deposit that keeps it.
    package var failed: String?
    /// What became of the description that came with a duplicate.
    package var duplicate: DuplicateDescription?
    package var warnings: [String] = []

    package init(_ outcome: Outcome) { self.outcome = outcome }
}

/// A file that somebody is sending, in pieces or at once.
package struct FileUpload: Sendable, Equatable {
    package var id: String
    /// Who sends it, as in the audit trail.
    package var owner: String
    /// The files that were chosen together.
    package var batch: String
    /// Its place among them, counted from 0.
    package var position: Int
    /// Its name without folders.
    package var name: String
    /// The folder that it was in, relative to the chosen one; empty if none was chosen.
    package var folder: String
    /// The size in bytes that it will have.
    package var size: Int64
    /// When the file was changed, in milliseconds since 1970, as the browser says; tells two files with one name apart.
    package var modified: Int64
    /// When something last happened to it.
    package var changed: Date
    /// The upload of the video that it belongs to.
    package var mediaOf: String?
    /// The draft whose file it replaces.
    package var replaces: String?
    /// The description that came with it, as HTTP takes it.
    package var members: [String: JSONValue]
    /// Nil until it was read.
    package var result: UploadResult?
}

extension FileUpload: FetchableRecord {
    package init(row: Row) throws {
        func decoded<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(text.utf8))
        }
        id = row["id"]
        owner = row["owner"]
        batch = row["batch"]
        position = row["position"]
        name = row["name"]
        folder = row["folder"]
        size = row["size"]
        modified = row["modified"]
        changed = Date(timeIntervalSince1970: row["changed"])
        mediaOf = row["media_of"]
        replaces = row["replaces"]
        members = try decoded(row["members"], as: [String: JSONValue].self)
        result = try (row["result"] as String?).map { try decoded($0, as: UploadResult.self) }
    }
}

/// A file that is about to be sent.
package struct AnnouncedFile: Sendable, Hashable {
    package var name: String
    package var folder: String
    package var size: Int64
    package var modified: Int64

    package init(name: String, folder: String = "", size: Int64, modified: Int64 = 0) {
        (self.name, self.folder, self.size, self.modified) = (name, folder, size, modified)
    }
}

/// Why an upload was refused.
package enum UploadError: Error, Sendable, Equatable {
    /// There is no such upload of this person.
    case unknown
    /// Nothing was announced, or more files than ``Uploads/mostInBatch``.
    case count
    /// A file is larger than the limit, or its size is negative.
    case tooLarge(name: String, limit: Int64)
    /// The person has too many unfinished files, or too many bytes in them.
    case tooMany(limit: Int)
    case tooMuch(limit: Int64)
    /// The bytes do not follow those that are here; it has so many.
    case wrongOffset(Int64)
    /// More bytes than announced.
    case overflow
}
