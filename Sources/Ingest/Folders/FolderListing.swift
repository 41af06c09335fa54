import DocumentModel
import SystemPackage

/// Something about a folder, a link or a name that a curator should know.
package struct FolderProblem: Sendable, Hashable, CustomStringConvertible {
    /// The path as given, or the ingested folder's name and the path relative to it.
    package var path: String
    /// In one line, without the path.
    package var reason: String
    package var severity: ProblemSeverity
    /// `PATH: REASON`.
    package var description: String { "\(path): \(reason)" }
}

/// A file with which curators describe other files.
package struct FoundManifest: Sendable, Hashable {
    /// The kind of a manifest.
    package enum Kind: Sendable, Hashable {
        /// `vetsearch.yaml`: defaults for everything below its folder.
        case folderDefaults
        /// `metadata.csv`: a row for each file.
        case table
    }

    package var kind: Kind
    package var path: FilePath
    /// The absolute path of the folder that it describes.
    package var folder: FilePath
    /// The folder as named in messages and origins: the ingested folder's name and the path relative to it.
    package var folderName: String
    /// Whether the complete folder was listed, so that a row about a file that is not in the listing is a mistake.
    package var isFolderListed: Bool
    /// How it is opened.
    let place: FilePlace
}

/// Everything that an ingest was asked to read. No file has been opened yet.
package struct FolderListing: Sendable {
    /// Sorted by the bytes of their sources. Files that belong to a video are in its `companions`.
    package var files: [FoundFile] = []
    /// All files, including those that belong to videos.
    package var allFiles: [FoundFile] { files.flatMap { [$0] + $0.companions } }
    /// In the order in which they were found.
    package var problems: [FolderProblem] = []
    /// The number of hidden files and folders that were skipped: `.name`, `~$name`, `Thumbs.db`, `desktop.ini`.
    package var passedOver = 0
    /// The manifests that were found, those of outer folders first.
    package var manifests: [FoundManifest] = []

    /// Whether everything could be listed. If not, a file that is not in ``files`` may still exist.
    package var isComplete: Bool { !problems.contains { $0.severity == .error } }

    /// The sources of links that were not followed.
    private(set) var linksLeftAlone: Set<String> = []

    /// Whether a file that once had this source may still exist behind a link that was not followed.
    package func isBehindLinkLeftAlone(_ source: String) -> Bool {
        guard !linksLeftAlone.isEmpty else { return false }
        var path = source[...]
        while true {
            if linksLeftAlone.contains(String(path)) { return true }
            guard let slash = path.lastIndex(of: "/") else { return false }
            path = path[..<slash]
        }
    }

    /// Lists files and the contents of folders. Relative paths are relative to the working directory.
    ///
    /// Symbolic links in a folder are followed within it. Links that lead out of it are reported in `problems` and not
    /// followed. A given path may itself be a link. A folder is read once, under its path without links if possible;
    /// further paths to it are reported in `problems`. Pipes, sockets and devices are reported there, too, and never
    /// opened. A manifest applies to everything below its folder; for a file that was given by itself, the manifests of
    /// its own folder apply.
    ///
    /// - Parameter followsLinks: whether links are followed wherever they lead. Only for folders in which nobody else can
    ///   write: a link to `/etc/passwd` would make a document of it.
    package init(of paths: [FilePath], followsLinks: Bool = false) {
        var walk = FolderWalk(followsLinks: followsLinks)
        for path in paths {
            walk.enter(path)
            // Part of a media bundle brings the other files of the bundle.
            for path in MediaBundles.beside(path) where !paths.contains(path) { walk.enter(besideGiven: path) }
        }
        walk.followLinks()
        (files, problems) = walk.filesWithOwnSources()
        files = MediaBundles.gathered(files)
        passedOver = walk.passedOver
        linksLeftAlone = walk.linksLeftAlone
        manifests = walk.manifests.values.sorted {
            ($0.folder.components.count, $0.path.shown) < ($1.folder.components.count, $1.path.shown)
        }
    }
}
