import DocumentModel
import Ingest
import TextAnalysis

/// A source of base forms, or of language identification, that is missing on this machine.
package struct MissingSource: Sendable, Equatable {
    package var name: String
    /// The codes of its languages, sorted; empty if it is for all.
    package var languages: [String]
    /// The commands that install it.
    package var remedy: String?
}

/// What confines the workers that read files.
package enum WorkerProtection: String, Sendable, CaseIterable {
    /// Other system calls than those for reading and computing are refused.
    case calls
    /// Other files than those given to them are closed to them.
    case files
    /// Memory, time and output are limited.
    case limits
    /// They have no rights of the administrator of the machine.
    case rights
}

extension ToolboxStatus {
    /// The missing sources, by name.
    package var missingSources: [MissingSource] {
        let missing = Dictionary(grouping: wordSources.filter { !$0.isPresent }) { "\($0.name)\n\($0.remedy ?? "")" }
        return missing.sorted { $0.key < $1.key }.map { _, sources in
            MissingSource(
                name: sources[0].name,
                languages: Set(sources.map(\.language)).subtracting([.undetermined]).map(\.code).sorted(),
                remedy: sources[0].remedy
            )
        }
    }
}

extension ToolboxStatus.Workers {
    /// Whether a protection is in force.
    package func has(_ protection: WorkerProtection) -> Bool {
        guard let protections else { return false }
        return switch protection {
        case .calls: protections.filtersSystemCalls
        case .files: protections.landlockVersion > 0
        case .limits: protections.hasLimits
        case .rights: protections.isUnprivileged
        }
    }
}
