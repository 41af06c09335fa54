import DocumentModel
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import SearchService
@testable import Web

@Suite("Pictures of pages are drawn once and cached up to a size")
struct PagePicturesTests {
    /// Counts drawn pictures, of 10,000 bytes each.
    private final class Drawer: Sendable {
        let drawn = Mutex<[Int]>([])
        let outcome: @Sendable (Int) -> Result<PageImage, PageImageFailure>

        init(_ outcome: (@Sendable (Int) -> Result<PageImage, PageImageFailure>)? = nil) {
            self.outcome =
                outcome ?? { page in
                    .success(
                        PageImage(
                            width: 100,
                            height: 100,
                            pageCount: 99,
                            png: [UInt8](repeating: UInt8(page), count: 10_000)
                        )
                    )
                }
        }

        func draw(_ page: Int) async -> Result<PageImage, PageImageFailure> {
            drawn.withLock { $0.append(page) }
            try? await Task.sleep(for: .milliseconds(20))
            return outcome(page)
        }
    }

    private let folder = FilePath(
        FileManager.default.temporaryDirectory.appending(path: "vetsearch-pictures-\(UUID())").path
    )

    private func pictures(_ drawer: Drawer, mostBytes: Int = 1 << 20) -> PagePictures {
        PagePictures(folder: folder, mostBytes: mostBytes) { _, page, _ in await drawer.draw(page) }
    }

    private func files() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).sorted()
    }

    @Test("A picture is drawn once, however many request it, and not again after a restart")
    func once() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let drawer = Drawer()
        let pictures = pictures(drawer)
        try await withThrowingTaskGroup(of: PageImage.self) { group in
            for _ in 0..<20 { group.addTask { try await pictures.picture(ofPage: 3, .large, of: "abc", "x") } }
            for try await image in group { #expect(image.png.first == 3) }
        }
        #expect(drawer.drawn.withLock { $0 } == [3])
        let image = try await self.pictures(drawer).picture(ofPage: 3, .large, of: "abc", "x")
        #expect(image.png.first == 3 && drawer.drawn.withLock { $0 } == [3])
        // Another size or another file is another picture.
        _ = try await pictures.picture(ofPage: 3, .small, of: "abc", "x")
        _ = try await pictures.picture(ofPage: 3, .large, of: "abd", "x")
        #expect(drawer.drawn.withLock { $0 } == [3, 3, 3])
    }

    @Test("The folder stays within its size, and recently used pictures stay in it")
    func bounded() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let drawer = Drawer()
        let pictures = pictures(drawer, mostBytes: 55_000)
        for page in 1...5 { _ = try await pictures.picture(ofPage: page, .large, of: "abc", "x") }
        #expect(files().count == 5)
        _ = try await pictures.picture(ofPage: 1, .large, of: "abc", "x")
        _ = try await pictures.picture(ofPage: 6, .large, of: "abc", "x")
        #expect(files() == [1, 4, 5, 6].map { "abc-\($0)-large" })
        #expect(drawer.drawn.withLock { $0.count } == 6)
        // A smaller limit applies from the first picture on.
        let fewer = self.pictures(drawer, mostBytes: 25_000)
        _ = try await fewer.picture(ofPage: 7, .large, of: "abc", "x")
        #expect(files().count == 2 && files().contains("abc-7-large"))
        let none = self.pictures(drawer, mostBytes: 0)
        #expect(try await none.picture(ofPage: 8, .large, of: "abc", "x").png.first == 8)
        #expect(files().isEmpty)
    }

    @Test("A truncated or missing file is drawn again")
    func torn() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let drawer = Drawer()
        let pictures = pictures(drawer)
        _ = try await pictures.picture(ofPage: 1, .large, of: "abc", "x")
        let path = folder.appending("abc-1-large").string
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        #expect(try await pictures.picture(ofPage: 1, .large, of: "abc", "x").png.count == 10_000)
        try FileManager.default.removeItem(atPath: path)
        #expect(try await pictures.picture(ofPage: 1, .large, of: "abc", "x").png.count == 10_000)
        #expect(drawer.drawn.withLock { $0.count } == 3)
    }

    @Test("A page that cannot be drawn is tried once; a service that cannot draw is retried")
    func failures() async throws {
        let broken = Drawer { _ in .failure(.unreadable(.broken("torn"))) }
        let pictures = pictures(broken)
        for _ in 0..<3 {
            await #expect(throws: Problem.undrawablePage(.broken("torn"))) {
                try await pictures.picture(ofPage: 1, .large, of: "abc", "x")
            }
        }
        #expect(broken.drawn.withLock { $0.count } == 1)
        let absent = Drawer { _ in .failure(.unreadable(.extractorBroken("no worker"))) }
        for _ in 0..<2 {
            let pictures = self.pictures(absent)
            await #expect(throws: Problem.noPictures) {
                try await pictures.picture(ofPage: 1, .large, of: "abc", "x")
            }
        }
        #expect(absent.drawn.withLock { $0.count } == 2)
        let short = self.pictures(Drawer { _ in .failure(.noSuchPage(of: 4)) })
        await #expect(throws: Problem.notFound("there is no page 9; the document has 4", parameter: "page")) {
            try await short.picture(ofPage: 9, .large, of: "abc", "x")
        }
    }

    @Test("Excess requests are rejected, and waiting ones get their picture")
    func busy() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let pictures = pictures(Drawer())
        let most = PagePictures.mostWaiting
        let outcomes = await withTaskGroup(of: Problem?.self) { group in
            for page in 1...most + 30 {
                group.addTask {
                    do {
                        _ = try await pictures.picture(ofPage: page, .large, of: "abc", "x")
                        return nil
                    } catch { return error as? Problem }
                }
            }
            return await group.reduce(into: [Problem?]()) { $0.append($1) }
        }
        let refused = outcomes.compactMap { $0 }
        #expect(outcomes.count == most + 30 && outcomes.count - refused.count >= most)
        #expect(!refused.isEmpty && refused.allSatisfy { $0.code == "busy" })
    }
}
