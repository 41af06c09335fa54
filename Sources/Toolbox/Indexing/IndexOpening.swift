import Catalogue
import Foundation
import Index
import Indexer
import SearchService
import SystemPackage

/// Opens the index of a toolbox for searches.
package enum IndexOpening {
    /// Opens the index; errors say what to do.
    /// - Parameters:
    ///   - isService: whether the service may start although the index cannot be read yet.
    ///   - warn: called with problems that do not prevent opening.
    package static func engine(
        of catalogue: Catalogue,
        isService: Bool = false,
        warn: (String) -> Void
    ) throws -> SearchEngine {
        let (index, folder) = (catalogue.toolbox.index, catalogue.toolbox.folder)
        guard FileManager.default.fileExists(atPath: index.string) else {
            throw ToolboxError("the toolbox in \(folder) has no index yet; 'vetsearch reindex' builds one")
        }
        let vectors = VectorModel.path.map { SharedVectors(folder: catalogue.toolbox.vectors, model: $0) }
        do {
            let engine = try SearchEngine(index: index, thesauri: catalogue.thesauri, vectors: vectors)
            if let formatVersion = try engine.foreignFormat() {
                let error = IndexFormatError(found: formatVersion)
                if error.isNewer { throw error }
                warn("warning: \(error)")
            }
            return engine
        } catch let error as XapianError {
            let reason = "the index of the toolbox in \(folder) cannot be read (\(error))"
            guard isService else { throw ToolboxError("\(reason); 'vetsearch check --repair' repairs it") }
            warn("warning: \(reason)")
            return try SearchEngine(index: index, thesauri: catalogue.thesauri, vectors: vectors, isOpenedLater: true)
        }
    }

    /// Creates an empty index if there is none, so that it can be searched.
    package static func makeIfMissing(_ catalogue: Catalogue) throws {
        guard !FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) else { return }
        do {
            try IndexRun.applyAll(catalogue)
        } catch let error as IndexFailure where error.isLocked {}  // another process is creating it
    }
}
