import DocumentModel
import SearchService

/// The engines that answer, one for each sight; they share what does not depend on it.
package struct Engines: Sendable {
    private let all: [Visibility: SearchEngine]

    package init(_ engine: SearchEngine) {
        all = Dictionary(uniqueKeysWithValues: Visibility.allCases.map { ($0, engine.seen(by: $0)) })
    }

    package subscript(sight: Visibility) -> SearchEngine { all[sight]! }

    /// The one that answers who asks.
    package func engine(for context: ServiceContext) -> SearchEngine { self[context.actor.role.sight] }
}
