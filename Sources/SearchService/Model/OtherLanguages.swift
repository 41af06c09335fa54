/// Documents in other languages than those of the query that may answer it: the block below the direct hits.
package struct OtherLanguages: Sendable, Equatable {
    /// The best first. That there are none says nothing: the best match always comes first, but whether it is an answer only
    /// readers can tell.
    package var hits: [SearchHit]
    /// Whether more are found with a higher limit.
    package var hasMore: Bool

    /// The number of hits that are shown unless readers ask for more, and the maximum.
    package static let usual = 5
    package static let most = 50
}
