import Catalogue
import DocumentModel

extension IngestPresence {
    /// Says that an ingest or a service begins. Who finds no other clears away what killed ones left, and tells what it left
    /// alone; that nothing can be cleared away keeps nobody from working.
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
