import Catalogue
import DocumentModel
import Embedding
import Encodings
import Foundation
import Glibc
import Index
import Synchronization
import SystemPackage
import TextAnalysis
import Vectors

/// The child process that makes vectors: the hidden subcommand `vector-worker`. It follows the index, change by change, and
/// ends when it has caught up with it.
///
/// It has the lowest priority, and nearly stands still while changes wait to be indexed. The texts are those of the index, so a
/// document's vectors are only made of the part of its audience.
package final class VectorWorker {
    private let catalogue: Catalogue
    private let writer: VectorWriter
    private let model: EmbeddingModel
    private let cutter: PassageCutter
    private let compression: Compression
    private let skipped: Set<String>
    private let parent = getppid()
    private var readers: [(audience: Visibility, reader: IndexReader)] = []
    private var committed = ContinuousClock.now
    private var looked = ContinuousClock.now
    private var isBehind = false

    /// The exit code if another process is making the vectors of this toolbox.
    static let lockedCode: Int32 = 75
    /// The exit code if it was asked to stop.
    static let stoppedCode: Int32 = 3

    /// How much work may be lost if the process is killed.
    private static let longestUncommitted = Duration.seconds(10)
    private static let mostWaiting = 2000
    /// The number of passages of a document that have vectors; a book of 1,000 pages has about 4,000.
    static let mostPassages = 20_000
    /// While changes wait to be indexed, it rests for so many times as long as it works.
    private static let rests = 20

    private init?(_ toolbox: Toolbox, model path: String, skipping: [String]) throws {
        catalogue = try Catalogue(toolbox, creating: false)
        guard let identity = EmbeddingModel.identity(of: path) else {
            throw ToolboxError("the model of vectors \(path) cannot be read")
        }
        let writer = try VectorWriter(
            toolbox,
            model: identity,
            texts: IndexLayout.formatVersion,
            last: catalogue.lastSequence()
        )
        guard let writer else { return nil }
        self.writer = writer
        model = try EmbeddingModel(path: path)
        cutter = PassageCutter(analyser: try Analyser(), model: model)
        compression = try Compression()
        skipped = Set(skipping)
    }

    /// Makes the vectors that are missing, and ends the process.
    /// - Parameters:
    ///   - model: the path of the model.
    ///   - skipping: documents that get no vectors, because they crashed the process.
    package static func run(_ toolbox: Toolbox, model: String, skipping: [String]) -> Never {
        yieldToOthers()
        do {
            guard let worker = try VectorWorker(toolbox, model: model, skipping: skipping) else { exit(lockedCode) }
            exit(try worker.work() ? 0 : stoppedCode)
        } catch {
            VectorEvent.failed(reason: "\(error)").send()
            exit(1)
        }
    }

    /// SCHED_IDLE of Linux, which Swift does not see.
    private static let idlePolicy: Int32 = 5

    private static func yieldToOthers() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        var parameters = sched_param()
        _ = sched_setscheduler(0, idlePolicy, &parameters)
        // Handled between two passages: the work so far is committed.
        signal(SIGTERM) { _ in VectorWorker.stop.store(true, ordering: .relaxed) }
        signal(SIGINT, SIG_IGN)
    }

    /// Set by a signal.
    private static let stop = Atomic(false)

    private var isStopping: Bool { Self.stop.load(ordering: .relaxed) || getppid() != parent }

    // MARK: Following the index

    /// Returns whether everything is done.
    private func work() throws -> Bool {
        while true {
            try open()
            let last = try readers.first?.reader.appliedSequence() ?? 0
            let changes = try catalogue.changes(after: writer.head.applied, limit: 256).filter { $0.sequence <= last }
            guard let end = changes.last?.sequence else { return true }
            var applied = writer.head.applied
            let latest = Dictionary(changes.map { ($0.document, $0.sequence) }) { max($0, $1) }
            for change in changes {
                // A later change of the same document replaces this one.
                if latest[change.document] == change.sequence {
                    guard try apply(change.document, applied) else {
                        try writer.commit(applied: applied)
                        return false
                    }
                }
                applied = change.sequence
                try commitIfDue(applied)
            }
            try commit(end)
        }
    }

    private func open() throws {
        let index = catalogue.toolbox.index.string
        guard FileManager.default.fileExists(atPath: index) else {
            readers = []
            return
        }
        // The public part first: it is committed last, so its number holds for all.
        readers = try Visibility.allCases.filter {
            IndexLayout.parts(of: index, seenBy: $0).contains(IndexLayout.path(of: $0, in: index))
        }.map { ($0, try IndexReader(path: IndexLayout.path(of: $0, in: index))) }
    }

    private func commitIfDue(_ applied: Int64) throws {
        guard writer.waiting >= Self.mostWaiting || ContinuousClock.now - committed > Self.longestUncommitted else {
            return
        }
        try commit(applied)
    }

    private func commit(_ applied: Int64) throws {
        try writer.commit(applied: applied)
        committed = ContinuousClock.now
        VectorEvent.committed(applied: applied).send()
    }

    // MARK: One document

    /// A section of a document in the index.
    private struct Text {
        var section: Int
        var language: LanguageTag
        var text: [UInt8]
    }

    /// Brings the vectors of a document up to date; returns false if the process has to stop.
    private func apply(_ id: String, _ applied: Int64) throws -> Bool {
        guard let (audience, sequence, texts) = try texts(of: id) else {
            writer.remove(id)
            return true
        }
        VectorEvent.began(document: id).send()
        var draft = VectorSegment.Draft(id: id, sequence: sequence, isComplete: true, passages: [])
        let known = writer.vectors(of: id)
        for text in texts where !skipped.contains(id) {
            for range in try cutter.passages(of: text.text) {
                guard draft.passages.count < Self.mostPassages else { break }
                let hash = PassagePlace.hash(of: text.text[range], language: text.language)
                let place = PassagePlace(section: text.section, range: range, hash: hash)
                let vector = try known[hash] ?? vector(of: text.text[range], text.language)
                draft.passages.append(.init(place: place, language: text.language, vector: vector))
                if isStopping || ContinuousClock.now - committed > Self.longestUncommitted {
                    // A long document: what is done so far is found already, and is not lost.
                    var part = draft
                    part.isComplete = false
                    writer.put(part, for: audience)
                    if isStopping { return false }
                    try commit(applied)
                }
            }
        }
        writer.put(draft, for: audience)
        return true
    }

    private func texts(of id: String) throws -> (Visibility, Int64, [Text])? {
        let attempts = 5
        for attempt in 1...attempts {
            do {
                // Less restricted ones last: a document that is being hidden is taken as hidden.
                for (audience, reader) in readers.reversed() {
                    guard let docid = try reader.find(IndexLayout.uniqueTerm(id)) else { continue }
                    let document = try StoredDocument(reader.data(of: docid))
                    let texts = try (0..<document.sectionCount).map { number in
                        let section = try document.section(number, using: compression)
                        return Text(section: number, language: section.language, text: section.text)
                    }
                    return (audience, document.sequence, texts)
                }
                return nil
            } catch let error as XapianError where error.code == .modified && attempt < attempts {
                // The index was committed twice meanwhile.
                try open()
            }
        }
        return nil
    }

    private func vector(of text: ArraySlice<UInt8>, _ language: LanguageTag) throws -> ByteVector {
        let began = ContinuousClock.now
        let vector = try model.vector(of: String(decoding: text, as: UTF8.self), as: .passage)
        if began - looked > .milliseconds(500), let reader = readers.first?.reader {
            looked = began
            _ = try reader.reopen()
            isBehind = try catalogue.lastSequence() > reader.appliedSequence()
        }
        if isBehind { usleep(UInt32(min((ContinuousClock.now - began) * Self.rests, .seconds(2)) / .microseconds(1))) }
        return LanguageMeans.shared.centred(vector, language: language.code, as: .passage)
    }
}

/// The events that the child reports to its parent: lines of JSON on its standard output.
enum VectorEvent: Codable {
    /// It begins with a document.
    case began(document: String)
    /// Everything up to this change is done and visible.
    case committed(applied: Int64)
    /// It ends, because nothing can be done.
    case failed(reason: String)

    func send() {
        guard let line = try? JSONEncoder().encode(self) else { return }
        _ = try? FileDescriptor.standardOutput.writeAll(Array(line) + [UInt8(ascii: "\n")])
    }
}
