import DocumentModel
import SystemPackage

/// What the service needs of those who read files and keep the index: so it need not know how either is done.
package struct DepositServices: Sendable {
    /// Reads an uploaded file, by its path and its name.
    package var extract: @Sendable (FilePath, String) async -> Result<EncodedDocument, ExtractionFailure>
    /// The version of the extractor.
    package var extractor: Int
    /// Says that the catalogue has changed, so that searches may show it soon.
    package var changed: @Sendable () -> Void
    /// Says that the index could not be read: it may be damaged.
    package var indexFailed: @Sendable () -> Void
    /// What those who keep the index are in trouble with, each in a sentence; nothing where all is well.
    package var troubles: @Sendable () -> [String]

    package init(
        extractor: Int,
        extract: @escaping @Sendable (FilePath, String) async -> Result<EncodedDocument, ExtractionFailure>,
        changed: @escaping @Sendable () -> Void,
        indexFailed: @escaping @Sendable () -> Void = {},
        troubles: @escaping @Sendable () -> [String] = { [] }
    ) {
        (self.extractor, self.extract, self.changed) = (extractor, extract, changed)
        (self.indexFailed, self.troubles) = (indexFailed, troubles)
    }
}
