import DocumentModel
import Embedding
import Foundation
import Index
import Synchronization
import SystemPackage
import Vectors

/// The vectors of a toolbox for all searches of a process, reloaded when they change, and the model that makes those of
/// questions. Any number of threads may use it.
package final class SharedVectors: Sendable {
    /// The vectors that an audience may see, and the model that made them.
    struct Current {
        var snapshot: VectorSnapshot
        var model: EmbeddingModel
    }

    private struct Model {
        var identity: String
        var model: EmbeddingModel
    }

    /// What tells one state of the vectors from another.
    private struct Stamp: Equatable {
        var inode: UInt64
        var changed: Date
    }

    private struct State {
        var stamp: Stamp?
        var checked: ContinuousClock.Instant?
        var snapshots: [Visibility: VectorSnapshot] = [:]
        var model: Model?
        /// The vectors of recent questions.
        var questions: [Question: ByteVector] = [:]
    }

    private struct Question: Hashable {
        var text: String
        var language: LanguageTag
    }

    private let folder: FilePath
    private let modelPath: String
    private let state = Mutex(State())

    /// How long new vectors may remain unnoticed.
    private static let lag = Duration.milliseconds(200)
    /// The number of questions whose vectors are kept, of about 500 bytes each.
    private static let mostQuestions = 1000
    /// More letters of a question than this do not change its vector.
    private static let mostLetters = 2000

    /// - Parameters:
    ///   - folder: the folder of the vectors, which need not exist yet.
    ///   - model: the path of the model.
    package init(folder: FilePath, model: String) { (self.folder, modelPath) = (folder, model) }

    /// The current vectors; nil if there are none, or they were made by another model than the one that is installed.
    func current(for audience: Visibility) -> Current? {
        state.withLock { state in
            let now = ContinuousClock.now
            if state.checked.map({ now - $0 > Self.lag }) ?? true {
                state.checked = now
                let stamp = stamp()
                if stamp != state.stamp { (state.stamp, state.snapshots) = (stamp, [:]) }
            }
            guard state.stamp != nil else { return nil }
            if state.snapshots[audience] == nil {
                // A file may just have been replaced; the next search tries again.
                guard let opened = try? VectorSnapshot(folder: folder, seenBy: audience) else {
                    state.stamp = nil
                    return nil
                }
                state.snapshots[audience] = opened
            }
            guard let snapshot = state.snapshots[audience], let model = model(snapshot.head.model, &state) else {
                return nil
            }
            return Current(snapshot: snapshot, model: model)
        }
    }

    private func stamp() -> Stamp? {
        let path = VectorHead.path(in: folder)
        guard let status = try? path.stat(),
            let changed = try? FileManager.default.attributesOfItem(atPath: path.string)[.modificationDate] as? Date
        else { return nil }
        return Stamp(inode: UInt64(status.inode.rawValue), changed: changed)
    }

    private func model(_ identity: String, _ state: inout State) -> EmbeddingModel? {
        if let model = state.model, model.identity == identity { return model.model }
        guard EmbeddingModel.identity(of: modelPath) == identity, let model = try? EmbeddingModel(path: modelPath)
        else {
            return nil
        }
        state.model = Model(identity: identity, model: model)
        state.questions = [:]
        return model
    }

    /// The vector of a question.
    /// - Parameter language: the language that it is in.
    func vector(of text: String, _ language: LanguageTag, _ model: EmbeddingModel) throws -> ByteVector {
        let question = Question(text: String(text.prefix(Self.mostLetters)), language: language)
        if let known = state.withLock({ $0.questions[question] }) { return known }
        let vector = LanguageMeans.shared.centred(
            try model.vector(of: question.text, as: .question),
            language: language.code,
            as: .question
        )
        state.withLock { state in
            if state.questions.count >= Self.mostQuestions { state.questions = [:] }
            state.questions[question] = vector
        }
        return vector
    }
}
