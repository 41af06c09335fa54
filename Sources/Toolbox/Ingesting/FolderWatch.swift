import Foundation
import Glibc
import SystemPackage

/// Watches folders, including their subfolders, for changes with Linux's inotify.
package final class FolderWatch: Sendable {
    private let descriptor: FileDescriptor

    /// Throws if the folders cannot be watched, or if there are more than the system allows one program to watch.
    package init(_ paths: [String]) throws {
        let raw = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: raw)
        for path in paths {
            try add(path)
            let inside = FileManager.default.enumerator(
                at: URL(filePath: path),
                includingPropertiesForKeys: [.isDirectoryKey],
                options: [],
                errorHandler: { _, _ in true }
            )
            while let url = inside?.nextObject() as? URL {
                if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true { try add(url.path) }
            }
        }
    }

    deinit { try? descriptor.close() }

    private func add(_ path: String) throws {
        let events = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ATTRIB | IN_ONLYDIR
        guard inotify_add_watch(descriptor.rawValue, path, UInt32(events)) < 0 else { return }
        switch errno {
        case ENOSPC:
            throw ToolboxError(
                "there are more folders below \(path) than can be watched; the limit is fs.inotify.max_user_watches"
            )
        case ENOENT, ENOTDIR, EACCES: return  // gone or unreadable: an ingest reports it
        default: throw Errno(rawValue: errno)
        }
    }

    /// Waits up to `seconds` for a change, and forgets the changes seen so far.
    package func hasChanged(within seconds: Double) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(seconds * 1000)) > 0 else { return false }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
        defer { buffer.deallocate() }
        while let count = try? descriptor.read(into: buffer), count > 0 {}
        return true
    }
}
