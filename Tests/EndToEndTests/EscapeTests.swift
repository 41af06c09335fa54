import Foundation
import Glibc
import Testing

/// What a worker could reach if a file had taken control of it.
@Suite struct EscapeTests {
    private static let nobody: UInt32 = 65534

    @Test("A confined worker can reach no file, network, program, process or limit", arguments: [true, false])
    func asWhoRunsTheTests(hasLandlock: Bool) async throws {
        try await expectNoEscape(hasLandlock: hasLandlock, user: nil)
    }

    @Test(
        "Nor can one of an unprivileged user",
        .enabled(if: geteuid() == 0, "only root can become another user"),
        arguments: [true, false]
    )
    func withoutPrivileges(hasLandlock: Bool) async throws {
        try await expectNoEscape(hasLandlock: hasLandlock, user: Self.nobody)
    }

    private func expectNoEscape(hasLandlock: Bool, user: UInt32?) async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        #expect(try await sandbox.ingest().code == 0)
        // A file of the worker's own user must be as inaccessible as one of root's.
        try sandbox.write("open to all", to: "open.txt")
        #expect(chmod(sandbox.folder + "/open.txt", 0o666) == 0)
        var program = Program.path
        if user != nil {
            // The build folder may be inaccessible to the user nobody.
            program = sandbox.path + "/vetsearch"
            try FileManager.default.copyItem(atPath: Program.path, toPath: program)
            for folder in [sandbox.path, sandbox.folder, sandbox.toolbox] { #expect(chmod(folder, 0o777) == 0) }
        }
        let secrets = [
            "/etc/passwd", sandbox.toolbox + "/catalogue.sqlite", sandbox.folder + "/open.txt", program,
            "/proc/self/environ", "/proc/1/cmdline", "/dev/null",
        ]
        let outcome = try await Program.launch(
            program,
            ["extract-worker", "--try-escape"] + (hasLandlock ? [] : ["--without-landlock"]) + secrets,
            user: user
        )
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.lines.last == "all were tried")
        let attempts = outcome.lines.dropFirst().dropLast()
        #expect(attempts.count >= 90)
        let refusals = ["Operation not permitted", "Permission denied", "Function not implemented"]
        for attempt in attempts {
            #expect(refusals.contains { attempt.hasSuffix(": " + $0) }, "\(attempt)")
        }
        for what in secrets.map({ "read " + $0 }) + [
            "make an internet socket", "execve", "ptrace the parent", "raise the limit of memory", "fork",
            "create a file",
        ] {
            #expect(attempts.contains { $0.hasPrefix(what + ":") }, "\(what)")
        }
    }

    @Test("status lists the protections of workers, and the missing ones")
    func status() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        #expect(try await sandbox.ingest().code == 0)
        let status = try await Program.run(["status", "--toolbox", sandbox.toolbox, "--json"]).output
        let workers = try JSON(Data(status.utf8))["workers"]
        let protections = workers["protections"]
        #expect(protections["filtersSystemCalls"] == .bool(true))
        #expect(protections["isUnprivileged"] == .bool(true))
        #expect(protections["hasLimits"] == .bool(true))
        #expect(protections["hasOwnUser"] == .bool(geteuid() == 0))
        let hasLandlock = (protections["landlockVersion"].int ?? 0) > 0
        #expect(workers["lacks"].array.isEmpty == hasLandlock)
        let text = try await Program.run(["status", "--toolbox", sandbox.toolbox]).output
        #expect(text.contains("workers:    confined by a system call filter"))
        #expect(text.contains("missing:    Landlock") == !hasLandlock)
    }
}
