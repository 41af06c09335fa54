import ArgumentParser
import Catalogue
import Foundation
import SystemPackage

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Keep folders ingested: what is put into them is found a moment later.",
        discussion: """
            Ingests the folders, and again whenever something in them has changed and been still for a moment. It goes on until \
            it is stopped (Ctrl-C).
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "Folders.") var paths: [String]
    @Flag(name: .customLong("remove-missing"), help: "Remove documents whose files are gone from the folders.")
    var removeMissing = false
    @Flag(
        name: .customLong("follow-links"),
        help: "Follow symbolic links out of the folders. Only where nobody else can put links into them."
    )
    var followLinks = false
    @Option(
        name: .customLong("settle"),
        help: ArgumentHelp("Seconds that a folder must be still before it is read.", valueName: "seconds")
    )
    var settle = 2.0
    @Flag(help: "Print a line of JSON for each file, and a summary after each ingest.") var json = false

    func validate() throws {
        guard settle >= 0.1, settle <= 3600 else { throw ValidationError("--settle takes seconds from 0.1 to 3600") }
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("'\(path)' is no folder")
            }
        }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue(creating: true)
        let interrupt = Interrupt()
        await interrupt.listen()
        while !interrupt.isRaised {
            // Watched before it is read, so that what comes meanwhile is seen.
            let watch = try FolderWatch(paths)
            var options = IngestRun.Options()
            options.paths = paths
            options.removesMissing = removeMissing
            options.followsLinks = followLinks
            options.isJSON = json
            options.tellsOnlyNews = true
            _ = try await IngestRun(options: options, catalogue: catalogue, interrupt: interrupt).run()
            while !interrupt.isRaised, try await !Blocking.run({ watch.hasChanged(within: 0.2) }) {}
            // Whoever copies a large file takes a while.
            let settle = settle
            while !interrupt.isRaised, try await Blocking.run({ watch.hasChanged(within: settle) }) {}
        }
    }
}

/// Notices that something in folders, or folders in them, changes: Linux's inotify.
final class FolderWatch: Sendable {
    private let descriptor: FileDescriptor

    /// Throws where the folders cannot be watched, or are more than the system lets one program watch.
    init(_ paths: [String]) throws {
        let raw = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: raw)
        for path in paths {
            try add(path)
            let inside = FileManager.default.enumerator(
                at: URL(filePath: path),
                includingPropertiesForKeys: [.isDirectoryKey],
                options: [],
                errorHandler: { _, _ in true }
            )
            while let url = inside?.nextObject() as? URL {
                if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true { try add(url.path) }
            }
        }
    }

    deinit { try? descriptor.close() }

    private func add(_ path: String) throws {
        let events = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ATTRIB | IN_ONLYDIR
        guard inotify_add_watch(descriptor.rawValue, path, UInt32(events)) < 0 else { return }
        switch errno {
        case ENOSPC:
            throw CommandFailure(
                "there are more folders below \(path) than may be watched; fs.inotify.max_user_watches says how many"
            )
        case ENOENT, ENOTDIR, EACCES: return  // gone, or not to be read: an ingest tells of it
        default: throw Errno(rawValue: errno)
        }
    }

    /// Waits up to `seconds` for a change, and forgets those seen so far.
    func hasChanged(within seconds: Double) -> Bool {
        var request = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, Int32(seconds * 1000)) > 0 else { return false }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
        defer { buffer.deallocate() }
        while let count = try? descriptor.read(into: buffer), count > 0 {}
        return true
    }
}
