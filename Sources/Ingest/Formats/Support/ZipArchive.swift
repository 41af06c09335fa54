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

    /// - Parameter file: open for reading; the caller closes it. Only one archive at a time may read it.
    init(reading file: FileDescriptor) throws(ExtractionFailure) {
        var code: Int32 = 0
        if let handle = Self.open(file, ZIP_RDONLY | ZIP_CHECKCONS, &code) {
            self.handle = handle
            warning = nil
        } else if code == ZIP_ER_INCONS, let handle = Self.open(file, ZIP_RDONLY, &code) {
            self.handle = handle
            warning = "the zip archive is inconsistent; what could be read was read"
        } else {
            throw .broken("the zip archive is damaged or cut off (\(Self.message(code)))")
        }
    }

    deinit { zip_discard(handle) }

    /// libzip takes ownership of the descriptor only on success, so it gets a copy.
    private static func open(_ file: FileDescriptor, _ flags: Int32, _ code: inout Int32) -> OpaquePointer? {
        guard let copy = try? file.duplicate(), (try? copy.seek(offset: 0, from: .start)) != nil else {
            code = ZIP_ER_OPEN
            return nil
        }
        if let handle = zip_fdopen(copy.rawValue, flags, &code) { return handle }
        try? copy.close()
        return nil
    }

    /// Whether there is an entry with this name.
    func contains(_ name: String) -> Bool { index(of: name) != nil }

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
        if exact >= 0 { return UInt64(exact) }
        // The part names of Office files are case-insensitive.
        let folded = zip_name_locate(handle, name, UInt32(ZIP_FL_NOCASE))
        return folded >= 0 ? UInt64(folded) : nil
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

/// Paths inside an archive.
enum ArchivePath {
    /// `reference` (a URL reference, perhaps with `%20`) relative to the entry `base`; its fragment is dropped.
    ///
    /// The result is always inside the archive: `..` at the top is dropped.
    static func resolve(_ reference: String, from base: String) -> String {
        let bare = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        let decoded = bare.removingPercentEncoding ?? String(bare)
        var parts = decoded.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for part in decoded.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
