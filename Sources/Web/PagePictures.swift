import DocumentModel
import Foundation
import SystemPackage

/// Pictures of pages: drawn when somebody wants one, and kept on disk up to a size; those that were wanted least recently go
/// first. Whether the reader may see the document has been asked before.
package actor PagePictures {
    /// Draws a page of the file at a path; pages are counted from 1.
    package typealias Drawing =
        @Sendable (FilePath, _ page: Int, PageImageSize) async -> Result<PageImage, PageImageFailure>

    /// The most pictures that are drawn or wait to be drawn at once.
    static let mostWaiting = 64
    /// How many pages that cannot be drawn are remembered, and for how long, so that nobody tries them again and again.
    private static let (mostFailures, failureLasts) = (1000, Duration.seconds(600))

    private let folder: FilePath
    private let mostBytes: Int
    private let draw: Drawing
    /// For reading and writing the folder.
    private let disk = WorkPool(threads: 2, mostWaiting: 128, longestWait: .seconds(10))
    private var running: [String: Task<Result<PageImage, PageImageFailure>, Never>] = [:]
    private var failures: [String: (failure: PageImageFailure, until: ContinuousClock.Instant)] = [:]
    /// What lies in the folder; nil before anybody has looked.
    private var kept: [String: Entry]?
    private var bytes = 0
    private var uses = 0

    private struct Entry {
        var bytes: Int
        /// The number of its last use: higher is later.
        var used: Int
    }

    /// - Parameters:
    ///   - folder: for the pictures; made when there is one, and nothing else is in it.
    ///   - mostBytes: what the folder may hold.
    package init(folder: FilePath, mostBytes: Int, draw: @escaping Drawing) {
        (self.folder, self.mostBytes, self.draw) = (folder, mostBytes, draw)
    }

    /// A page's picture.
    ///
    /// - Parameters:
    ///   - page: its number, from 1.
    ///   - original: the file, under its SHA-256.
    /// - Throws: ``Problem``: there is no such page, it cannot be drawn, or too many are wanted at once.
    func picture(ofPage page: Int, _ size: PageImageSize, of hash: String, _ original: FilePath) async throws
        -> PageImage
    {
        let name = "\(hash)-\(page)-\(size.rawValue)"
        if let image = try await stored(name) { return image }
        let result: Result<PageImage, PageImageFailure>
        if let known = failures[name], known.until > .now {
            result = .failure(known.failure)
        } else if let task = running[name] {
            result = await task.value
        } else {
            // Lists want many at once; who wants to read a page does not wait for them.
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
        // What is torn or of another version is drawn anew.
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
            // A disk that is full or closed to us costs time, not the picture.
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
            // Some more, so that this is not to be done for each picture.
            if bytes <= mostBytes / 10 * 9 { break }
            gone.append(name)
            bytes -= entry.bytes
            self.kept?[name] = nil
        }
        let paths = gone.map { folder.appending($0).string }
        _ = try? await disk.runAlways { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    }

    /// Takes stock of what lies in the folder from before, in the order in which it came.
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
