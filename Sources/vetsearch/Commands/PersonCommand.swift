import ArgumentParser
import Catalogue
import Encodings
import Foundation
import Toolbox

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "Show, export or erase the data about a person.",
        subcommands: [Show.self, Export.self, Erase.self]
    )

    private static let nameHelp = ArgumentHelp(
        "A name, an e-mail address, an account's id, or a name in the audit trail such as 'cli anna'.",
        valueName: "name-or-id"
    )

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func data(_ toolbox: ToolboxOptions, _ person: String) throws -> PersonalData {
        let data = try toolbox.openCatalogue().persons.data(about: person)
        guard !data.isEmpty else { throw ToolboxError("nothing is known about this person") }
        return data
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what the toolbox knows about a person.")

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: nameHelp) var person: String

        func run() async throws {
            let data = try PersonCommand.data(toolbox, person)
            var lines: [String] = []
            if let account = data.account {
                lines.append(
                    "account: " + account.keys.sorted().map { "\($0) \(jsonLine(account[$0]))" }.joined(separator: ", ")
                )
            }
            lines += data.actors.map { "in the audit trail: \($0)" }
            lines += data.tokens.map { "token: \($0.id) \($0.name)" }
            lines += data.deposits.map { "deposited: \($0.id) \($0.title ?? "")" }
            lines += data.assigned.map { "responsible for: \($0)" }
            lines += data.comments.map { "comment on \($0.document): \($0.text)" }
            lines += data.failedDeposits.map { "failed upload: \($0.name)" }
            lines += data.bulkEdits.map { "edit of many documents: \($0)" }
            lines += data.namedIn.map { "named in the description of: \($0)" }
            lines += data.paths.map { "named in a path: \($0)" }
            lines.append("entries in the audit trail: \(data.auditTotal)")
            lines += data.notes
            for line in lines { Terminal.print(Terminal.harmless(line)) }
        }

        private func jsonLine(_ value: JSONValue?) -> String { (try? jsonText(value)) ?? "" }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write what the toolbox knows about a person, as JSON."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: nameHelp) var person: String
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("The file to write (default: standard output).", valueName: "file")
        )
        var output: String?

        func run() async throws {
            let text = try PersonCommand.json(try PersonCommand.data(toolbox, person))
            guard let output else { return Terminal.print(text) }
            do {
                try Data((text + "\n").utf8).write(to: URL(filePath: output))
            } catch {
                throw ToolboxError("\(output) cannot be written: \((error as NSError).localizedDescription)")
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a person's name and e-mail address by a neutral id everywhere.",
            discussion: """
                The audit trail, comments and reasons keep their meaning, but not the name. Titles and texts of documents \
                are content and stay. With --documents, the name is also replaced among the creators of documents and in \
                the fields of records; then the index is rebuilt.
                """
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: nameHelp) var person: String
        @Flag(name: .customLong("documents"), help: "Replace the name in creators and fields of documents, too.")
        var inDocuments = false
        @Flag(help: "Print the result as JSON.") var json = false

        func run() async throws {
            let catalogue = try toolbox.openCatalogue()
            guard try !catalogue.persons.data(about: person).isEmpty else {
                throw ToolboxError("nothing is known about this person")
            }
            let names = try catalogue.persons.names(of: person)
            var erasure = try catalogue.persons.erase(person, inDocuments: inDocuments, by: terminalActor())
            if erasure.mustReindex {
                _ = try await Blocking.run { try IndexRun.rebuild(catalogue) }
                erasure.mustReindex = false
                erasure.left = try catalogue.persons.remains(of: names, inDocuments: inDocuments)
            }
            if json { return Terminal.print(try PersonCommand.json(erasure)) }
            Terminal.print("replaced by  \(erasure.neutralID)")
            for (place, count) in erasure.replaced.sorted(by: { $0.key < $1.key }) {
                Terminal.print("\(String(count).padding(to: 13))\(place)")
            }
            for id in erasure.documents { Terminal.print("changed      \(id)") }
            for place in erasure.left { Terminal.print("left         \(Terminal.harmless(place))") }
            for note in erasure.notes { Terminal.error(note) }
        }
    }
}
