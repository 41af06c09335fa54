import ArgumentParser
import Catalogue
import DocumentModel
import SearchService
import Toolbox

/// The toolbox that a command works on.
struct ToolboxOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The toolbox's folder.", valueName: "dir"))
    var toolbox: String?

    var location: Toolbox { Toolbox.locate(toolbox) }

    func openCatalogue(creating: Bool = false) throws -> Catalogue {
        let catalogue = try Catalogue(location, creating: creating)
        if let notice = catalogue.exposureNotice { Terminal.error(notice) }
        return catalogue
    }

    func openEngine() throws -> SearchEngine {
        try IndexOpening.engine(of: openCatalogue(), warn: Terminal.error)
    }
}

/// Codes as options: an invalid one is a usage error that names the nearest valid ones.
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
