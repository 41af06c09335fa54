import ArgumentParser
import Catalogue
import Encodings
import SystemPackage
import Templates
import Toolbox

struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Show the templates of records, and check records against them.",
        discussion: """
            A curator's own template is a file NAME.json in the toolbox's folder 'templates'; 'vetsearch template show' \
            prints one to start from.
            """,
        subcommands: [List.self, Show.self, Check.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the templates.")

        @OptionGroup var toolbox: ToolboxOptions

        func run() async throws {
            let library = TemplateLibrary(folder: toolbox.location.templates.string)
            for template in library.all {
                Terminal.print("\(template.name.padding(to: 16))\(Terminal.harmless(template.description))")
            }
            for problem in library.problems { Terminal.error("error: \(Terminal.harmless(problem))") }
            if !library.problems.isEmpty { throw ExitCode.failure }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a template: a JSON Schema, to read or to change."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: "The template's name.") var name: String

        func run() async throws {
            let template = try template(name, toolbox)
            Terminal.print(try jsonText(template.source, pretty: true))
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check records' fields against a template.",
            discussion: "Reads JSON Lines (one object per line), and prints a line for each: ok, or the errors."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: "The template's name.") var name: String
        @Argument(help: "The file of JSON Lines.") var file: String
        @Flag(help: "Accept records in which required fields are missing.") var draft = false

        func run() async throws {
            let template = try template(name, toolbox)
            var isRight = true
            for problems in try RecordFile(file).problems(by: template, isDraft: draft) {
                isRight = isRight && problems.isEmpty
                let text = problems.map { "\($0.path): \($0.message)" }.joined(separator: "; ")
                Terminal.print(problems.isEmpty ? "ok" : Terminal.harmless(text))
            }
            if !isRight { throw ExitCode.failure }
        }
    }
}

private func template(_ name: String, _ toolbox: ToolboxOptions) throws -> Template {
    let library = TemplateLibrary(folder: toolbox.location.templates.string)
    if let problem = library.problems.first(where: { $0.contains("/\(name).json:") }) { throw ToolboxError(problem) }
    guard let template = library[name] else { throw ToolboxError(library.complaint(about: name)) }
    return template
}
