import DocumentModel
import TestSupport
import Testing

@testable import Catalogue

/// Random histories of files, compared with a model that only knows the state of the folders.
@Suite("Random sequences of changes")
struct SequenceTests {

    private struct File {
        var content: String
        var title: String?
        var isLocked = false
        /// Its last readable content, which stays searchable while it is encrypted.
        var before: String?
    }

    private static let names = ["a", "b", "c", "d/a", "e"]
    private static let contents = ["one", "two", "three", "scan 1", "four"]

    @Test("After any sequence of changes, the catalogue matches the folders, and is consistent", arguments: 1...12)
    func sequence(seed: Int) throws {
        let box = try TestToolbox()
        var random = SplitMix64(UInt64(seed))
        var folders: [String: [String: File]] = ["/r": [:], "/s": [:]]
        var history: [String] = []
        for _ in 0..<30 {
            let root = ["/r", "/s"].randomElement(using: &random)!
            let name = Self.names.randomElement(using: &random)!
            let operation = try change(root, name, &folders, box, &random)
            history.append("\(operation) \(root)/\(name)")
            let problems = try box.problems()
            #expect(problems == [], "seed \(seed): \(history)")
            if !problems.isEmpty { return }
        }
        // Finally, every folder is processed like with --remove-missing, which settles everything.
        for (root, files) in folders.sorted(by: { $0.key < $1.key }) {
            for (name, file) in files.sorted(by: { $0.key < $1.key }) { try record(root, name, file, box) }
            _ = try box.catalogue.files.removeMissing(root: root) { files[$0] != nil }
        }
        let all = folders.values.flatMap(\.values)
        let readable = Set(all.filter { !$0.isLocked }.map(\.content))
        let locked = Set(all.filter(\.isLocked).compactMap(\.before))
        let held = Set(
            try box.catalogue.documentIDs().map { id in
                try #require(try box.catalogue.document(id)).hash
            }
        )
        let hash = { (content: String) in sha256(content.utf8) }
        #expect(held.isSuperset(of: readable.map(hash)), "seed \(seed): \(history)")
        #expect(held.isSubset(of: readable.union(locked).map(hash)), "seed \(seed): \(history)")
        for (root, files) in folders {
            for (name, file) in files {
                let record = try #require(try box.file(name, root: root))
                let document = try record.document.flatMap { try box.catalogue.document($0) }
                if file.isLocked {
                    #expect(record.status == .encrypted, "seed \(seed): \(history)")
                } else {
                    #expect(document?.hash == hash(file.content), "seed \(seed): \(history)")
                    let isOwner = document?.source == name && record.status != .duplicate
                    let outcome: FileStatus = file.content.hasPrefix("scan") ? .noText : .indexed
                    #expect(record.status == (isOwner ? outcome : .duplicate), "seed \(seed): \(history)")
                    if isOwner { #expect(document?.metadata.title == file.title, "seed \(seed): \(history)") }
                }
            }
        }
        #expect(try box.problems() == [])
        try box.catalogue.sweep()
        #expect(Set(try box.catalogue.originals.all()) == (try box.catalogue.referencedHashes()))
    }

    private func change(
        _ root: String,
        _ name: String,
        _ folders: inout [String: [String: File]],
        _ box: TestToolbox,
        _ random: inout SplitMix64
    ) throws -> String {
        var file = folders[root]![name] ?? File(content: "")
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            file.content = Self.contents.randomElement(using: &random)!
            (file.isLocked, file.before) = (false, file.content)
            folders[root]![name] = file
            try record(root, name, file, box)
            return "write '\(file.content)' to"
        case 4..<6:
            guard folders[root]![name] != nil else { return "no" }
            file.title = ["A", "B", nil].randomElement(using: &random)!
            folders[root]![name] = file
            try record(root, name, file, box)
            return "title \(file.title ?? "-")"
        case 6:
            file.isLocked = true
            folders[root]![name] = file
            try record(root, name, file, box)
            return "lock"
        case 7:
            guard folders[root]!.removeValue(forKey: name) != nil else { return "no" }
            let there = folders[root]!
            _ = try box.catalogue.files.removeMissing(root: root) { there[$0] != nil }
            return "remove"
        default:
            // Renamed: the new name is found first, then the old one is missing.
            guard let old = folders[root]!.removeValue(forKey: name) else { return "no" }
            let new = Self.names.randomElement(using: &random)!
            folders[root]![new] = old
            try record(root, new, old, box)
            let there = folders[root]!
            _ = try box.catalogue.files.removeMissing(root: root) { there[$0] != nil }
            return "to \(new) rename"
        }
    }

    private func record(_ root: String, _ name: String, _ file: File, _ box: TestToolbox) throws {
        if file.isLocked {
            try box.lock(name, root: root)
            return
        }
        var description = Metadata()
        description.title = file.title
        try box.add(name, file.content, root: root, description)
    }
}
