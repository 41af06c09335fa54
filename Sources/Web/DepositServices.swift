import DocumentModel
import SystemPackage

/// The functions that the web layer needs for reading files and updating the index, so that it does not depend on their
/// implementation.
package struct DepositServices: Sendable {
    /// Reads an uploaded file, given its path and its name.
    package var extract: @Sendable (FilePath, String) async -> Result<EncodedDocument, ExtractionFailure>
    /// The version of the extractor.
    package var extractor: Int
    /// Called when the catalogue has changed, so that searches show it soon.
    package var changed: @Sendable () -> Void
    /// Called when the index could not be read, because it may be damaged.
    package var indexFailed: @Sendable () -> Void
    /// The problems with the index or its updates, one sentence each; empty if there are none.
    package var troubles: @Sendable () -> [String]
    /// Whether a process is writing the index for this service.
    package var isIndexing: @Sendable () -> Bool

    package init(
        extractor: Int,
        extract: @escaping @Sendable (FilePath, String) async -> Result<EncodedDocument, ExtractionFailure>,
        changed: @escaping @Sendable () -> Void,
        indexFailed: @escaping @Sendable () -> Void = {},
        troubles: @escaping @Sendable () -> [String] = { [] },
        isIndexing: @escaping @Sendable () -> Bool = { false }
    ) {
        (self.extractor, self.extract, self.changed) = (extractor, extract, changed)
        (self.indexFailed, self.troubles, self.isIndexing) = (indexFailed, troubles, isIndexing)
    }
}
