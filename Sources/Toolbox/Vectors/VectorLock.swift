import Foundation
import Glibc
import SystemPackage

/// The lock of the process that writes the vectors of a toolbox. It is released when this is deallocated.
final class VectorLock {
    static let name = "lock"
    private let descriptor: FileDescriptor

    /// Creates the folder of the vectors if there is none. Nil if another process is writing.
    init?(_ folder: FilePath) throws {
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        descriptor = try FileDescriptor.open(
            folder.appending(Self.name),
            .readWrite,
            options: [.create, .closeOnExec],
            permissions: .ownerReadWrite
        )
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else { return nil }
    }

    deinit { try? descriptor.close() }
}
