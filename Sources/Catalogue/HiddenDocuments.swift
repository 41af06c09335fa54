import DocumentModel
import GRDB

/// Who else may see a document, for people who may see more than the public.
package enum DocumentBadge: String, Sendable, CaseIterable {
    /// Published for members, or for curators.
    case members, curators
    /// Not published yet.
    case draft, reviewed

    /// Nil for a document that everybody may see.
    package init?(_ visibility: Visibility, _ stage: Stage) {
        switch (stage, visibility) {
        case (.draft, _): self = .draft
        case (.reviewed, _): self = .reviewed
        case (.published, .members): self = .members
        case (.published, .curators): self = .curators
        case (.published, .public): return nil
        }
    }
}

extension Catalogue {
    /// The badges of those among some documents that not everybody may see, by id.
    package func badges(of ids: [String]) throws -> [String: DocumentBadge] {
        try database.read { database in
            var badges: [String: DocumentBadge] = [:]
            for id in ids {
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT visibility, stage FROM documents WHERE id = ?",
                    arguments: [id]
                )
                guard let row, let visibility = Visibility(rawValue: row["visibility"]),
                    let stage = Stage(rawValue: row["stage"])
                else { continue }
                badges[id] = DocumentBadge(visibility, stage)
            }
            return badges
        }
    }
}
