import DocumentModel
import SearchService

/// The engines that answer, one for each audience; they share what does not depend on it.
package struct Engines: Sendable {
    private let all: [Visibility: SearchEngine]

    package init(_ engine: SearchEngine) {
        all = Dictionary(uniqueKeysWithValues: Visibility.allCases.map { ($0, engine.seen(by: $0)) })
    }

    package subscript(audience: Visibility) -> SearchEngine { all[audience]! }

    /// The one that answers who asks.
    package func engine(for context: ServiceContext) -> SearchEngine { self[context.actor.role.audience] }
}
