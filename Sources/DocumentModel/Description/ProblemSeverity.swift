/// How much a problem with a folder or a manifest matters.
package enum ProblemSeverity: String, Sendable, Comparable, Codable {
    /// Everything went in as it was meant; worth knowing all the same.
    case notice
    /// Everything went in, but not all of it as it was meant.
    case warning
    /// Something that was meant to go in did not.
    case error

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .notice: 0
        case .warning: 1
        case .error: 2
        }
    }
}
