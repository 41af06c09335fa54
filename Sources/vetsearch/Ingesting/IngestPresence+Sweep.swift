import Catalogue

extension IngestPresence {
    /// Says that an ingest or a service begins. Who finds no other clears away what killed ones left, and tells what it left
    /// alone; that nothing can be cleared away keeps nobody from working.
    convenience init(_ catalogue: Catalogue) throws {
        try self.init(catalogue.toolbox) {
            do {
                if let refusal = try catalogue.sweep().refusal { Terminal.error("warning: \(refusal)") }
            } catch {
                let reason = StorageTrouble(error)?.description ?? "\(error)"
                Terminal.error("warning: what killed processes left could not be cleared away: \(reason)")
            }
        }
    }
}
