import Foundation
import SystemPackage

/// Where a toolbox keeps its parts on disk.
public struct Toolbox: Sendable, Equatable {
    public let folder: FilePath

    public init(folder: FilePath) { self.folder = folder }

    public var catalogue: FilePath { folder.appending("catalogue.sqlite") }
    public var originals: FilePath { folder.appending("originals") }
    /// Templates of curators' own: `NAME.json`.
    public var templates: FilePath { folder.appending("templates") }
    /// Pictures of pages that were drawn, up to a size; nothing is lost with them.
    public var pictures: FilePath { folder.appending("pictures") }
    public var index: FilePath { folder.appending("index") }

    /// `named`, else `VETSEARCH_TOOLBOX`, else `$XDG_DATA_HOME/vetsearch`, else `~/.local/share/vetsearch`.
    public static func locate(
        _ named: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Toolbox {
        let given = { (text: String?) in text.flatMap { $0.isEmpty ? nil : $0 } }
        let path =
            given(named) ?? given(environment["VETSEARCH_TOOLBOX"])
            ?? given(environment["XDG_DATA_HOME"]).map { $0 + "/vetsearch" }
            ?? (given(environment["HOME"]) ?? NSHomeDirectory()) + "/.local/share/vetsearch"
        let absolute = FilePath(path).isAbsolute ? path : FileManager.default.currentDirectoryPath + "/" + path
        return Toolbox(folder: FilePath(absolute).lexicallyNormalized())
    }

    /// Whether this user may write here, and the disk can be written.
    var isWritable: Bool { access(folder.string, W_OK) == 0 && access(catalogue.string, W_OK) == 0 }

    /// Whether something made a catalogue here.
    public var exists: Bool { FileManager.default.fileExists(atPath: catalogue.string) }
}
