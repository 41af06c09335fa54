import DocumentModel
import Foundation
import SystemPackage

/// Finds out by their names which files are one document: a video or sound, its other encodings, and its transcripts.
/// `lesson.mp4`, `lesson.mp3`, `lesson.vtt` and `lesson.it.srt` in one folder are one.
package enum MediaBundles {
    private static let media = endings(of: FileFormat.allCases.filter(\.isMedia))
    private static let sounds = endings(of: FileFormat.allCases.filter(\.isSound))
    /// Browsers cannot play the others, so these come first.
    private static let played = endings(of: FileFormat.allCases.filter { $0.isMedia && $0.entry.opensAtPlaces })
    private static let transcripts = endings(of: FileFormat.allCases.filter(\.isTranscript))

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

    /// The language that the name of a transcript says if it belongs to a video or sound with this name: `it` for
    /// `lesson_it.srt` beside `lesson.mp4`.
    package static func language(of transcript: String, beside media: String) -> LanguageTag? {
        guard let own = stem(of: transcript), !own.isMedia, let video = stem(of: media) else { return nil }
        return TranscriptName.home(of: own.stem) { $0 == video.stem }?.language
    }

    /// Moves the files that belong to a video or sound into its `companions`; see ``homes(of:)``.
    /// - Parameter files: the files with their sources, in order.
    static func gathered(_ files: [FoundFile]) -> [FoundFile] {
        let homes = homes(of: files.map(\.source))
        var result = files
        for (index, home) in homes.enumerated() { if let home { result[home].companions.append(files[index]) } }
        return result.indices.filter { homes[$0] == nil }.map { result[$0] }
    }

    /// For each file the index of the file of a video or sound that it belongs to; nil for all others. The main file is
    /// the first encoding by name, a video before a sound, and one that browsers play before others; the others follow it.
    /// - Parameter sources: paths, in order.
    package static func homes(of sources: [String]) -> [Int?] {
        var videos: [String: Int] = [:]
        var homes = [Int?](repeating: nil, count: sources.count)
        let stems = sources.map { stem(of: $0) }
        let rank = { (index: Int) in
            let ending = String(sources[index].split(separator: ".").last ?? "").lowercased()
            return (sounds.contains(ending) ? 2 : 0) + (played.contains(ending) ? 0 : 1)
        }
        let order = sources.indices.filter { stems[$0]?.isMedia ?? false }.sorted { (rank($0), $0) < (rank($1), $1) }
        for index in order {
            guard let stem = stems[index] else { continue }
            if let video = videos[stem.stem] { homes[index] = video } else { videos[stem.stem] = index }
        }
        guard !videos.isEmpty else { return homes }
        for (index, stem) in stems.enumerated() {
            guard let stem, !stem.isMedia else { continue }
            homes[index] = TranscriptName.home(of: stem.stem) { videos[$0] != nil }.flatMap { videos[$0.stem] }
        }
        return homes
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
        let stems = Set(names.compactMap { stem(of: $0) }.filter(\.isMedia).map(\.stem))
        func home(_ name: String) -> String? {
            guard let found = stem(of: name) else { return nil }
            return found.isMedia ? found.stem : TranscriptName.home(of: found.stem, where: stems.contains)?.stem
        }
        guard let video = own.isMedia ? own.stem : home(name), stems.contains(video) else { return [] }
        return names.filter { other in
            other != name && home(other) == video
        }.sorted().map { folder.appending($0) }
    }
}
