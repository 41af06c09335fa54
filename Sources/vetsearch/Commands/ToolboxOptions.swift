import ArgumentParser
import Catalogue
import DocumentModel
import Foundation
import Indexer
import SearchService
import SystemPackage

/// Which toolbox a command works on.
struct ToolboxOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The toolbox's folder.", valueName: "dir"))
    var toolbox: String?

    var location: Toolbox { Toolbox.locate(toolbox) }

    func openCatalogue(creating: Bool = false) throws -> Catalogue {
        let catalogue = try Catalogue(location, creating: creating)
        switch catalogue.exposure {
        case .none: break
        case .ended: Terminal.error("note: others could read the toolbox in \(location.folder); now only its owner can")
        case .stays:
            Terminal.error(
                "warning: others can read the toolbox in \(location.folder); its owner can change that: chmod -R go= it"
            )
        }
        return catalogue
    }

    /// Makes an empty index where there is none yet, so that there is something to search.
    func makeIndex(_ catalogue: Catalogue) throws {
        guard !FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) else { return }
        do {
            try IndexRun.applyAll(catalogue)
        } catch let error as IndexFailure where error.isLocked {}  // somebody else is making it
    }

    func openEngine() throws -> SearchEngine {
        let location = location
        guard location.exists else {
            _ = try Catalogue(location, creating: false)  // throws with the right words
            throw ExitCode.failure
        }
        guard FileManager.default.fileExists(atPath: location.index.string) else {
            throw CommandFailure("the toolbox in \(location.folder) has no index yet; 'vetsearch reindex' makes one")
        }
        let engine = try SearchEngine(index: location.index, vocabularies: openCatalogue())
        if let recipe = try engine.foreignRecipe() {
            Terminal.error("warning: \(RecipeError(found: recipe))")
        }
        return engine
    }
}

/// A failure told in one line.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Codes as options: a wrong one is a usage error that names the nearest right ones.
func code<Code: ListedCode>(_ text: String) throws -> Code {
    guard let code = Code(text) else { throw ValidationError(Code.complaint(about: text)) }
    return code
}

func language(_ text: String) throws -> LanguageTag {
    guard let tag = LanguageTag(text) else {
        throw ValidationError("'\(text)' is no language; a BCP 47 tag such as it, de or und would be right")
    }
    return tag
}

/// Writes a value as one line of JSON.
func json(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting =
        pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
