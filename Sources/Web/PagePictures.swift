import DocumentModel
import Foundation
import SystemPackage

/// Pictures of pages, drawn on demand and cached on disk up to a size; the least recently used ones are removed first.
/// The caller has checked that the client may see the document.
package actor PagePictures {
    /// Draws a page of the file at a path; pages are counted from 1.
    package typealias Drawing =
        @Sendable (FilePath, _ page: Int, PageImageSize) async -> Result<PageImage, PageImageFailure>

    /// The maximum number of pictures being drawn or waiting.
    static let mostWaiting = 64
    /// How many pages that cannot be drawn are remembered, and for how long, so that they are not tried again and again.
    private static let (mostFailures, failureLasts) = (1000, Duration.seconds(600))

    private let folder: FilePath
    private let mostBytes: Int
    private let draw: Drawing
    /// For reading and writing files in the folder.
    private let disk = WorkPool(threads: 2, mostWaiting: 128, longestWait: .seconds(10))
    private var running: [String: Task<Result<PageImage, PageImageFailure>, Never>] = [:]
    private var failures: [String: (failure: PageImageFailure, until: ContinuousClock.Instant)] = [:]
    /// The files in the folder; nil before it has been listed.
    private var kept: [String: Entry]?
    private var bytes = 0
    private var uses = 0

    private struct Entry {
        var bytes: Int
        /// A counter at its last use; higher is later.
        var used: Int
    }

    /// - Parameters:
    ///   - folder: the folder for the pictures, which contains nothing else; created with the first one.
    ///   - mostBytes: the maximum size of the folder in bytes.
    package init(folder: FilePath, mostBytes: Int, draw: @escaping Drawing) {
        (self.folder, self.mostBytes, self.draw) = (folder, mostBytes, draw)
    }

    /// A page's picture.
    ///
    /// - Parameters:
    ///   - page: the page number, from 1.
    ///   - original: the path of the original.
    /// - Throws: ``Problem`` if there is no such page, it cannot be drawn, or too many are requested at once.
    func picture(ofPage page: Int, _ size: PageImageSize, of hash: String, _ original: FilePath) async throws
        -> PageImage
    {
        let name = "\(hash)-\(page)-\(size.rawValue)"
        if let image = try await stored(name) { return image }
        let result: Result<PageImage, PageImageFailure>
        if let earlier = failures[name], earlier.until > .now {
            result = .failure(earlier.failure)
        } else if let task = running[name] {
            result = await task.value
        } else {
            // Lists request many pictures at once; they must not delay a reader who opens a page.
            let most = size == .small ? Self.mostWaiting / 2 : Self.mostWaiting
            guard running.count < most else { throw Problem.busyDrawing }
            let task = Task { await draw(original, page, size) }
            running[name] = task
            result = await task.value
            await keep(name, result)
            running[name] = nil
        }
        switch result {
        case .success(let image): return image
        case .failure(.noSuchPage(let count)):
            throw Problem.notFound("there is no page \(page); the document has \(count)", parameter: "page")
        case .failure(.unreadable(.extractorBroken)): throw Problem.noPictures
        case .failure(.unreadable(let failure)): throw Problem.undrawablePage(failure)
        }
    }

    private func stored(_ name: String) async throws -> PageImage? {
        if kept == nil { await look() }
        guard kept?[name] != nil else { return nil }
        uses += 1
        kept?[name]?.used = uses
        let path = folder.appending(name)
        // Truncated files and those of another version are drawn again.
        return try await disk.run {
            try? PageImage(decoding: Array(Data(contentsOf: URL(fileURLWithPath: path.string))))
        }
    }

    private func keep(_ name: String, _ result: Result<PageImage, PageImageFailure>) async {
        switch result {
        case .success(let image):
            let (folder, data) = (folder, image.encoded())
            let written: Void? = try? await disk.runAlways {
                try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
                try Data(data).write(to: URL(fileURLWithPath: folder.appending(name).string), options: .atomic)
            }
            // If the disk is full or cannot be written to, the picture is still returned.
            guard written != nil else { return }
            uses += 1
            bytes += data.count - (kept?[name]?.bytes ?? 0)
            kept?[name] = Entry(bytes: data.count, used: uses)
            await makeRoom()
        case .failure(.unreadable(.extractorBroken)), .failure(.noSuchPage): break
        case .failure(let failure):
            if failures.count >= Self.mostFailures { failures = [:] }
            failures[name] = (failure, .now + Self.failureLasts)
        }
    }

    private func makeRoom() async {
        guard bytes > mostBytes, let kept else { return }
        var gone: [String] = []
        for (name, entry) in kept.sorted(by: { $0.value.used < $1.value.used }) {
            // Frees more than necessary, so that this is not repeated for each picture.
            if bytes <= mostBytes / 10 * 9 { break }
            gone.append(name)
            bytes -= entry.bytes
            self.kept?[name] = nil
        }
        let paths = gone.map { folder.appending($0).string }
        _ = try? await disk.runAlways { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    }

    /// Lists the files that are in the folder already, by age.
    private func look() async {
        let url = URL(fileURLWithPath: folder.string)
        let found = try? await disk.runAlways { () -> [(name: String, bytes: Int)] in
            let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
            let files = (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: keys)) ?? []
            return files.map { file in
                let values = try? file.resourceValues(forKeys: Set(keys))
                return (file.lastPathComponent, values?.fileSize ?? 0, values?.contentModificationDate ?? .distantPast)
            }
            .sorted { $0.2 < $1.2 }
            .map { ($0.0, $0.1) }
        }
        guard kept == nil else { return }
        kept = [:]
        for file in found ?? [] {
            uses += 1
            bytes += file.bytes
            kept?[file.name] = Entry(bytes: file.bytes, used: uses)
        }
        await makeRoom()
    }
}
