import Foundation
import Glibc
import Testing

/// README.md and docs/*.md: every command in a console block is run, and its output is compared with the page.
@Suite struct DocumentationTests {
    @Test("Every command on a page runs and prints what the page shows", arguments: try Page.all())
    func commands(_ page: Page) async throws {
        let text = try page.text()
        // Pages use the default port; here it is replaced by a free one.
        let port = try Self.freePort()
        let commands = try ConsoleBlocks(text.replacing("8080", with: port), name: page.name).commands
        let outputs = try await Self.outputs(of: commands.map(\.text))
        #expect(outputs.count == commands.count, "\(page.name): the shell ended early")
        for (command, output) in zip(commands, outputs) where !PromisedOutput.isKept(command.output, by: output) {
            Issue.record(
                """
                \(page.name):\(command.line): $ \(command.text)
                should print
                \(command.output.joined(separator: "\n"))
                but printed
                \(output.joined(separator: "\n"))
                """
            )
        }
    }

    @Test("Links on a page lead to existing files", arguments: try Page.all())
    func links(_ page: Page) throws {
        let folder = page.file.deletingLastPathComponent()
        for link in try page.text().matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
            let target = String(link.output.1)
            if target.contains("://") { continue }
            let path = folder.appending(path: target).path
            #expect(FileManager.default.fileExists(atPath: path), "\(page.name): there is no \(target)")
        }
    }

    @Test("Commands with a prompt are in console blocks, so that they are run", arguments: try Page.all())
    func prompts(_ page: Page) throws {
        let lines = PromisedOutput.parts(of: try page.text(), at: "\n")
        let prompts = lines.count { $0.drop { $0 == " " }.hasPrefix("$ ") }
        #expect(try ConsoleBlocks(try page.text(), name: page.name).commands.count == prompts, "\(page.name)")
    }

    /// A page of the documentation.
    struct Page: Sendable, CustomTestStringConvertible {
        let file: URL

        var name: String { file.lastPathComponent }
        var testDescription: String { name }

        func text() throws -> String { try String(contentsOf: file, encoding: .utf8) }

        static func all() throws -> [Page] {
            let docs = Program.repository.appending(path: "docs")
            let names = try FileManager.default.contentsOfDirectory(atPath: docs.path).filter { $0.hasSuffix(".md") }
            return [Page(file: Program.repository.appending(path: "README.md"))]
                + names.sorted().map { Page(file: docs.appending(path: $0)) }
        }
    }

    /// Runs commands in one shell, in a folder that contains only a copy of the fixtures.
    /// - Returns: the lines that each command prints, including those on standard error.
    private static func outputs(of commands: [String]) async throws -> [[String]] {
        let sandbox = try Sandbox()
        defer { withExtendedLifetime(sandbox) {} }  // deleted with it
        try FileManager.default.copyItem(
            atPath: Program.repository.appending(path: "fixtures").path,
            toPath: sandbox.path + "/fixtures"
        )
        // Before each command the script prints a byte that no command prints. Servers that a page starts belong to the
        // shell's process group and end with it.
        var script = [
            "exec 2>&1",
            "trap 'trap \"\" TERM; kill -TERM 0; wait' EXIT",
        ]
        for command in commands { script += ["printf '\\036'", command] }
        let programs = (Program.path as NSString).deletingLastPathComponent
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let outcome = try await Program.launch(
            "bash",
            ["-c", script.joined(separator: "\n")],
            environment: ["PATH": "\(programs):\(path)", "HOME": sandbox.path, "COLUMNS": "80"],
            directory: sandbox.path
        )
        return PromisedOutput.parts(of: outcome.output, at: "\u{1E}").dropFirst()
            .map { PromisedOutput.parts(of: $0, at: "\n") }
    }

    /// An unused port of this machine.
    private static func freePort() throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        return String(UInt16(bigEndian: address.sin_port))
    }
}
