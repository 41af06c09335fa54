import Foundation
import SystemPackage

/// The decoded text of a manifest, whatever program saved it.
package struct ManifestText {
    package let text: String
    /// The encoding, if it had to be guessed, for a notice.
    package let guessed: String?

    /// Decodes UTF-8 with or without a byte order mark, and UTF-16. Anything else is read as Windows-1252, in which Excel
    /// in Western Europe saves "CSV" files. Nil if the bytes are not text.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            guard bytes.count.isMultiple(of: 2), let text = String(bytes: bytes, encoding: .utf16) else { return nil }
            (self.text, guessed) = (Self.withoutMark(text), nil)
        } else if bytes.contains(0) {
            return nil
        } else if let text = String(validating: bytes, as: UTF8.self) {
            (self.text, guessed) = (Self.withoutMark(text), nil)
        } else {
            // Five bytes are undefined in Windows-1252; Latin-1 defines all.
            guard
                let text = String(bytes: bytes, encoding: .windowsCP1252) ?? String(bytes: bytes, encoding: .isoLatin1)
            else { return nil }
            (self.text, guessed) = (text, "Windows-1252")
        }
    }

    private static func withoutMark(_ text: String) -> String {
        text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// The maximum size of a file, in bytes.
    package enum Limit {
        /// `metadata.csv`: about 100,000 rows.
        package static let table = 16 << 20
        /// `vetsearch.yaml`: a few lines.
        package static let folderDefaults = 1 << 20
        /// A file for `import`: the metadata of all documents, with their texts.
        package static let imported = 64 << 20
    }

    /// Reads a file that the user named.
    /// - Throws: ``UnreadableFile``.
    package init(at path: FilePath) throws(UnreadableFile) {
        try self.init(.anywhere(path), mostBytes: Limit.imported)
    }

    /// Reads a manifest that was found in a folder.
    init(of manifest: FoundManifest) throws(UnreadableFile) {
        let isTable = manifest.kind == .table
        try self.init(manifest.place, mostBytes: isTable ? Limit.table : Limit.folderDefaults)
    }

    private init(_ place: FilePlace, mostBytes: Int) throws(UnreadableFile) {
        let descriptor = try place.openRegularFile()
        defer { try? descriptor.close() }
        var bytes: [UInt8] = []
        do {
            let size = Int(try descriptor.stat().size)
            guard size <= mostBytes else {
                throw UnreadableFile(reason: "is larger than \(mostBytes >> 20) MiB; it was ignored")
            }
            bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                while count < size {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    let read = try descriptor.read(into: rest)
                    if read == 0 { break }
                    count += read
                }
            }
        } catch let error as UnreadableFile {
            throw error
        } catch {
            throw UnreadableFile(reason: "cannot be read: \(error)")
        }
        guard let text = ManifestText(bytes) else { throw UnreadableFile(reason: "is not text; save it as UTF-8") }
        self = text
    }
}
