import DocumentModel
import SearchService

/// The search engines, one for each audience; they share everything that does not depend on it.
package struct Engines: Sendable {
    private let all: [Visibility: SearchEngine]

    package init(_ engine: SearchEngine) {
        all = Dictionary(uniqueKeysWithValues: Visibility.allCases.map { ($0, engine.seen(by: $0)) })
    }

    package subscript(audience: Visibility) -> SearchEngine { all[audience]! }

    /// The engine for a client.
    package func engine(for context: ServiceContext) -> SearchEngine { self[context.actor.role.audience] }
}
