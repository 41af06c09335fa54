import Catalogue
import DocumentModel
import Testing

@testable import Toolbox

/// Files on their way into the catalogue.
@Suite("The queue of an ingest")
struct IngestQueueTests {
    private var queue = IngestRun.Queue()

    private func found(_ index: Int) -> FilePreparation.Prepared {
        let facts = FileFacts(root: "/r", source: "\(index)", size: 1, modifiedNanoseconds: 1, description: Metadata())
        return .findings([(facts, .sameContent(hash: "h\(index)"))])
    }

    private func settled(_ index: Int) -> FilePreparation.Prepared {
        .settled([FileOutcome(source: "\(index)", status: .unchanged, document: nil)])
    }

    /// The sources that are taken, those of unchanged files first.
    private func take(_ queue: inout IngestRun.Queue) -> (settled: [String], found: [String], advanced: [Int]) {
        var advanced: [Int] = []
        let (settled, found) = queue.take { advanced.append($0) }
        return (settled.map(\.source), found.map(\.0.source), advanced)
    }

    @Test("Findings are taken in the order of the files, regardless of the order in which they were read")
    func order() {
        var queue = queue
        queue.started = 4
        for index in [2, 0, 3] { queue.add(found(index), at: index) }
        #expect(queue.reading == 1)
        #expect(take(&queue) == ([], ["0"], [0]))
        #expect(take(&queue) == ([], [], []))
        queue.add(found(1), at: 1)
        #expect(take(&queue) == ([], ["1", "2", "3"], [1, 2, 3]))
        #expect(queue.next == 4 && queue.reading == 0 && queue.ready.isEmpty)
    }

    @Test("Findings wait for those of files being read, until there are many or they have waited long enough")
    func waiting() {
        var queue = queue
        queue.started = 3
        #expect(!queue.mayGrow, "there is nothing to wait with")
        queue.add(found(1), at: 1)
        #expect(!queue.mayGrow, "the first file is not read yet")
        queue.add(found(0), at: 0)
        #expect(queue.mayGrow)
        queue.hasWaited = true
        #expect(!queue.mayGrow)
        #expect(take(&queue).found == ["0", "1"])
        #expect(!queue.hasWaited && !queue.mayGrow)
        queue.add(found(2), at: 2)
        #expect(!queue.mayGrow, "no further file is being read")
        #expect(take(&queue).found == ["2"])

        queue.started = 3 + 257
        for index in 3..<3 + 255 { queue.add(found(index), at: index) }
        #expect(queue.mayGrow)
        queue.add(found(3 + 255), at: 3 + 255)
        #expect(!queue.mayGrow, "256 are one transaction")
        #expect(take(&queue).found.count == 256)
    }

    @Test("Unchanged files and findings are not taken together, and nothing after a stop is taken")
    func kinds() {
        var queue = queue
        queue.started = 5
        for (index, prepared) in [found(0), settled(1), settled(2), found(3), .stopped].enumerated() {
            queue.add(prepared, at: index)
        }
        #expect(take(&queue) == ([], ["0"], [0]))
        #expect(take(&queue) == (["1", "2"], [], [1, 2]))
        #expect(take(&queue) == ([], ["3"], [3]))
        #expect(take(&queue) == ([], [], []))
        #expect(queue.next == 4)
    }

    @Test("Reading is only so far ahead of recording")
    func room() {
        var queue = queue
        queue.started = 319
        #expect(queue.hasRoom)
        queue.started = 320
        #expect(!queue.hasRoom)
        queue.add(found(0), at: 0)
        _ = take(&queue)
        #expect(queue.hasRoom)
    }
}
