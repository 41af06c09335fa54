import Foundation
import Glibc
import Testing

/// File systems that only one program sees: small ones, read-only ones. Requires the right to mount.
struct PrivateMounts: Sendable {
    /// Shell commands that mount them; `$0` is ``folder``.
    let script: String
    /// Where they are mounted; empty for all other programs.
    let folder: String

    /// Why tests with them cannot run here; nil if they can.
    static let obstacle: String? = {
        guard geteuid() == 0 else { return "mounting file systems needs root" }
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/env")
        probe.arguments = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return "there is no unshare" }
        probe.waitUntilExit()
        return probe.terminationStatus == 0 ? nil : "this container does not let root mount file systems"
    }()

    static var isPossible: Bool { obstacle == nil }

    /// A copy of a toolbox on a disk of so many megabytes.
    static func small(_ megabytes: Int, holding toolbox: String, in sandbox: Sandbox) throws -> PrivateMounts {
        let script = "mount -t tmpfs -o size=\(megabytes)m none \"$0\" && cp -a '\(toolbox)/.' \"$0\""
        return try PrivateMounts(script: script, folder: made(sandbox.path + "/small"))
    }

    /// A toolbox that is read-only.
    static func readOnly(_ toolbox: String, in sandbox: Sandbox) throws -> PrivateMounts {
        let script = "mount --bind '\(toolbox)' \"$0\" && mount -o remount,ro,bind \"$0\""
        return try PrivateMounts(script: script, folder: made(sandbox.path + "/readonly"))
    }

    private static func made(_ folder: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A command that first mounts them.
    func wrapping(_ command: [String]) -> [String] {
        ["unshare", "-m", "sh", "-c", "\(script) && exec \"$@\"", folder] + command
    }

    /// Runs vetsearch with the file systems mounted.
    func run(_ arguments: [String]) async throws -> Program.Outcome {
        let words = wrapping([Program.path] + arguments)
        return try await Program.launch(words[0], Array(words.dropFirst()))
    }
}
