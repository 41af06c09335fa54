import Foundation
import SystemPackage

/// Says that an ingest, or a service that takes deposits, is under way in a toolbox, until it goes. Any number may be at once; who finds no other may clean up.
package final class IngestPresence: Sendable {
    private let descriptor: FileDescriptor
    /// Whether no other ingest was under way when this one began.
    package let isAlone: Bool

    /// - Parameter whenAlone: run while no other ingest can begin, if none is under way.
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
