import Catalogue
import Foundation
import SystemPackage
import Vectors

/// Copies the vectors of a toolbox as of one moment, while others use and write them: for backup and restore.
enum VectorCopy {
    /// How often a copy begins again if files were merged meanwhile.
    private static let mostTries = 20

    /// Makes the vectors in the target those of the source; removes them if there are none. The target's stay as they are
    /// until the copy is complete.
    static func run(from source: Toolbox, to target: Toolbox) throws {
        let files = FileManager.default
        let new = target.folder.appending("vectors.new")
        if files.fileExists(atPath: new.string) { try files.removeItem(atPath: new.string) }
        defer { try? files.removeItem(atPath: new.string) }
        var isComplete = false
        for _ in 0..<mostTries where !isComplete { isComplete = try copy(source.vectors, to: new) }
        guard isComplete else { throw ToolboxError("the vectors in \(source.vectors) cannot be copied") }
        if files.fileExists(atPath: target.vectors.string) { try files.removeItem(atPath: target.vectors.string) }
        if files.fileExists(atPath: new.string) {
            try files.moveItem(atPath: new.string, toPath: target.vectors.string)
        }
    }

    /// Returns false if a file was removed meanwhile.
    private static func copy(_ source: FilePath, to target: FilePath) throws -> Bool {
        let files = FileManager.default
        if files.fileExists(atPath: target.string) { try files.removeItem(atPath: target.string) }
        guard let head = VectorHead.read(source) else { return true }
        try files.createDirectory(atPath: target.string, withIntermediateDirectories: true)
        for segment in head.segments {
            let path = source.appending(segment.name).string
            do {
                try files.copyItem(atPath: path, toPath: target.appending(segment.name).string)
            } catch {
                if files.fileExists(atPath: path) { throw error }
                return false
            }
        }
        try Catalogue.writeDurably(try head.bytes, to: VectorHead.path(in: target))
        return true
    }
}
