import Foundation
import SystemPackage

/// Unreferenced originals: `trash/2026-11-28/abcd…`. They are kept for some weeks, so that nothing is lost because of a
/// wrong catalogue.
package struct Trash: Sendable {
    package let folder: FilePath

    /// How long originals are kept, in days.
    package static let days = 30

    package init(of toolbox: Toolbox) { folder = toolbox.folder.appending("trash") }

    /// Moves originals to the folder of the current day.
    func take(_ hashes: [String], from originals: Originals, now: Date = Date()) throws {
        let target = folder.appending(Self.name(of: now))
        try FileManager.default.createDirectory(atPath: target.string, withIntermediateDirectories: true)
        for hash in hashes {
            guard rename(originals.path(of: hash).string, target.appending(hash).string) == 0 else {
                throw Errno(rawValue: errno)
            }
        }
        try Originals.synchronise(target)
        try Originals.synchronise(folder)
    }

    /// Deletes what has been here for ``days``.
    func empty(now: Date = Date()) {
        for (name, day) in dated() {
            // The day in the folder's name must be over, too.
            guard now.timeIntervalSince(day) >= Double(Self.days + 1) * 86400 else { continue }
            try? FileManager.default.removeItem(atPath: folder.appending(name).string)
        }
    }

    /// The paths of originals with a hash in the trash, newest first.
    package func places(of hash: String) -> [FilePath] {
        dated().map { folder.appending($0.name).appending(hash) }
            .filter { FileManager.default.fileExists(atPath: $0.string) }
    }

    /// The folders named after a day, newest first.
    private func dated() -> [(name: String, day: Date)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.compactMap { name in Self.day(name).map { (name, $0) } }.sorted { $0.name > $1.name }
    }

    private static let style = Date.ISO8601FormatStyle().year().month().day()
    private static func name(of date: Date) -> String { date.formatted(style) }
    private static func day(_ name: String) -> Date? { name.utf8.count == 10 ? try? style.parse(name) : nil }
}
