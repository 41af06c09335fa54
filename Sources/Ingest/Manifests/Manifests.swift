import DocumentModel
import SystemPackage

/// What curators wrote about the files of a listing, in `metadata.csv` and `vetsearch.yaml`.
///
/// The most specific value takes precedence: the row for a file in the nearest table, rows of tables further up, the
/// defaults of the file's own folder, those of the folders above it.
package struct Manifests: Sendable {
    /// Mistakes and notices, those of outer folders first, and within a manifest by line.
    package let problems: [ManifestProblem]
    private let defaults: [FilePath: Metadata]
    private let rows: [FilePath: Metadata]

    /// Reads the manifests of a listing.
    package init(of listing: FolderListing) {
        var problems: [ManifestProblem] = []
        var defaults: [FilePath: Metadata] = [:]
        var rows: [FilePath: Metadata] = [:]
        let files = ListedFiles(listing.allFiles)
        var read: [FilePath: [FoundManifest]] = [:]
        // Outer folders come first, so that the values of inner ones override them.
        for manifest in listing.manifests {
            if let other = read[manifest.folder]?.first(where: { $0.kind == manifest.kind }) {
                let message = "was ignored, because \(other.name) is in the same folder"
                problems.append(ManifestProblem(file: manifest.name, message: message))
                continue
            }
            read[manifest.folder, default: []].append(manifest)
            switch manifest.kind {
            case .folderDefaults:
                let yaml = FolderDefaults(manifest)
                defaults[manifest.folder] = yaml.metadata
                problems += yaml.problems
            case .table:
                let table = TableManifest(manifest, among: files)
                rows.merge(table.described) { outer, inner in inner.filled(from: outer) }
                problems += table.problems
            }
        }
        (self.problems, self.defaults, self.rows) = (problems, defaults, rows)
    }

    /// The metadata of a file of the listing according to the manifests; each value's origin names the manifest and the
    /// row.
    package func describe(_ file: FoundFile) -> Metadata {
        var metadata = rows[file.path] ?? Metadata()
        var folder = file.path
        while folder.removeLastComponent() {
            if let more = defaults[folder] { metadata = metadata.filled(from: more) }
        }
        return metadata
    }
}

extension FoundManifest {
    /// The manifest's name in messages and origins.
    var name: String { "\(folderName)/\(path.lastComponent?.shown ?? "")" }
}

extension ManifestProblem {
    /// The notice that the manifest's encoding was guessed.
    static func guessedEncoding(_ encoding: String, in file: String) -> ManifestProblem {
        let message = "is not UTF-8 and was read as \(encoding); save it as UTF-8 if letters look wrong"
        return ManifestProblem(file: file, message: message, severity: .notice)
    }
}
