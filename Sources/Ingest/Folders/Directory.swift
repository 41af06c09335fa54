import Glibc
import SystemPackage

/// Identifies a file or folder on this machine, whatever its names.
struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ stat: Stat) {
        device = UInt64(stat.rawValue.st_dev)
        inode = UInt64(stat.rawValue.st_ino)
    }
}

/// The names in a folder, sorted by their bytes, without `.` and `..`.
///
/// `FileManager` would drop or alter names that are not UTF-8.
/// - Throws: `Errno` when the folder cannot be read.
func namesInDirectory(_ place: FilePlace) throws(Errno) -> [FilePath.Component] {
    let folder = try place.open(folder: true)
    guard let stream = fdopendir(folder.rawValue) else {
        let error = Errno(rawValue: errno)
        try? folder.close()
        throw error
    }
    defer { closedir(stream) }
    var names: [(bytes: [UInt8], name: FilePath.Component)] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else { break }
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CInterop.PlatformChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee))
            {
                FilePath.Component(platformString: $0)
            }
        }
        guard let name, name.kind == .regular else { continue }
        names.append((name.bytes, name))
    }
    guard errno == 0 else { throw Errno(rawValue: errno) }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.name)
}

/// The target of a symbolic link, as written in the link; nil if it cannot be read.
func targetOfLink(_ path: FilePath) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = path.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
    return length < 0 ? nil : shownName(buffer[..<length].map { UInt8(bitPattern: $0) })
}

extension FilePath {
    /// The absolute path of the same file or folder without links.
    /// - Throws: `Errno` if it does not exist or cannot be reached.
    func resolved() throws(Errno) -> FilePath {
        guard let resolved = withPlatformString({ realpath($0, nil) }) else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }

    /// The working directory; throws `Errno` when it was deleted.
    static func workingDirectory() throws(Errno) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard getcwd(&buffer, buffer.count) != nil else { throw Errno(rawValue: errno) }
        return FilePath(platformString: buffer)
    }

    /// The absolute path, without `.`; `..` is kept, because after a link it may not lead to the parent folder.
    func absolute() throws(Errno) -> FilePath {
        let whole = isAbsolute ? self : try FilePath.workingDirectory().pushing(self)
        var result = whole
        result.components.removeAll { $0.kind == .currentDirectory }
        return result
    }

    /// The name of a folder: the last name of its path, also if the path ends in `..`.
    var folderName: String {
        if let last = lastComponent, last.kind == .regular { return last.shown }
        guard let resolved = try? resolved() else { return shown }
        return resolved.lastComponent.map(\.shown) ?? "/"
    }
}
