import DocumentModel
import SystemPackage

/// A file to be extracted: its name and its first bytes.
struct SourceFile {
    /// Open for reading; the creator of this value closes it. There is no path, because a worker could not open it.
    let file: FileDescriptor
    /// The original name, which may tell more than the content.
    let name: String
    /// The size in bytes.
    let size: Int
    /// Its first 4,096 bytes, or fewer.
    let head: [UInt8]
    let limits: ExtractionLimits

    init(_ file: FileDescriptor, name: String, limits: ExtractionLimits) throws(ExtractionFailure) {
        self.file = file
        self.name = name
        self.limits = limits
        do {
            size = Int(try file.seek(offset: 0, from: .end))
            head = try Self.read(file, upTo: 4096)
        } catch {
            throw .broken("the file cannot be read: \(error)")
        }
        if size == 0 { throw .broken("the file is empty") }
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
    func prefix(_ size: Int) throws(ExtractionFailure) -> [UInt8] {
        do {
            return try Self.read(file, upTo: min(size, self.size))
        } catch {
            throw .broken("the file cannot be read: \(error)")
        }
    }

    /// Reads up to `count` bytes from the start of `file`.
    private static func read(_ file: FileDescriptor, upTo count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = try file.read(fromAbsoluteOffset: Int64(filled), into: rest)
                if got == 0 { break }
                filled += got
            }
        }
    }
}
