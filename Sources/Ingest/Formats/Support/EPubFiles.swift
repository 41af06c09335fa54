import Foundation

/// Finds the files of a book by the addresses with which its documents name them.
final class EPubFiles {
    let archive: ZipArchive
    /// What was found, by the document's path and the name.
    private var known: [String: String?] = [:]
    /// The number of names that meant nothing. Each took several looks at the whole directory of the archive, so beyond a limit
    /// no more are tried.
    private var misses = 0
    private static let mostMisses = 1000

    init(archive: ZipArchive) { self.archive = archive }

    /// The entry that `reference` means in a document called `base`, and its fragment. Writers of books disagree on whether names
    /// are encoded, once or twice, and in which Unicode form; what exists counts. Nil if nothing does.
    func find(_ reference: String, from base: String) -> (path: String, fragment: String?)? {
        let halves = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(halves[0]).trimmingCharacters(in: .whitespacesAndNewlines)
        let fragment = halves.count > 1 && !halves[1].isEmpty ? String(halves[1]) : nil
        guard !name.isEmpty else { return fragment == nil ? nil : (base, fragment) }
        if let path = locate(name, from: base) { return (path, fragment.map { $0.removingPercentEncoding ?? $0 }) }
        // A `#` in a file's name.
        return fragment == nil ? nil : locate(reference, from: base).map { ($0, nil) }
    }

    private func locate(_ name: String, from base: String) -> String? {
        let key = "\(base)\n\(name)"
        if let path = known[key] { return path }
        guard misses < Self.mostMisses else { return nil }
        let path = Self.candidates(name, from: base).lazy.compactMap(archive.entryName).first
        known[key] = path
        if path == nil { misses += 1 }
        return path
    }

    /// The path that a reference means if all was well, for messages.
    static func path(_ reference: String, from base: String) -> String {
        let name = reference.prefix { $0 != "#" }
        return resolve(name.removingPercentEncoding ?? String(name), from: base)
    }

    private static func candidates(_ name: String, from base: String) -> [String] {
        var names = [name]
        for _ in 0..<2 {
            guard let decoded = names.last?.removingPercentEncoding, decoded != names.last else { break }
            names.append(decoded)
        }
        // Some put the query of an address after the name, and Windows its own separator between folders.
        if let question = name.firstIndex(of: "?") { names.append(String(name[..<question])) }
        if name.contains("\\") { names += names.map { $0.replacing("\\", with: "/") } }
        var paths: [String] = []
        for name in names {
            let path = resolve(name, from: base)
            for form in [path, path.precomposedStringWithCanonicalMapping, path.decomposedStringWithCanonicalMapping]
            where !paths.contains(where: { $0.utf8.elementsEqual(form.utf8) }) {
                paths.append(form)
            }
        }
        return paths
    }

    /// A path relative to the entry `base`, always inside the archive.
    private static func resolve(_ name: String, from base: String) -> String {
        var parts = name.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for part in name.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
