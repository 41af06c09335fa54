import DocumentModel
import Foundation
import SystemPackage

/// What the folder of vectors contains at one moment: `head.json`, which is replaced in one step. Files that it does not name
/// belong to nothing.
package struct VectorHead: Codable, Sendable, Equatable {
    /// Raise it if the files or the way texts are cut change; vectors of another version are made again.
    package static let version = 1

    package var version = VectorHead.version
    /// The model that made the vectors (``EmbeddingModel/identity``).
    package var model: String
    /// The format of the index whose texts these are; with another format, texts may be cut elsewhere.
    package var texts: String
    /// The number of the last change of the catalogue that was applied.
    package var applied: Int64 = 0
    package var segments: [Segment] = []
    /// The number of files written so far; each name is used once.
    package var filesWritten = 0

    /// A file with the vectors of some documents. It never changes.
    package struct Segment: Codable, Sendable, Equatable {
        package var name: String
        package var audience: Visibility
        package var documents: Int
        package var passages: Int
        /// The number of passages of documents that are not dead.
        package var livePassages: Int
        /// The numbers of its documents that were replaced or removed since.
        package var dead: Set<Int> = []

        package init(name: String, audience: Visibility, documents: Int, passages: Int) {
            (self.name, self.audience, self.documents, self.passages) = (name, audience, documents, passages)
            livePassages = passages
        }
    }

    package init(model: String, texts: String) { (self.model, self.texts) = (model, texts) }

    package static func path(in folder: FilePath) -> FilePath { folder.appending("head.json") }

    /// The head in a folder; nil if there is none, it cannot be read, or it is of another version.
    package static func read(_ folder: FilePath) -> VectorHead? {
        guard let data = FileManager.default.contents(atPath: path(in: folder).string),
            let head = try? JSONDecoder().decode(VectorHead.self, from: data), head.version == version
        else { return nil }
        return head
    }

    package var bytes: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return [UInt8](try encoder.encode(self))
        }
    }
}
