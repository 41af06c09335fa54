import DocumentModel
import Encodings
import Subprocess

/// The protocol between the pool and its workers: frames with a length (8 bytes, little-endian) and that many bytes.
///
/// Requests are sent through a socket, each with its file open for reading, because a worker cannot open files. Replies
/// are sent through a pipe.
enum WorkerProtocol {
    /// The first frame of a worker, which shows the pool that it has started and has the same version.
    static let hello = Array("vetsearch extraction worker 3".utf8)
    /// The environment variable with a worker's limits for its whole life: bytes of address space and seconds of CPU
    /// time, separated by a space.
    static let limitsVariable: Environment.Key = "VETSEARCH_WORKER_LIMITS"
    /// A worker may use as much CPU time as this many files, then it is replaced. The kernel enforces that limit. The
    /// pool enforces the limit for a single file, because a kernel limit that is raised for each file would have to be a
    /// soft one.
    static let filesWorthOfCPU = 10
    /// The number of bytes before each frame.
    static let prefixLength = 8

    /// `payload` preceded by its length.
    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + prefixLength)
        withUnsafeBytes(of: UInt64(payload.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: payload)
        return bytes
    }

    /// The length at the start of `bytes`; nil if it is more than `most`, which no worker sends.
    static func length(_ bytes: some Collection<UInt8>, most: Int) -> Int? {
        var length: UInt64 = 0
        for (index, byte) in bytes.prefix(prefixLength).enumerated() { length |= UInt64(byte) << (8 * UInt64(index)) }
        return length <= UInt64(most) ? Int(length) : nil
    }
}

/// A request to read one file.
struct WorkerRequest: Sendable {
    /// What to do with the file.
    enum Task: Sendable, Equatable {
        case document
        /// A page of a PDF as a picture; pages are counted from 1.
        case page(Int, PageImageSize)
    }

    /// The original file name.
    var name: String
    var task: Task
    var cpuSeconds: Int
    var maximumTextBytes: Int

    init(name: String, task: Task = .document, limits: ExtractionLimits) {
        self.name = name
        self.task = task
        cpuSeconds = limits.cpuSeconds
        maximumTextBytes = limits.maximumTextBytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        name = try reader.readString()
        cpuSeconds = try reader.readInt()
        maximumTextBytes = try reader.readInt()
        let page = try reader.readInt()
        if page == 0 {
            task = .document
        } else {
            task = .page(page, PageImageSize(rawValue: try reader.readString()) ?? .large)
        }
    }

    func encoded() -> [UInt8] {
        var writer = BinaryWriter()
        writer.write(name)
        writer.write(cpuSeconds)
        writer.write(maximumTextBytes)
        switch task {
        case .document: writer.write(0)
        case .page(let number, let size):
            writer.write(number)
            writer.write(size.rawValue)
        }
        return writer.bytes
    }
}

/// What a worker produces from a file.
enum WorkerProduct: Sendable {
    case document(EncodedDocument)
    case page(PageImage)
    /// There is no such page; the document has this many.
    case noSuchPage(of: Int)
}

/// The outcome of a request, and whether the worker accepts another one.
struct WorkerReply: Sendable {
    var result: Result<WorkerProduct, ExtractionFailure>
    /// The worker ends after this reply, because it uses too much memory.
    var isLast: Bool

    func encoded() throws -> [UInt8] {
        var writer = BinaryWriter()
        writer.write(isLast ? 1 : 0)
        switch result {
        case .success(.document(let document)):
            writer.write(0)
            return writer.bytes + document.bytes
        case .success(.page(let image)):
            writer.write(6)
            return writer.bytes + image.encoded()
        case .success(.noSuchPage(let count)):
            writer.write(7)
            writer.write(count)
        case .failure(.encrypted(let text)): writer.write(1, text)
        case .failure(.unsupported(let text)): writer.write(2, text)
        case .failure(.broken(let text)): writer.write(3, text)
        case .failure(.killedWorker(let text)): writer.write(4, text)
        case .failure(.extractorBroken(let text)): writer.write(5, text)
        }
        return writer.bytes
    }

    init(result: Result<WorkerProduct, ExtractionFailure>, isLast: Bool) {
        self.result = result
        self.isLast = isLast
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = BinaryReader(bytes)
        isLast = try reader.readInt() == 1
        switch try reader.readInt() {
        case 0: result = .success(.document(try EncodedDocument(Array(bytes[reader.offset...]))))
        case 1: result = .failure(.encrypted(try reader.readString()))
        case 2: result = .failure(.unsupported(try reader.readString()))
        case 3: result = .failure(.broken(try reader.readString()))
        case 4: result = .failure(.killedWorker(try reader.readString()))
        case 5: result = .failure(.extractorBroken(try reader.readString()))
        case 6: result = .success(.page(try PageImage(decoding: Array(bytes[reader.offset...]))))
        case 7: result = .success(.noSuchPage(of: try reader.readInt()))
        case let other: throw BinaryCodingError("there is no reply of kind \(other)")
        }
    }
}

extension BinaryWriter {
    fileprivate mutating func write(_ kind: Int, _ text: String) {
        write(kind)
        write(text)
    }
}
