import Catalogue
import Foundation
import SystemPackage

extension Catalogue {
    /// Where a document's file lies in the folder that it came from, if it is still there.
    package func place(of id: String) -> URL? {
        guard let document = try? document(id), let places = try? files(withHash: document.hash) else { return nil }
        return places.map { URL(filePath: $0.string) }.first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
