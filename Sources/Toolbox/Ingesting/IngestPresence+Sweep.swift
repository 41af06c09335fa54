import Catalogue
import DocumentModel

extension IngestPresence {
    /// Marks the beginning of an ingest or a service. If there is no other, removes what killed processes left behind,
    /// and reports what it did not remove. Failing to clean up does not prevent the work.
    package convenience init(_ catalogue: Catalogue, warn: (String) -> Void) throws {
        try self.init(catalogue.toolbox) {
            do {
                if let refusal = try catalogue.sweep().refusal { warn("warning: \(refusal)") }
            } catch {
                let reason = StorageTrouble(error)?.description ?? "\(error)"
                warn("warning: files left behind by killed processes could not be removed: \(reason)")
            }
        }
    }
}
