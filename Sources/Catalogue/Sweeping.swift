import DocumentModel
import Foundation
import GRDB

/// Cleaning up after processes that were killed.
extension Catalogue {
    /// The maximum number of unreferenced originals that are moved to the trash without an explicit request. A killed
    /// ingest leaves a few; more of them suggest that the catalogue is the wrong one.
    package static let mostStrays = 20

    /// The result of sweeping unreferenced originals.
    package struct Swept: Sendable, Equatable {
        /// Originals moved to the ``Trash``.
        package var moved = 0
        /// Why unreferenced originals were not moved, and what to do; nil if there were none.
        package var refusal: String?

        package init(moved: Int = 0, refusal: String? = nil) { (self.moved, self.refusal) = (moved, refusal) }
    }

    /// Removes unfinished copies, moves unreferenced originals to the ``Trash``, and deletes what has been there too
    /// long. Only to be called while no other process ingests.
    /// - Parameter movingAll: also if there are more than ``mostStrays``, or if the catalogue refers to no original at
    ///   all.
    @discardableResult
    package func sweep(movingAll: Bool = false) throws -> Swept {
        originals.clearIncoming()
        try failedDeposits.clean()
        let trash = Trash(of: toolbox)
        // In a transaction, because SQLite's lock keeps out processes that are about to refer to an original that they
        // have just stored.
        return try database.write { database in
            let referenced = try Self.referencedHashes(database)
            let strays = try originals.all().filter { !referenced.contains($0) }.sorted()
            if !strays.isEmpty {
                if !movingAll, let reason = Self.reason(toLeave: strays.count, besides: referenced.count) {
                    return Swept(refusal: reason)
                }
                if let problem = try Self.integrityProblems(database).first {
                    throw StorageTrouble.damagedCatalogue(problem)
                }
                try trash.take(strays, from: originals)
            }
            trash.empty()
            return Swept(moved: strays.count)
        }
    }

    private static func reason(toLeave strays: Int, besides referenced: Int) -> String? {
        let what =
            referenced == 0
            ? "the catalogue refers to no originals, but there are \(strays)"
            : strays > mostStrays ? "\(strays) originals belong to no document, more than \(mostStrays)" : nil
        return what.map {
            """
            \($0); none were moved. If the catalogue is an old copy, 'vetsearch restore' restores the right one; if it is the \
            right one, 'vetsearch check --repair --move-strays' moves them to the trash
            """
        }
    }
}
