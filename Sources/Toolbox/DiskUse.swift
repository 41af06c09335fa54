import Catalogue
import Foundation
import SystemPackage

/// The disk space that a toolbox uses.
package struct DiskUse {
    /// By part: catalogue, originals, index, and the vectors and the trash if there are any.
    package let bytes: [String: Int64]

    package init(_ toolbox: Toolbox) {
        let database = ["", "-wal", "-shm"].reduce(0) { $0 + Self.size(toolbox.catalogue.string + $1) }
        let others = ["vectors": toolbox.vectors, "trash": Trash(of: toolbox).folder].mapValues {
            Self.folder($0.string)
        }
        bytes = [
            "catalogue": database, "originals": Self.folder(toolbox.originals.string),
            "index": Self.folder(toolbox.index.string),
        ].merging(others.filter { $0.value > 0 }) { $1 }
    }

    /// The bytes that this user can still write on the disk of a toolbox; nil if unknown.
    package static func free(in toolbox: Toolbox) -> Int64? {
        var disk = statvfs()
        guard statvfs(toolbox.folder.string, &disk) == 0 else { return nil }
        return Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
    }

    private static func size(_ path: String) -> Int64 { (try? FilePath(path).stat()).map { Int64($0.size) } ?? 0 }

    private static func folder(_ path: String) -> Int64 {
        guard let files = FileManager.default.enumerator(atPath: path) else { return 0 }
        var total: Int64 = 0
        while let file = files.nextObject() as? String { total += size(path + "/" + file) }
        return total
    }

    package static func shown(_ bytes: Int64) -> String {
        bytes < 1_000_000
            ? "\((bytes + 500) / 1000) kB"
            : bytes < 1_000_000_000
                ? "\((bytes + 500_000) / 1_000_000) MB" : "\((bytes + 500_000_000) / 1_000_000_000) GB"
    }
}
