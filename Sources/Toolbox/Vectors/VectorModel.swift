import Embedding
import Foundation
import Languages

/// Where the model of vectors is on this machine.
package enum VectorModel {
    /// The path of the model; nil if it is not installed. Everything works without it, except what needs vectors.
    package static var path: String? {
        guard let path = LanguageFolder.path().map({ $0 + "/" + EmbeddingModel.fileName }),
            FileManager.default.isReadableFile(atPath: path)
        else { return nil }
        return path
    }
}
