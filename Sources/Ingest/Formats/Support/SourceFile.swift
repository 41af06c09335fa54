import DocumentModel
import SystemPackage

/// A file that is to be extracted: what it was called, and how it starts.
struct SourceFile {
    /// Open for reading; whoever made this value closes it. It has no path: a worker could not open one.
    let file: FileDescriptor
    /// The original name, which may say what the content does not.
    let name: String
    /// Bytes.
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

    /// The last part of the name after a dot, lower case: `pdf`; empty where there is none.
    var ending: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The whole file, which is a text: refuses more than the limit of text.
    func bytes() throws(ExtractionFailure) -> [UInt8] {
        guard size <= limits.maximumTextBytes else { throw limits.textTooLarge }
        return try prefix(size)
    }

    /// The first `size` bytes, or fewer where the file ends before.
    func prefix(_ size: Int) throws(ExtractionFailure) -> [UInt8] {
        do {
            return try Self.read(file, upTo: min(size, self.size))
        } catch {
            throw .broken("the file cannot be read: \(error)")
        }
    }

    /// Reads from the start of `file` until `count` bytes are there or the file ends.
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
