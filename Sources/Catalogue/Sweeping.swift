import DocumentModel
import Foundation
import GRDB

/// Clearing away what processes that were killed left behind.
extension Catalogue {
    /// The most originals that are moved to the trash because no document refers to them, unless somebody says so. A killed
    /// ingest leaves a few; more of them rather mean that the catalogue is not the right one.
    package static let mostStrays = 20

    /// What became of the originals that no document refers to.
    package struct Swept: Sendable, Equatable {
        /// Originals moved to the ``Trash``.
        package var moved = 0
        /// Why originals were left where they are although nothing refers to them, and what to do; nil where none were.
        package var refusal: String?

        package init(moved: Int = 0, refusal: String? = nil) { (self.moved, self.refusal) = (moved, refusal) }
    }

    /// Removes unfinished copies, moves originals that no document refers to into the ``Trash``, and empties that of what is
    /// old. Only while no other process ingests.
    /// - Parameter movingAll: also more than ``mostStrays``, and where the catalogue names no original at all.
    @discardableResult
    package func sweep(movingAll: Bool = false) throws -> Swept {
        originals.clearIncoming()
        let trash = Trash(of: toolbox)
        // In a transaction: SQLite's lock keeps out those who are about to refer to an original that they have just kept.
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
