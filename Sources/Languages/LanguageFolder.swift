import Foundation

/// The folder of the language data made by `script/language-data`.
package enum LanguageFolder {
    /// The environment variable that names another folder.
    package static let variable = "VETSEARCH_LANGUAGES"

    /// Its path: `$VETSEARCH_LANGUAGES`; or `.languages` in a folder above the executable, where
    /// `script/bootstrap` puts it; or /usr/share/vetsearch/languages. Nil if none of them exists.
    package static func path() -> String? {
        let files = FileManager.default
        if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty { return named }
        let executable = (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
        // Only a few levels up: a `.languages` near the root would belong to something else.
        for _ in 0..<6 where folder.path != "/" {
            let candidate = folder.appendingPathComponent(".languages").path
            if files.fileExists(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        // Tests run in the process of another program; its working directory is the package's folder.
        let here = files.currentDirectoryPath + "/.languages"
        return [here, "/usr/share/vetsearch/languages"].first { files.fileExists(atPath: $0) }
    }

    /// The path of the language model in `folder`; nil if there is none.
    package static func model(in folder: String) -> String? {
        let path = folder + "/identify.bin"
        return FileManager.default.isReadableFile(atPath: path) ? path : nil
    }
}
