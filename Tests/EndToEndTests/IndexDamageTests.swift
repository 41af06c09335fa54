import Foundation
import TestSupport
import Testing

/// Damaged files of the index: found by `check`, repaired by `check --repair` and by the service.
@Suite struct IndexDamageTests {
    private static let files = [
        "iamglass", "postlist.glass", "termlist.glass", "docdata.glass", "position.glass", "vocabulary/iamglass",
        "vocabulary/postlist.glass", "vocabulary/docdata.glass",
    ]

    private enum Damage: CaseIterable { case overwritten, emptied, deleted }

    @Test("Whatever file is overwritten, emptied or deleted, the damage is found, and repaired to an equal index")
    func found() async throws {
        let sandbox = try await DamageTests.whole()
        let before = try await sandbox.check().result
        var kinds = Damage.allCases.makeIterator()
        for name in Self.files {
            let damage = kinds.next() ?? .overwritten
            try Self.damage(sandbox.toolbox + "/index/" + name, damage)
            let check = try await sandbox.check()
            #expect(check.code == 1, "\(name) \(damage): \(check.result)")
            #expect("\(check.result["problems"])".contains("index"), "\(name) \(damage): \(check.result)")
            let repair = try await Program.run(["check", "--repair", "--toolbox", sandbox.toolbox])
            #expect(repair.code == 0, "\(name) \(damage): \(repair.output)\(repair.errors)")
            #expect(repair.errors.contains("the index was rebuilt from 2 documents"), "\(repair.errors)")
            #expect(try await sandbox.check().result == before, "\(name) \(damage)")
        }
    }

    @Test("A flipped bit anywhere in the index is found, or has no visible effect")
    func flippedBits() async throws {
        let sandbox = try await DamageTests.whole()
        let before = try await sandbox.check().result
        var random = SplitMix64(CrashTests.seed)
        print("bits are flipped with VETSEARCH_SEED=\(CrashTests.seed)")
        for _ in 0..<8 {
            let path = sandbox.toolbox + "/index/" + Self.files.randomElement(using: &random)!
            let good = try Data(contentsOf: URL(filePath: path))
            var bad = good
            bad[Int.random(in: bad.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try bad.write(to: URL(filePath: path))
            let check = try await sandbox.check()
            #expect(check.code == 1 || check.result == before, "\(path): VETSEARCH_SEED=\(CrashTests.seed)")
            try good.write(to: URL(filePath: path))
        }
        #expect(try await sandbox.check().result == before)
    }

    @Test(
        "A damaged lexicon or index does not stop the service: it reports the damage, repairs it, and finds everything again",
        arguments: ["vocabulary/iamglass", "iamglass", "vocabulary/postlist.glass"]
    )
    func served(_ name: String) async throws {
        let sandbox = try await DamageTests.whole()
        try Self.damage(sandbox.toolbox + "/index/" + name, .overwritten)
        let server = try await Server(toolbox: sandbox.toolbox)
        let deadline = ContinuousClock.now + .seconds(60)
        var isWhole = false
        while !isWhole, ContinuousClock.now < deadline {
            let answer = try await server.request("/v1/search?q=gouge")
            if answer.status == 200 {
                isWhole = try answer.json()["total"].int == 1
            } else {
                #expect(answer.status == 503, "\(answer.text)")
                #expect(try await [200, 503].contains(server.request("/readyz").status))
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(isWhole)
        #expect(try await server.request("/readyz").text == "ready\n")
        await server.stop()
        #expect(try await sandbox.check().code == 0)
    }

    /// Overwrites the first block, or the whole file if it is shorter.
    private static func damage(_ path: String, _ damage: Damage) throws {
        switch damage {
        case .emptied: try Data().write(to: URL(filePath: path))
        case .deleted: try FileManager.default.removeItem(atPath: path)
        case .overwritten:
            let size = min(8192, try Data(contentsOf: URL(filePath: path)).count)
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.write(contentsOf: Data(repeating: 0xA5, count: size))
            try handle.close()
        }
    }
}
