import Foundation
import Testing

@testable import TextAnalysis

@Suite("hunspell")
struct HunspellTests {
    @Test("Closing dictionaries does not affect others", arguments: ["ISO8859-1", "UTF-8"])
    func closing(encoding: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hunspell-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        func dictionary(_ name: String, _ encoding: String) throws -> HunspellDictionary {
            let path = folder.appending(path: name).path
            try Data("SET \(encoding)\n".utf8).write(to: URL(filePath: path + ".aff"))
            try Data("1\névad\n".utf8).write(to: URL(filePath: path + ".dic"))
            return try HunspellDictionary(path: path)
        }
        let kept = try dictionary("kept", "UTF-8")
        #expect(kept.knows("évad"))
        #expect(kept.knows("Évad"), "a capital at the beginning of a sentence")
        // Other tests have dictionaries open at the same time: more are closed here than those could be.
        for _ in 0..<500 { _ = try dictionary("closed", encoding) }
        #expect(kept.knows("Évad"))
        #expect(kept.knows("ÉVAD"))
    }
}
