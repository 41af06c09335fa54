import Foundation
import Subprocess
import SystemPackage

/// The program under test, run as its users run it.
enum Program {
    /// The executable: set by `VETSEARCH`, else beside the tests.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["VETSEARCH"] { return named }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appending(path: "vetsearch").path
    }()

    /// The root of the sources.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of documents for the search cases.
    static let fixtures = repository.appending(path: "fixtures/toolbox").path

    /// The result of a run.
    struct Outcome: Sendable {
        /// The exit code; the negative signal if one ended it.
        var code: Int32
        var output: String
        var errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }

        /// Every line of the output as JSON.
        func json() throws -> [JSON] { try lines.map { try JSON(Data($0.utf8)) } }
    }

    /// Runs vetsearch.
    /// - Parameters:
    ///   - user: the user to run as; nil: that of the tests.
    ///   - meanwhile: gets the process's id, which is also that of its group, and may send it signals.
    static func run(
        _ arguments: [String],
        environment: [String: String?] = [:],
        directory: String? = nil,
        user: UInt32? = nil,
        meanwhile: @Sendable (pid_t) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        try await launch(
            path,
            arguments,
            environment: environment,
            directory: directory,
            user: user,
            meanwhile: meanwhile
        )
    }

    /// Runs any program; one without a slash is looked up in `PATH`.
    static func launch(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String?] = [:],
        directory: String? = nil,
        user: UInt32? = nil,
        meanwhile: @Sendable (pid_t) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        var options = PlatformOptions()
        options.processGroupID = 0
        if let user {
            options.userID = user
            options.groupID = user
            options.supplementaryGroups = []
        }
        let changes = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        )
        let watch = Watch("\(executable) \(arguments.joined(separator: " "))")
        defer { watch.end() }
        let result = try await Subprocess.run(
            executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: .inherit.updating(["LC_ALL": "C.UTF-8", "VETSEARCH_TOOLBOX": nil]).updating(changes),
            workingDirectory: directory.map { FilePath($0) },
            platformOptions: options,
            input: .none,
            output: .string(limit: 64 << 20),
            error: .string(limit: 64 << 20)
        ) { process in
            watch.begin(process.processIdentifier.value)
            try await meanwhile(process.processIdentifier.value)
        }
        try watch.check()
        let code: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Outcome(code: code, output: result.standardOutput, errors: result.standardError)
    }
}
