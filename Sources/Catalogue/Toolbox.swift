import Foundation
import SystemPackage

/// The paths of a toolbox's parts on disk.
package struct Toolbox: Sendable, Equatable {
    package let folder: FilePath

    package init(folder: FilePath) { self.folder = folder }

    package var catalogue: FilePath { folder.appending("catalogue.sqlite") }
    package var originals: FilePath { folder.appending("originals") }
    /// The curators' own templates: `NAME.json`.
    package var templates: FilePath { folder.appending("templates") }
    /// Pictures of pages that were drawn, up to a size; they can be drawn again.
    package var pictures: FilePath { folder.appending("pictures") }
    package var index: FilePath { folder.appending("index") }
    /// The vectors of passages; they can be made again.
    package var vectors: FilePath { folder.appending("vectors") }

    /// `named`, else `VETSEARCH_TOOLBOX`, else `$XDG_DATA_HOME/vetsearch`, else `~/.local/share/vetsearch`.
    package static func locate(
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

    /// Whether this user may write here, and the disk is writable.
    var isWritable: Bool { access(folder.string, W_OK) == 0 && access(catalogue.string, W_OK) == 0 }

    /// Whether there is a catalogue here.
    package var exists: Bool { FileManager.default.fileExists(atPath: catalogue.string) }
}
