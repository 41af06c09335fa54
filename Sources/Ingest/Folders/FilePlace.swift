import CSandbox
import Glibc
import SystemPackage

/// How a listed file or folder is opened.
///
/// Between listing and reading, anyone with write access to a folder can replace a file, or a folder above it, with a
/// link. So a place beneath a folder is opened without following any link; links that may be followed were resolved when
/// the folder was listed.
enum FilePlace: Sendable, Hashable {
    /// A path below a folder. The folder is absolute and contains no links; the path cannot leave it.
    case beneath(folder: FilePath, FilePath)
    /// A path whose links are followed wherever they lead.
    case anywhere(FilePath)

    /// The place of the file or folder that `path` leads to; nil if that is outside `folder`.
    /// - Parameters:
    ///   - path: an absolute path; its links are resolved.
    ///   - folder: an absolute path without links.
    /// - Throws: `Errno` if it does not exist or cannot be reached.
    init?(of path: FilePath, within folder: FilePath) throws(Errno) {
        var resolved = try path.resolved()
        guard resolved.removePrefix(folder) else { return nil }
        resolved.root = nil
        self = .beneath(folder: folder, resolved)
    }

    func appending(_ name: FilePath.Component) -> FilePlace {
        switch self {
        case .beneath(let folder, let path): .beneath(folder: folder, path.appending(name))
        case .anywhere(let path): .anywhere(path.appending(name))
        }
    }

    /// Opens it for reading, without blocking on anything that is not a regular file. The caller closes the descriptor.
    /// - Parameters:
    ///   - isFolder: whether it must be a folder.
    ///   - stepwise: whether to act as if the kernel had no `openat2`.
    /// - Throws: `Errno`; `.tooManySymbolicLinkLevels` or `.improperLink` if there is a link on the way.
    func open(folder isFolder: Bool = false, stepwise: Bool = false) throws(Errno) -> FileDescriptor {
        do {
            switch self {
            case .anywhere(let path):
                let more: FileDescriptor.OpenOptions = isFolder ? .directory : []
                return try FileDescriptor.open(path, .readOnly, options: more.union([.closeOnExec, .nonBlocking]))
            case .beneath(let folder, let path):
                let root = try FileDescriptor.open(folder, .readOnly, options: [.closeOnExec, .directory, .noFollow])
                defer { try? root.close() }
                let opened = path.withPlatformString {
                    (stepwise ? csandbox_open_beneath_stepwise : csandbox_open_beneath)(
                        root.rawValue,
                        $0,
                        isFolder ? O_DIRECTORY : 0
                    )
                }
                guard opened >= 0 else { throw Errno(rawValue: errno) }
                return FileDescriptor(rawValue: opened)
            }
        } catch let error as Errno {
            throw error
        } catch {
            throw .ioError
        }
    }

    /// Opens a file for reading, see ``open(folder:)``.
    /// - Throws: ``UnreadableFile`` with the reason in one line.
    func openRegularFile() throws(UnreadableFile) -> FileDescriptor {
        do {
            let descriptor = try open()
            if try descriptor.stat().type == .regular { return descriptor }
            try descriptor.close()
        } catch let error as Errno where error == .tooManySymbolicLinkLevels || error == .improperLink {
            throw UnreadableFile(reason: "cannot be opened: it was replaced by a link after the folder was listed")
        } catch {
            throw UnreadableFile(reason: "cannot be opened: \(error)")
        }
        throw UnreadableFile(reason: "is not a regular file")
    }
}
