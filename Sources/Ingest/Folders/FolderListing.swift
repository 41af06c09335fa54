import DocumentModel
import SystemPackage

/// Something about a folder, a link or a name that the curator should know.
package struct FolderProblem: Sendable, Hashable, CustomStringConvertible {
    /// What it is about: the path as it was given, or the ingested folder's name and the path below it.
    package var path: String
    /// In one line, without the path.
    package var reason: String
    package var severity: ProblemSeverity
    /// `PATH: REASON`.
    package var description: String { "\(path): \(reason)" }
}

/// A file with which curators describe others.
package struct FoundManifest: Sendable, Hashable {
    /// What is in it.
    package enum Kind: Sendable, Hashable {
        /// `vetsearch.yaml`: defaults for everything below its folder.
        case folderDefaults
        /// `metadata.csv`: a row for each file.
        case table
    }

    package var kind: Kind
    package var path: FilePath
    /// The folder that it describes, absolute.
    package var folder: FilePath
    /// The folder as messages and origins name it: the ingested folder's name and the path below.
    package var folderName: String
    /// Whether the whole folder was listed, so that a row for a file that is not in the listing is a mistake.
    package var isFolderListed: Bool
    /// How it is opened.
    let place: FilePlace
}

/// Everything that an ingest was pointed at, without anything being opened.
package struct FolderListing: Sendable {
    /// Sorted by the bytes of their sources; what belongs to a video is under it.
    package var files: [FoundFile] = []
    /// The same with what belongs to videos.
    package var allFiles: [FoundFile] { files.flatMap { [$0] + $0.companions } }
    /// Sorted as they were met.
    package var problems: [FolderProblem] = []
    /// How many hidden files and folders were left out: `.name`, `~$name`, `Thumbs.db`, `desktop.ini`.
    package var passedOver = 0
    /// The manifests met on the way, those of outer folders first.
    package var manifests: [FoundManifest] = []

    /// Whether everything that was given could be looked at. Where not, a file that is not in ``files`` need not be gone.
    package var isComplete: Bool { !problems.contains { $0.severity == .error } }

    /// The sources of links that were not followed.
    private(set) var linksLeftAlone: Set<String> = []

    /// Whether a file that was once met under this source may still be there, behind a link that was not followed now.
    package func isBehindLinkLeftAlone(_ source: String) -> Bool {
        guard !linksLeftAlone.isEmpty else { return false }
        var path = source[...]
        while true {
            if linksLeftAlone.contains(String(path)) { return true }
            guard let slash = path.lastIndex(of: "/") else { return false }
            path = path[..<slash]
        }
    }

    /// Lists files and everything in folders; relative paths are taken from the working directory.
    ///
    /// Symbolic links in a folder are followed within it; those that lead out of it are told in `problems` and left alone.
    /// What is given itself may be a link. A folder is read once, under the path that has no link in it where there is
    /// one; what leads to it a second time is told in `problems`. Pipes, sockets and devices are told there too, and never
    /// opened. A manifest counts for everything below its folder; for a file given by itself those of its own folder do.
    ///
    /// - Parameter followsLinks: whether links are followed wherever they lead. Only for folders in which nobody else
    ///   writes: a link to `/etc/passwd` makes a document of it.
    package init(of paths: [FilePath], followsLinks: Bool = false) {
        var walk = FolderWalk(followsLinks: followsLinks)
        for path in paths {
            walk.enter(path)
            // Part of a recording is not the recording.
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
