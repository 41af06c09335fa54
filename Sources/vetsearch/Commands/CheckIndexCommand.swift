import ArgumentParser
import Catalogue
import Encodings
import Glibc
import Toolbox

/// The child process in which the index is read as a whole; started by `check`, not by people.
struct CheckIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check-index", shouldDisplay: false)

    @OptionGroup var toolbox: ToolboxOptions

    /// What a damaged index may cost: memory at most, and processor time by its size, far more than a whole one takes.
    private static let memoryBytes: rlim_t = 4 << 30
    private static let leastSeconds: rlim_t = 120
    private static let bytesPerSecond: rlim_t = 1 << 20

    func run() throws {
        let catalogue = try toolbox.openCatalogue()
        let size = rlim_t(max(0, DiskUse(catalogue.toolbox).bytes["index"] ?? 0))
        limit(RLIMIT_AS, Self.memoryBytes)
        limit(RLIMIT_CPU, Self.leastSeconds + size / Self.bytesPerSecond)
        limit(RLIMIT_CORE, 0)
        var examination = IndexExamination(catalogue)
        Terminal.print(try jsonText(try examination.run()))
    }

    private func limit(_ resource: __rlimit_resource, _ most: rlim_t) {
        var limits = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
    }
}
