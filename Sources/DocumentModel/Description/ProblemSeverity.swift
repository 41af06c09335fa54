/// How serious a problem with a folder or a manifest is.
package enum ProblemSeverity: String, Sendable, Comparable, Codable {
    /// Everything was used as intended; for information.
    case notice
    /// Everything was used, but not all of it as intended.
    case warning
    /// Something that was meant to be used was not.
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
