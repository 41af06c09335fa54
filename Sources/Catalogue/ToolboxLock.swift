import Foundation
import SystemPackage

/// Marks a toolbox as in use by an ingest, or by a service that accepts deposits, until it is deallocated. Any number can
/// exist at once; one that finds no other may clean up.
package final class IngestPresence: Sendable {
    private let descriptor: FileDescriptor
    /// Whether no other ingest was running when this one began.
    package let isAlone: Bool

    /// - Parameter whenAlone: called while no other ingest can begin, if none is running.
    package init(_ toolbox: Toolbox, whenAlone: () throws -> Void) throws {
        descriptor = try FileDescriptor.open(
            toolbox.folder.appending("ingest.lock"),
            .readWrite,
            options: [.create, .closeOnExec],
            permissions: [.ownerReadWrite]
        )
        isAlone = flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0
        if isAlone { try whenAlone() }
        guard flock(descriptor.rawValue, LOCK_SH) == 0 else { throw Errno(rawValue: errno) }
    }

    deinit { try? descriptor.close() }
}
