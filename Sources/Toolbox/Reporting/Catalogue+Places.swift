import Catalogue
import Foundation
import SystemPackage

extension Catalogue {
    /// The address of a document's file in its folder, if it is still there.
    package func place(of id: String) -> URL? {
        guard let document = try? document(id), let places = try? files.paths(withContent: document.hash) else {
            return nil
        }
        return places.map { URL(filePath: $0.string) }.first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
