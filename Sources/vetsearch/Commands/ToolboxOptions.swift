import ArgumentParser
import Catalogue
import DocumentModel
import Foundation
import Index
import Indexer
import SearchService
import SystemPackage
import Toolbox

/// Which toolbox a command works on.
struct ToolboxOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The toolbox's folder.", valueName: "dir"))
    var toolbox: String?

    var location: Toolbox { Toolbox.locate(toolbox) }

    func openCatalogue(creating: Bool = false) throws -> Catalogue {
        let catalogue = try Catalogue(location, creating: creating)
        switch catalogue.exposure {
        case .none: break
        case .ended:
            Terminal.error(
                "note: other users could read the toolbox in \(location.folder); now only its owner can read it"
            )
        case .stays:
            Terminal.error(
                "warning: other users can read the toolbox in \(location.folder); its owner can change this: "
                    + "chmod -R go= FOLDER"
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

    /// - Parameter isService: whether it may begin to answer although the index cannot be read yet.
    func openEngine(isService: Bool = false) throws -> SearchEngine {
        let catalogue = try openCatalogue()
        let location = location
        guard FileManager.default.fileExists(atPath: location.index.string) else {
            throw CommandFailure("the toolbox in \(location.folder) has no index yet; 'vetsearch reindex' builds one")
        }
        do {
            let engine = try SearchEngine(index: location.index, vocabularies: catalogue)
            if let recipe = try engine.foreignRecipe() {
                let error = RecipeError(found: recipe)
                if error.isNewer { throw error }
                Terminal.error("warning: \(error)")
            }
            return engine
        } catch let error as XapianError {
            let reason = "the index of the toolbox in \(location.folder) cannot be read (\(error))"
            guard isService else { throw CommandFailure("\(reason); 'vetsearch check --repair' repairs it") }
            Terminal.error("warning: \(reason)")
            return try SearchEngine(index: location.index, vocabularies: catalogue, isOpenedLater: true)
        }
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
        throw ValidationError("'\(text)' is not a language; expected a BCP 47 tag such as it, de or und")
    }
    return tag
}
