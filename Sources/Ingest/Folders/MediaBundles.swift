import DocumentModel
import Foundation
import SystemPackage

/// Finds out by their names which files are one document: a video or sound, its other encodings, and its transcripts.
/// `lesson.mp4`, `lesson.mp3`, `lesson.vtt` and `lesson.it.srt` in one folder are one.
package enum MediaBundles {
    private static let media = endings(of: FileFormat.allCases.filter(\.isMedia))
    private static let sounds = endings(of: FileFormat.allCases.filter(\.isSound))
    private static let transcripts = endings(of: [.vtt, .srt])

    private static func endings(of formats: [FileFormat]) -> Set<String> {
        formats.reduce(into: []) { $0.formUnion($1.entry.endings) }
    }

    /// Whether a file has the name of a video or a sound.
    package static func isMedia(_ name: String) -> Bool { stem(of: name)?.isMedia ?? false }

    /// The part of a name that all files of its bundle share; nil for a file that cannot belong to one.
    private static func stem(of name: String) -> (stem: String, isMedia: Bool)? {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let (stem, ending) = (name[..<dot], name[name.index(after: dot)...].lowercased())
        if media.contains(ending) { return (String(stem), true) }
        return transcripts.contains(ending) ? (String(stem), false) : nil
    }

    /// The stem without its language: `lesson.it` → `lesson`.
    private static func withoutLanguage(_ stem: String) -> String? {
        SubtitleFormat.language(inName: stem + ".vtt").flatMap { _ in
            stem.lastIndex(of: ".").map { String(stem[..<$0]) }
        }
    }

    /// Moves the files that belong to a video or sound into its `companions`. The main file is the first encoding by
    /// name, a video before a sound; the others follow it.
    /// - Parameter files: the files with their sources, in order.
    static func gathered(_ files: [FoundFile]) -> [FoundFile] {
        var videos: [String: Int] = [:]
        var homes = [Int?](repeating: nil, count: files.count)
        let stems = files.map { stem(of: $0.source) }
        let isSound = { (index: Int) in
            sounds.contains(String(files[index].source.split(separator: ".").last ?? "").lowercased())
        }
        let order = files.indices.filter { !isSound($0) } + files.indices.filter(isSound)
        for index in order {
            guard let stem = stems[index], stem.isMedia else { continue }
            if let video = videos[stem.stem] { homes[index] = video } else { videos[stem.stem] = index }
        }
        guard !videos.isEmpty else { return files }
        for (index, stem) in stems.enumerated() {
            guard let stem, !stem.isMedia else { continue }
            homes[index] = videos[stem.stem] ?? withoutLanguage(stem.stem).flatMap { videos[$0] }
        }
        var result = files
        for (index, home) in homes.enumerated() { if let home { result[home].companions.append(files[index]) } }
        return result.indices.filter { homes[$0] == nil }.map { result[$0] }
    }

    /// Opens one of the files that ``beside(_:)`` returned; the caller closes the descriptor. The user did not name it,
    /// so it must not be a link.
    /// - Throws: ``UnreadableFile`` with the reason in one line.
    package static func openBeside(_ path: FilePath) throws(UnreadableFile) -> FileDescriptor {
        guard let name = path.lastComponent, let parent = try? path.removingLastComponent().absolute(),
            let folder = try? parent.resolved()
        else { throw UnreadableFile(reason: "cannot be opened: its folder cannot be reached") }
        return try FilePlace.beneath(folder: folder, FilePath(root: nil, [name])).openRegularFile()
    }

    /// The other files of the bundle that a file belongs to, by name; empty if there is no video or sound among them.
    package static func beside(_ path: FilePath) -> [FilePath] {
        guard let name = path.lastComponent?.string, let own = stem(of: name) else { return [] }
        let folder = path.removingLastComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder.string)) ?? []
        let stems = [own.stem] + (own.isMedia ? [] : [withoutLanguage(own.stem)].compactMap { $0 })
        let isMedia = { (name: String) in stem(of: name).map { $0.isMedia && stems.contains($0.stem) } ?? false }
        guard let video = names.first(where: isMedia).flatMap({ stem(of: $0)?.stem }) else { return [] }
        return names.filter { other in
            guard other != name, let found = stem(of: other) else { return false }
            return found.stem == video || (!found.isMedia && withoutLanguage(found.stem) == video)
        }.sorted().map { folder.appending($0) }
    }
}
