import Catalogue
import Ingest

/// Files that were chosen together.
enum BatchFiles {
    /// For each file the index of the video that it belongs to, by their names and folders.
    static func homes(of files: [AnnouncedFile]) -> [Int?] {
        MediaBundles.homes(of: files.map { $0.folder.isEmpty ? $0.name : $0.folder + "/" + $0.name })
    }
}
