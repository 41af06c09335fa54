import Cryptography
import DocumentModel
import Foundation
import SystemPackage

/// A copy of a file inside the toolbox that nothing refers to yet: ``Originals/keep(_:)`` or ``Originals/discard(_:)`` it.
package struct StagedOriginal: Sendable, Equatable {
    /// The SHA-256 of the content, 64 hexadecimal digits.
    package let hash: String
    /// Bytes.
    package let size: Int64
    /// The path of the copy until it is kept.
    package let path: FilePath
    /// For a video: its files, and their copies.
    var parts: [DocumentPart] = []
    var files: [StagedOriginal] = []
}

/// A copy that is written piece by piece, such as an upload. For use by one thread at a time; call ``finish()`` or
/// ``abandon()`` at the end.
package final class IncomingOriginal {
    private let path: FilePath
    private let target: FileDescriptor
    private var digest = SHA256()
    /// The size so far in bytes.
    package private(set) var size: Int64 = 0

    package init(_ originals: Originals) throws {
        (path, target) = try originals.newCopy()
    }

    /// Appends bytes; throws ``StorageTrouble`` when the disk is full.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try Originals.write(bytes, to: target)
        digest.update(bytes)
        size += Int64(bytes.count)
    }

    /// Ends the copy, which is then staged.
    package func finish() throws -> StagedOriginal {
        try target.close()
        return StagedOriginal(hash: Originals.hexadecimal(digest.finalize()), size: size, path: path)
    }

    /// Deletes the copy.
    package func abandon() {
        try? target.close()
        try? FileManager.default.removeItem(atPath: path.string)
    }
}

/// The original files, content-addressed by SHA-256: `originals/ab/abcd…`. Written once, never changed.
package struct Originals: Sendable {
    package let folder: FilePath
    fileprivate var incoming: FilePath { folder.appending("incoming") }
    /// Waits until a file or a folder is on disk.
    private let synchronise: @Sendable (FilePath) throws -> Void

    /// Opens the store.
    /// - Parameter creating: whether missing folders are created.
    package init(folder: FilePath, creating: Bool = true) throws {
        try self.init(folder: folder, creating: creating, synchronise: Self.synchronise)
    }

    init(folder: FilePath, creating: Bool, synchronise: @escaping @Sendable (FilePath) throws -> Void) throws {
        self.folder = folder
        self.synchronise = synchronise
        guard creating else { return }
        try FileManager.default.createDirectory(atPath: incoming.string, withIntermediateDirectories: true)
    }

    /// Whether there is any original in a store's folder.
    static func holdSomething(_ folder: FilePath) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.contains { name in
            name.utf8.count == 2
                && (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(name).string))?.isEmpty
                    == false
        }
    }

    /// A new, empty file in the folder for incoming copies. Throws ``StorageTrouble`` if it cannot be created.
    fileprivate func newCopy() throws -> (FilePath, FileDescriptor) {
        let path = incoming.appending("\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)")
        return try Self.writing {
            let target = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
            return (path, target)
        }
    }

    fileprivate static func write(_ bytes: UnsafeRawBufferPointer, to target: FileDescriptor) throws {
        _ = try writing { try target.writeAll(bytes) }
    }

    /// Runs a function that writes into the store. Its errors are errors of the disk, not of the file that is read.
    private static func writing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as Errno {
            throw StorageTrouble(writing: error) ?? .failing("\(error)")
        }
    }

    /// The path of the original with this hash, whether it exists or not.
    package func path(of hash: String) -> FilePath { folder.appending(String(hash.prefix(2))).appending(hash) }

    package func holds(_ hash: String) -> Bool { FileManager.default.fileExists(atPath: path(of: hash).string) }

    /// Copies a file into the folder for incoming copies while hashing it, so that all later steps use the hashed content
    /// even if the file changes. Throws `Errno` when the file cannot be read, ``StorageTrouble`` when the copy
    /// cannot be written.
    /// - Parameter source: the file, open for reading; the caller closes it.
    package func stage(_ source: FileDescriptor) throws -> StagedOriginal {
        let (path, target) = try newCopy()
        defer { try? target.close() }
        do {
            var size: Int64 = 0
            let hash = try Self.hash(source) { bytes in
                try Self.write(bytes, to: target)
                size += Int64(bytes.count)
            }
            return StagedOriginal(hash: hash, size: size, path: path)
        } catch {
            try? FileManager.default.removeItem(atPath: path.string)
            throw error
        }
    }

    /// Writes bytes into the folder for incoming copies, as ``stage(_:)`` does with a file.
    package func stage(bytes: [UInt8]) throws -> StagedOriginal {
        let incoming = try IncomingOriginal(self)
        do {
            try bytes.withUnsafeBytes { try incoming.write($0) }
            return try incoming.finish()
        } catch {
            incoming.abandon()
            throw error
        }
    }

    /// Makes a staged file an original, durably. An existing original stays, unless it is damaged.
    /// - Returns: whether the original is new.
    @discardableResult
    package func keep(_ staged: StagedOriginal) throws -> Bool {
        let target = path(of: staged.hash)
        let isThere = holds(staged.hash)
        if isThere, try rehash(staged.hash) == staged.hash {
            discard(staged)
            return false
        }
        let folder = target.removingLastComponent()
        let isNew = !FileManager.default.fileExists(atPath: folder.string)
        if isNew { try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true) }
        try synchronise(staged.path)
        guard rename(staged.path.string, target.string) == 0 else { throw Errno(rawValue: errno) }
        try synchronise(folder)
        if isNew { try synchronise(self.folder) }
        return !isThere
    }

    /// Deletes a staged copy, with the copies that belong to it.
    package func discard(_ staged: StagedOriginal) {
        for file in staged.files { discard(file) }
        try? FileManager.default.removeItem(atPath: staged.path.string)
    }

    package func remove(_ hash: String) { try? FileManager.default.removeItem(atPath: path(of: hash).string) }

    /// All hashes in the store, in no particular order.
    package func all() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.string)
            .filter { $0.utf8.count == 2 }
            .flatMap { try FileManager.default.contentsOfDirectory(atPath: folder.appending($0).string) }
    }

    /// Removes the unfinished copies of a process that was killed. Call it only while no other process ingests.
    func clearIncoming() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: incoming.string)) ?? [] {
            try? FileManager.default.removeItem(atPath: incoming.appending(name).string)
        }
    }

    /// The hash of an original as it is on disk now.
    package func rehash(_ hash: String) throws -> String {
        let source = try FileDescriptor.open(path(of: hash), .readOnly, options: .closeOnExec)
        defer { try? source.close() }
        return try Self.hash(source) { _ in }
    }

    /// The SHA-256 of the rest of a file; `each` is called with each piece of it.
    private static func hash(_ source: FileDescriptor, each: (UnsafeRawBufferPointer) throws -> Void) throws -> String {
        var digest = SHA256()
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { chunk.deallocate() }
        while case let count = try source.read(into: chunk), count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
            digest.update(bytes)
            try each(bytes)
        }
        return hexadecimal(digest.finalize())
    }

    static func synchronise(_ path: FilePath) throws {
        let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        defer { try? descriptor.close() }
        guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// The SHA-256 of some bytes, 64 hexadecimal digits.
package func sha256(_ bytes: some Sequence<UInt8>) -> String {
    Originals.hexadecimal(SHA256.hash(bytes))
}
