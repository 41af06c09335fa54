import Foundation
import SystemPackage

/// Who can read a toolbox on disk. It may contain documents for members or curators only, so only its owner should.
package enum ToolboxExposure: Sendable, Equatable {
    /// Nobody but the owner could read it.
    case none
    /// Other users could read it until now.
    case ended
    /// Other users can read it, and this process may not change that.
    case stays
}

extension Toolbox {
    /// The permission bits of the group and of others.
    private static let others: mode_t = 0o077

    /// Makes files and folders that this process creates from now on private to its user, including those of SQLite and
    /// Xapian, exports and backups.
    package static func keepPrivate() { umask(others) }

    /// Removes the permissions of other users from an existing toolbox. Its folder protects the contents, so if the
    /// folder is private, nothing else is checked.
    func makePrivate() -> ToolboxExposure {
        switch Self.makePrivate(folder.string) {
        case .none: return .none
        case .stays: return .stays
        case .ended: break
        }
        let files = FileManager.default
        // Only the toolbox's own files, in case there is something else in its folder.
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
        ["originals", "index", "pictures", "templates", "catalogue.", "ingest.lock", "trash", "failed", "vetsearch."]
            .contains {
                name.hasPrefix($0)
            }
    }

    private static func makePrivate(_ path: String) -> ToolboxExposure {
        var status = stat()
        // A link's own mode has no meaning, and its target is not part of the toolbox.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK, status.st_mode & others != 0 else {
            return .none
        }
        return chmod(path, status.st_mode & 0o7700) == 0 ? .ended : .stays
    }
}
