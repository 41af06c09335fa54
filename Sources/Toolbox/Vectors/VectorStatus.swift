import Catalogue
import Embedding
import Encodings
import Foundation
import Vectors

/// How far the vectors of a toolbox are.
package struct VectorStatus: Codable, Sendable, Equatable {
    /// Whether the model is installed on this machine.
    package var hasModel: Bool
    /// The number of passages that have vectors.
    package var passages = 0
    /// The number of documents that have changed since their vectors were made.
    package var pending = 0

    /// What is missing without a model, and how to install it.
    package static let remedy =
        "the model of vectors is not installed: documents in other languages are found by names, concepts and dictionaries "
        + "only; to install it, run: script/vector-model"

    package init(of catalogue: Catalogue) throws {
        let model = VectorModel.path
        hasModel = model != nil
        var head = VectorHead.read(catalogue.toolbox.vectors)
        // Vectors of another model are not used.
        if let model, let known = head, known.model != EmbeddingModel.identity(of: model) { head = nil }
        passages = head?.segments.reduce(0) { $0 + $1.livePassages } ?? 0
        pending = try catalogue.changedDocuments(after: head?.applied ?? 0)
    }

    /// One line.
    package var sentence: String {
        guard hasModel else { return Self.remedy }
        let made = counted(passages, "passage")
        return pending == 0
            ? "up to date: \(made)"
            : "\(made); \(counted(pending, "document")) to go; a running service or 'vetsearch vectors' makes them"
    }
}
