import Foundation
import SystemPackage

/// Who can read a toolbox on disk: what it holds is in part for members or curators alone, so its owner and nobody else.
package enum ToolboxExposure: Sendable, Equatable {
    /// Nobody but the owner could read it.
    case none
    /// Others could, and cannot any more.
    case ended
    /// Others can: this process may not change that.
    case stays
}

extension Toolbox {
    /// Bits of a file's mode that give its group and everybody else something.
    private static let others: mode_t = 0o077

    /// Lets files and folders that this process makes from now on be its user's alone: those of SQLite and Xapian too, and
    /// what is exported or backed up.
    package static func keepPrivate() { umask(others) }

    /// Takes away what others may do with a toolbox that was made before, or by other means. Its folder is what keeps them out,
    /// so a toolbox whose folder is private is taken to be so as a whole; only otherwise is everything in it looked at.
    func makePrivate() -> ToolboxExposure {
        switch Self.makePrivate(folder.string) {
        case .none: return .none
        case .stays: return .stays
        case .ended: break
        }
        let files = FileManager.default
        // Only what is the toolbox's own, should it lie in a folder with other things.
        let own = (try? files.contentsOfDirectory(atPath: folder.string)) ?? []
        for name in own where Self.isOwn(name) {
            let path = folder.appending(name).string
            _ = Self.makePrivate(path)
            for case let below as String in files.enumerator(atPath: path)?.allObjects ?? [] {
                _ = Self.makePrivate(path + "/" + below)
            }
        }
        return .ended
    }

    private static func isOwn(_ name: String) -> Bool {
        ["originals", "index", "pictures", "templates", "catalogue.", "ingest.lock", "trash", "vetsearch."].contains {
            name.hasPrefix($0)
        }
    }

    private static func makePrivate(_ path: String) -> ToolboxExposure {
        var status = stat()
        // A link's own mode means nothing, and what it leads to is not the toolbox's.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK, status.st_mode & others != 0 else {
            return .none
        }
        return chmod(path, status.st_mode & 0o7700) == 0 ? .ended : .stays
    }
}
