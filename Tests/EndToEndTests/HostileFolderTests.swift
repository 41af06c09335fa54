import Foundation
import Glibc
import Testing

/// A folder with everything that can be wrong: each problem is one clear line, the rest is ingested, nothing crashes.
@Suite struct HostileFolderTests {
    @Test("Broken, empty, unreadable and strange files are reported one by one")
    func hostile() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        try sandbox.write(
            Data([0x50, 0x4B, 3, 4] + (0..<400).map { UInt8(truncatingIfNeeded: $0 * 7) }),
            to: "broken.epub"
        )
        let pdf = try Data(
            contentsOf: URL(fileURLWithPath: Program.fixtures + "/handwerkskammer-bayern/ausbildung.pdf")
        )
        try sandbox.write(pdf.prefix(pdf.count / 2), to: "truncated.pdf")
        try sandbox.write(Data(), to: "empty.pdf")
        try sandbox.write(Data(), to: "empty.txt")
        try sandbox.write(Self.pdfWithoutPages, to: "pageless.pdf")
        try sandbox.write("Nobody may read this.", to: "secret.txt")
        #expect(chmod(sandbox.folder + "/secret.txt", 0) == 0)
        #expect(symlink("loop", sandbox.folder + "/loop") == 0)
        #expect(mkdir(sandbox.folder + "/deep", 0o755) == 0)
        #expect(symlink("..", sandbox.folder + "/deep/up") == 0)
        #expect(mkfifo(sandbox.folder + "/pipe.txt", 0o644) == 0)
        let name = Array((sandbox.folder + "/caf").utf8) + [0xE9] + Array(".txt\0".utf8)
        let descriptor = name.withUnsafeBytes {
            open($0.bindMemory(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o644)
        }
        #expect(descriptor >= 0)
        _ = "Coffee for the tutors.".withCString { Glibc.write(descriptor, $0, strlen($0)) }
        close(descriptor)

        let ingested = try await ingestWithoutPrivileges(sandbox)
        #expect(ingested.code == 1, "\(ingested.errors)")
        #expect(ingested.status("good.txt") == "indexed")
        #expect(ingested.status(#"caf\xE9.txt"#) == "indexed")
        for name in ["broken.epub", "truncated.pdf", "pageless.pdf", "secret.txt"] {
            #expect(ingested.status(name) == "failed", "\(name)")
        }
        for name in ["empty.pdf", "empty.txt"] {
            #expect(["failed", "no-text"].contains(ingested.status(name)), "\(name): \(ingested.status(name))")
        }
        for file in ingested.files where !["indexed"].contains(file["status"].string ?? "") {
            let reason = try #require(file["reason"].string, "\(file)")
            #expect(!reason.isEmpty && !reason.contains("\n"))
        }
        #expect(ingested.file("secret.txt")["reason"].string?.contains("ermission denied") == true)
        #expect(ingested.counts == ingested.summed)
        for (name, word) in [("folder/loop:", "itself"), ("folder/deep/up:", "loop"), ("folder/pipe.txt:", "pipe")] {
            let lines = ingested.errors.split(separator: "\n").filter { $0.contains(name) }
            #expect(lines.count == 1 && lines[0].contains(word), "\(ingested.errors)")
        }
        #expect(ingested.errors.contains(#"caf\xE9.txt"#))
        let check = try await sandbox.check()
        #expect(check.code == 0, "\(check.result)")
        #expect(check.result["documents"].int == ingested.files.filter { $0["id"] != .null }.count)
    }

    @Test("A path that does not exist is an error")
    func nowhere() async throws {
        let sandbox = try Sandbox()
        let outcome = try await Program.run([
            "ingest", sandbox.path + "/nowhere", "--toolbox", sandbox.toolbox, "--json",
        ])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("nowhere"))
        for line in outcome.lines { #expect(throws: Never.self) { try JSON(Data(line.utf8)) } }
    }

    /// Root can read everything, so the ingest runs as nobody.
    private func ingestWithoutPrivileges(_ sandbox: Sandbox) async throws -> Ingested {
        let arguments = ["ingest", sandbox.folder, "--toolbox", sandbox.toolbox, "--json"]
        guard geteuid() == 0 else { return Ingested(try await Program.run(arguments)) }
        let nobody: UInt32 = 65534
        #expect(chown(sandbox.path, nobody, nobody) == 0)
        // The build folder may be inaccessible to the user nobody.
        let copy = sandbox.path + "/vetsearch"
        try FileManager.default.copyItem(atPath: Program.path, toPath: copy)
        return Ingested(try await Program.launch(copy, arguments, environment: ["HOME": sandbox.path], user: nobody))
    }

    /// A complete PDF with an empty page tree.
    static let pdfWithoutPages: Data = {
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for object in ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"] {
            offsets.append(text.utf8.count)
            text += "\(offsets.count) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 3\n0000000000 65535 f \n"
        for offset in offsets {
            text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
        }
        text += "trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Data(text.utf8)
    }()
}
