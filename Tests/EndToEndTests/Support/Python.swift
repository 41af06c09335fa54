import Foundation

/// Third-party programs from PyPI, installed by `script/test-tools`.
enum Python {
    private static let packages = Program.repository.appending(path: ".build-python").path
    private static let tools = Program.repository.appending(path: "Tests/EndToEndTests/Tools").path

    /// Runs one of the scripts in `Tests/EndToEndTests/Tools`.
    static func run(_ script: String, _ arguments: [String]) async throws -> Program.Outcome {
        try await Program.launch("python3", ["\(tools)/\(script)"] + arguments, environment: ["PYTHONPATH": packages])
    }

    /// Runs a package's own program.
    static func module(_ name: String, _ arguments: [String]) async throws -> Program.Outcome {
        try await Program.launch("python3", ["-m", name] + arguments, environment: ["PYTHONPATH": packages])
    }
}
