import DocumentModel
import SystemPackage

/// A file to be extracted: its name, its bytes, and its first bytes at hand.
struct SourceFile {
    /// Where the bytes are. There is no path, because a worker could not open it.
    enum Content {
        /// Open for reading; the creator of the ``SourceFile`` closes it.
        case file(FileDescriptor)
        /// A file that was found inside another one.
        case bytes([UInt8])
    }

    let content: Content
    /// The original name, which may tell more than the content.
    let name: String
    /// The size in bytes.
    let size: Int
    /// Its first 4,096 bytes, or fewer.
    let head: [UInt8]
    let limits: ExtractionLimits
    /// Its place among files inside files.
    let nesting: Nesting

    init(_ file: FileDescriptor, name: String, limits: ExtractionLimits) throws(ExtractionFailure) {
        (content, self.name, self.limits, nesting) = (.file(file), name, limits, Nesting())
        do {
            size = Int(try file.seek(offset: 0, from: .end))
            head = try Self.read(file, from: 0, upTo: 4096)
        } catch {
            throw .broken("the file cannot be read: \(error)")
        }
        if size == 0 { throw .broken("the file is empty") }
    }

    /// A file in memory, for a file inside the file of `nesting`.
    init(
        _ bytes: [UInt8],
        name: String,
        limits: ExtractionLimits,
        nesting: Nesting
    ) throws(ExtractionFailure) {
        if bytes.isEmpty { throw .broken("the file is empty") }
        (content, self.name, size, head) = (.bytes(bytes), name, bytes.count, Array(bytes.prefix(4096)))
        (self.limits, self.nesting) = (limits, nesting)
    }

    /// The extension, in lower case: `pdf`; empty if there is none.
    var ending: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The whole text file; throws if it exceeds the limit for texts.
    func bytes() throws(ExtractionFailure) -> [UInt8] {
        guard size <= limits.maximumTextBytes else { throw limits.textTooLarge }
        return try prefix(size)
    }

    /// The first `size` bytes, or fewer if the file is shorter.
    func prefix(_ size: Int) throws(ExtractionFailure) -> [UInt8] { try read(at: 0, upTo: size) }

    /// Up to `count` bytes from the byte `offset` on; fewer at the end of the file, none beyond it.
    func read(at offset: Int, upTo count: Int) throws(ExtractionFailure) -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        let count = min(count, size - offset)
        switch content {
        case .bytes(let bytes): return Array(bytes[offset..<offset + count])
        case .file(let file):
            do {
                return try Self.read(file, from: offset, upTo: count)
            } catch {
                throw .broken("the file cannot be read: \(error)")
            }
        }
    }

    private static func read(_ file: FileDescriptor, from offset: Int, upTo count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = try file.read(fromAbsoluteOffset: Int64(offset + filled), into: rest)
                if got == 0 { break }
                filled += got
            }
        }
    }
}
