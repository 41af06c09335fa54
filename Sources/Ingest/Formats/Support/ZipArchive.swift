import CLibzip
import DocumentModel
import Foundation
import SystemPackage

/// A zip archive, read-only and with limits: the sizes that entries claim are never trusted.
///
/// The archive owns libzip's handle and closes it in `deinit`.
final class ZipArchive {
    /// The maximum unpacked size of one entry, in bytes.
    static let entryLimit = 64 << 20
    /// The maximum unpacked size of all entries that are read, in bytes.
    static let totalLimit = 256 << 20

    private let handle: OpaquePointer
    private var unpacked = 0
    /// Set if the archive's tables contradict each other; everything readable was read.
    let warning: String?
    /// The entries by their normalised names, for names that are not found as they are.
    private lazy var names = ArchiveNames(of: handle)

    /// - Parameter source: only one archive at a time may read it.
    init(reading source: SourceFile) throws(ExtractionFailure) {
        var code: Int32 = 0
        let start = Self.start(of: source) ?? 0
        if let handle = Self.open(source, from: start, ZIP_RDONLY | ZIP_CHECKCONS, &code) {
            self.handle = handle
            warning = nil
        } else if code == ZIP_ER_INCONS, let handle = Self.open(source, from: start, ZIP_RDONLY, &code) {
            self.handle = handle
            warning = "the zip archive is inconsistent; what could be read was read"
        } else {
            throw .broken("the zip archive is damaged or cut off (\(Self.message(code)))")
        }
    }

    deinit { zip_discard(handle) }

    private static func open(
        _ source: SourceFile,
        from start: Int,
        _ flags: Int32,
        _ code: inout Int32
    ) -> OpaquePointer? {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        code = ZIP_ER_OPEN
        let input: OpaquePointer?
        switch source.content {
        case .file(let file):
            // libzip closes the stream only on success, so it gets a copy of the descriptor.
            guard let copy = try? file.duplicate() else { return nil }
            // libzip begins where the descriptor is.
            _ = try? copy.seek(offset: 0, from: .start)
            guard let stream = fdopen(copy.rawValue, "rb") else {
                try? copy.close()
                return nil
            }
            input = zip_source_filep_create(stream, UInt64(start), 0, &error)
            if input == nil { fclose(stream) }
        case .bytes(let bytes):
            // libzip frees this copy.
            guard start < bytes.count, let copy = malloc(bytes.count - start) else { return nil }
            bytes[start...].withUnsafeBytes {
                if let base = $0.baseAddress { copy.copyMemory(from: base, byteCount: $0.count) }
            }
            input = zip_source_buffer_create(copy, UInt64(bytes.count - start), 1, &error)
            if input == nil { free(copy) }
        }
        guard let input else {
            code = zip_error_code_zip(&error)
            return nil
        }
        if let handle = zip_open_from_source(input, flags, &error) { return handle }
        code = zip_error_code_zip(&error)
        zip_source_free(input)
        return nil
    }

    /// Where an archive with other bytes before it begins, such as empty lines: its table of contents tells its own
    /// offset. Zero if the offsets count from the start of the file; nil if there is no table of contents.
    static func start(of source: SourceFile) -> Int? {
        let most = 22 + 65_535
        let tailStart = max(0, source.size - most)
        guard let tail = try? source.read(at: tailStart, upTo: most), tail.count >= 22 else { return nil }
        func word(_ at: Int) -> Int {
            Int(tail[at]) | Int(tail[at + 1]) << 8 | Int(tail[at + 2]) << 16 | Int(tail[at + 3]) << 24
        }
        for at in stride(from: tail.count - 22, through: 0, by: -1)
        where tail[at] == 0x50 && tail[at + 1] == 0x4B && tail[at + 2] == 5 && tail[at + 3] == 6 {
            let (size, offset) = (word(at + 12), word(at + 16))
            // An archive of 4 GB or more keeps its table elsewhere.
            if offset == 0xFFFF_FFFF { return 0 }
            let before = tailStart + at - size - offset
            if before < 0 { continue }
            let mark = try? source.read(at: before, upTo: 4)
            return before > 0 && mark?.starts(with: [0x50, 0x4B, 3, 4]) == true ? before : 0
        }
        return nil
    }

    /// Whether there is an entry with this name.
    func contains(_ name: String) -> Bool { index(of: name) != nil }

    /// The name of the entry that `name` means, with the archive's own spelling and slashes between folders; nil if there
    /// is none.
    func entryName(of name: String) -> String? {
        guard let index = index(of: name), let found = zip_get_name(handle, index, 0) else { return nil }
        let parts = String(cString: found).replacing("\\", with: "/").split(separator: "/")
        return parts.filter { $0 != "." }.joined(separator: "/")
    }

    /// The bytes of the entry `name`; nil if there is none.
    ///
    /// Throws `.killedWorker` beyond the limits, `.encrypted` for a password, `.broken` for damage.
    func read(_ name: String) throws(ExtractionFailure) -> [UInt8]? {
        guard let index = index(of: name) else { return nil }
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(handle, index, 0, &status) == 0 else { throw damaged(name) }
        if status.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) != 0, status.encryption_method != ZIP_EM_NONE {
            throw .encrypted("the zip archive needs a password")
        }
        guard let entry = zip_fopen_index(handle, index, 0) else { throw damaged(name) }
        defer { zip_fclose(entry) }

        let limit = min(Self.entryLimit, Self.totalLimit - unpacked)
        let hint = status.valid & UInt64(ZIP_STAT_SIZE) != 0 ? Int(clamping: status.size) : 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(hint + 1, limit))
        var chunk = [UInt8](repeating: 0, count: min(max(hint + 1, 4096), 256 << 10))
        while true {
            let count = zip_fread(entry, &chunk, UInt64(chunk.count))
            if count < 0 { throw damaged(name) }
            if count == 0 { break }
            guard bytes.count + Int(count) <= limit else {
                throw .killedWorker(
                    "\(name) in the archive unpacks to more than \(limit >> 20) MB; refused as a possible zip bomb"
                )
            }
            bytes.append(contentsOf: chunk.prefix(Int(count)))
        }
        unpacked += bytes.count
        return bytes
    }

    /// Like ``read(_:)``, for an entry that must be there.
    func require(_ name: String) throws(ExtractionFailure) -> [UInt8] {
        guard let bytes = try read(name) else { throw .broken("\(name) is missing from the archive") }
        return bytes
    }

    private func index(of name: String) -> UInt64? {
        let exact = zip_name_locate(handle, name, 0)
        return exact >= 0 ? UInt64(exact) : names.index(of: name)
    }

    private func damaged(_ name: String) -> ExtractionFailure {
        let text = zip_strerror(handle).map { String(cString: $0) } ?? "unknown"
        return .broken("\(name) in the archive is damaged (\(text))")
    }

    private static func message(_ code: Int32) -> String {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        return zip_error_strerror(&error).map { String(cString: $0) } ?? "error \(code)"
    }
}
