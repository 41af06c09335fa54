import Glibc
import SystemPackage

/// A file that is mapped into memory, read-only, as long as this exists. The file must not become shorter meanwhile.
final class MappedFile: Sendable {
    nonisolated(unsafe) let memory: UnsafeRawPointer
    /// In bytes.
    let size: Int

    init(_ path: FilePath) throws(Errno) {
        let descriptor = open(path.string, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_size > 0 else { throw Errno.invalidArgument }
        guard let mapped = mmap(nil, Int(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0), mapped != MAP_FAILED
        else { throw Errno(rawValue: errno) }
        (memory, size) = (UnsafeRawPointer(mapped), Int(status.st_size))
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: memory), size) }
}
