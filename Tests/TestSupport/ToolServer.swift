import Foundation
import Synchronization

/// A server in Python that a test starts. It prints its port as its first line, and perhaps more lines later.
package final class ToolServer: Sendable {
    package let port: Int
    private let process: Mutex<Process>

    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameters:
    ///   - script: the path of the script.
    ///   - packages: the folder with the packages that script/test-tools installed.
    package init(_ script: String, _ arguments: [String] = [], packages: String) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.launcher, script] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": packages]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        let input = Pipe()
        process.standardInput = input
        let collected = Collected()
        output.fileHandleForReading.readabilityHandler = { collected.add($0.availableData) }
        try process.run()
        do {
            try await wait(for: "the port of \(script)") {
                guard process.isRunning else { throw NotStarted(description: "\(script) ended") }
                return !collected.lines.isEmpty
            }
        } catch {
            kill(process.processIdentifier, SIGKILL)
            throw error
        }
        guard let port = collected.lines.first.flatMap({ Int($0) }) else {
            kill(process.processIdentifier, SIGKILL)
            throw NotStarted(description: "\(script) printed \(collected.lines)")
        }
        self.port = port
        self.process = Mutex(process)
        (self.collected, self.input) = (collected, input)
    }

    // Not terminate(): the signal may be blocked in a process that a thread of Dispatch started.
    deinit { process.withLock { _ = kill($0.processIdentifier, SIGKILL) } }

    /// The lines that it printed after its port.
    package var output: [String] { Array(collected.lines.dropFirst()) }

    private let collected: Collected
    /// Closed with this process, even if it crashes.
    private let input: Pipe

    /// Runs the script, and ends when its input is closed.
    private static let launcher = """
        import os, runpy, sys, threading
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")
        """

    private final class Collected: Sendable {
        private let text = Mutex(Data())

        /// The complete ones.
        var lines: [String] {
            let all = text.withLock { String(decoding: $0, as: UTF8.self) }
            return all.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }

        func add(_ data: Data) { text.withLock { $0 += data } }
    }
}

/// A folder with a certificate for 127.0.0.1 and localhost that signs itself, made by openssl.
package struct TestCertificate: Sendable {
    /// A PEM file with the certificate and its key.
    package let path: String

    /// - Parameter folder: where the file is made.
    package init(in folder: String) throws {
        path = folder + "/certificate.pem"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
            + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", path, "-out", path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ToolServer.NotStarted(description: "openssl failed") }
    }
}
