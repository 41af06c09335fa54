import CLibzip
import Foundation

/// Paths inside an archive.
enum ArchivePath {
    /// `reference` (a URL reference, perhaps with `%20`) relative to the entry `base`; its fragment is dropped.
    ///
    /// The result is always inside the archive: `..` at the top is dropped, and so is the scheme of `file:///a/b`, which
    /// some programs write instead of `/a/b`. Backslashes separate folders, too.
    static func resolve(_ reference: String, from base: String) -> String {
        var bare = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        if bare.prefix(5).lowercased() == "file:" {
            bare = bare.dropFirst(5)
            if bare.hasPrefix("//") { bare = "/" + bare.drop { $0 == "/" } }
        }
        let decoded = (bare.removingPercentEncoding ?? String(bare)).replacing("\\", with: "/")
        var parts = decoded.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for part in decoded.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    /// One spelling for all names that mean the same entry: folders separated by slashes, without `.`, `..` and `%20`, in
    /// NFC and lower case.
    static func normalised(_ name: String) -> String {
        resolve(name.replacing("#", with: "%23"), from: "").precomposedStringWithCanonicalMapping.lowercased()
    }
}

/// The entries of an archive by normalised names. Programs write backslashes, `./` or another case; who packs a document
/// again puts all of it into one folder.
struct ArchiveNames {
    private var indices: [String: UInt64] = [:]
    /// The folder that contains everything, with a slash at its end; empty if there is none.
    private var folder = ""

    /// Reads the names of all entries of libzip's archive `handle`.
    init(of handle: OpaquePointer) {
        let count = zip_get_num_entries(handle, 0)
        var folders: Set<String> = []
        for index in 0..<UInt64(max(0, count)) {
            guard let name = zip_get_name(handle, index, 0) else { continue }
            let normalised = ArchivePath.normalised(String(cString: name))
            if indices[normalised] == nil { indices[normalised] = index }
            for mark in Self.marks where normalised.hasSuffix(mark) {
                let above = normalised.dropLast(mark.utf8.count)
                if above.isEmpty || above.hasSuffix("/") { folders.insert(String(above)) }
            }
        }
        if folders.count == 1, let only = folders.first { folder = only }
    }

    /// The names at the top of a document's archive.
    private static let marks = ["[content_types].xml", "mimetype", "meta-inf/container.xml"]

    func index(of name: String) -> UInt64? {
        let normalised = ArchivePath.normalised(name)
        if let index = indices[normalised] { return index }
        return folder.isEmpty ? nil : indices[folder + normalised]
    }
}
