import DocumentModel
import SystemPackage

/// Finds the files of a listing by the names in a table's rows.
struct ListedFiles {
    enum Answer {
        case found(FoundFile)
        /// Not in the listing, but only because its folder was not completely listed; not a problem.
        case elsewhere
        /// It cannot be described; with the reason.
        case wrong(String)
        /// There is no file with this name.
        case missing
    }

    /// By absolute path as text. Swift compares characters, not bytes, so the `ü` of macOS and that of Windows are equal.
    private let byPath: [String: [FoundFile]]
    private let shown: [(path: String, name: String)]

    init(_ files: [FoundFile]) {
        byPath = Dictionary(grouping: files) { $0.path.shown }
        shown = files.map { ($0.path.shown, $0.path.lastComponent?.shown ?? "") }
    }

    /// Looks up a path relative to the table's folder, with `/` or, as in Windows, `\` between the parts.
    /// - Parameters:
    ///   - folder: the table's folder as text.
    ///   - isExplained: whether the reason is needed if there is no such file; otherwise `.missing` is returned.
    func find(_ written: String, in manifest: FoundManifest, folder: String, isExplained: Bool) -> Answer {
        let spellings =
            written.utf8.contains(UInt8(ascii: "\\"))
            ? [written, String(written.map { $0 == "\\" ? "/" : $0 })] : [written]
        for spelling in spellings {
            let path = normalized("\(folder)/\(spelling)")
            guard let candidates = byPath[path] else { continue }
            let exact = candidates.first { $0.path.shown.utf8.elementsEqual(path.utf8) }
            if let file = exact ?? candidates.first { return .found(file) }
        }
        guard manifest.isFolderListed else { return .elsewhere }
        guard isExplained else { return .missing }
        let path = manifest.folder.appending(spellings[spellings.count - 1]).lexicallyNormalized()
        if !path.starts(with: manifest.folder.lexicallyNormalized()) {
            return .wrong("'\(written)' is outside the folder; a row describes files beside the table or below it")
        }
        guard let type = try? path.stat().type else { return .missing }
        return type == .directory
            ? .wrong(
                "'\(written)' is a folder; a row describes one file. To describe a folder, put a vetsearch.yaml in it"
            )
            : .wrong("'\(written)' exists, but is not among the files that are ingested")
    }

    /// The path without `.`, `..` and repeated separators.
    private func normalized(_ path: String) -> String {
        var previous = UInt8(ascii: "x")
        for byte in path.utf8 {
            let isSpecial = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
            if previous == UInt8(ascii: "/"), isSpecial { return FilePath(path).lexicallyNormalized().string }
            previous = byte
        }
        return previous == UInt8(ascii: "/") ? FilePath(path).lexicallyNormalized().string : path
    }

    /// The files below the table's folder that are most similar to `written`, in quotes; compares with every file there.
    func nearest(to written: String, in manifest: FoundManifest) -> [String] {
        let folder = manifest.folder.shown
        let prefix = folder + "/"
        let wanted = String(written.lowercased().map { $0 == "\\" ? "/" : $0 })
        let wantedName = wanted.split(separator: "/").last.map(String.init) ?? wanted
        let names = shown.lazy.filter { $0.path.hasPrefix(prefix) }.flatMap { path, name in
            let below = String(path.dropFirst(prefix.count))
            let sameName = name.lowercased() == wantedName
            return [(below.lowercased(), below)] + (sameName ? [(wanted, below)] : [])
        }
        return DocumentModel.nearest(to: wanted, among: names).map { "'\($0)'" }
    }
}
