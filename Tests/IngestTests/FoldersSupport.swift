import Glibc
import Ingest
import SystemPackage

/// A private folder for a test, deleted with the object. Names are bytes, so that they need not be UTF-8.
final class TemporaryFolder {
    /// Absolute, without links.
    let path: FilePath

    init() throws {
        var template = Array("/tmp/vetsearch-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        path = FilePath(platformString: template)
    }

    deinit {
        // Some tests nest deeper than the maximum path length, which Foundation's removal cannot handle.
        _ = path.withPlatformString { removeTree($0) }
    }

    /// Writes a file, and creates the folders above it.
    func write(_ name: String, _ content: String = "x") throws { try write(Array(name.utf8), Array(content.utf8)) }

    func write(_ name: [UInt8], _ content: [UInt8] = [0x78]) throws {
        let file = pathOf(name)
        try makeFolders(above: file)
        let descriptor = try FileDescriptor.open(
            file,
            .writeOnly,
            options: [.create, .truncate],
            permissions: FilePermissions(rawValue: 0o644)
        )
        try descriptor.closeAfter { _ = try descriptor.writeAll(content) }
    }

    func makeFolder(_ name: String) throws {
        try makeFolders(above: pathOf(Array(name.utf8)).appending("x"))
    }

    func link(_ name: String, to target: String) throws {
        let link = pathOf(Array(name.utf8))
        try makeFolders(above: link)
        try check(link.withPlatformString { symlink(target, $0) })
    }

    func makePipe(_ name: String) throws {
        try check(pathOf(Array(name.utf8)).withPlatformString { mkfifo($0, 0o644) })
    }

    func pathOf(_ name: [UInt8]) -> FilePath {
        FilePath(platformString: path.string.utf8CString.dropLast() + [0x2F] + name.map { CChar(bitPattern: $0) } + [0])
    }

    private func makeFolders(above file: FilePath) throws {
        var folder = path
        for part in file.components.dropFirst(path.components.count).dropLast() {
            folder.append(part)
            let made = folder.withPlatformString { mkdir($0, 0o755) }
            if made != 0, errno != EEXIST { throw Errno(rawValue: errno) }
        }
    }

    private func check(_ result: CInt) throws {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}

/// Removes a folder and everything in it, descending folder by folder, so that no path is too long.
private func removeTree(_ path: UnsafePointer<CChar>, in parent: CInt = AT_FDCWD) -> CInt {
    let folder = openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard folder >= 0 else { return unlinkat(parent, path, 0) }
    if let stream = fdopendir(dup(folder)) {
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    if strcmp(name, ".") != 0, strcmp(name, "..") != 0 { _ = removeTree(name, in: folder) }
                }
            }
        }
        closedir(stream)
    }
    close(folder)
    return unlinkat(parent, path, AT_REMOVEDIR)
}

extension FolderListing {
    /// Lists one folder.
    init(of folder: TemporaryFolder, followsLinks: Bool = false) {
        self.init(of: [folder.path], followsLinks: followsLinks)
    }

    var sources: [String] { files.map(\.source) }

    /// The problems without the test folder's changing name.
    func problemTexts(_ folder: TemporaryFolder) -> [String] {
        let name = folder.path.lastComponent?.string ?? ""
        return problems.map { $0.description.replacing(name, with: "ROOT") }
    }
}
