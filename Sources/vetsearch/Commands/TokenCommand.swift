import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Foundation
import Toolbox

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Create and revoke the tokens that programs and people use over HTTP.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token. It is printed only this once; only its hash is stored."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Option(help: "The role of its bearer: member, curator or administrator.", transform: role(_:)) var role: Role
        @Option(help: "Whose token it is; this name appears in the audit trail.") var name: String
        @Option(
            name: .customLong("expires-in"),
            help: ArgumentHelp("Days until it expires (default: it is valid until it is revoked).", valueName: "days")
        )
        var days: Int?
        @Flag(help: "Print it with its id as JSON.") var json = false

        func validate() throws {
            if let days, !(1...36_500).contains(days) {
                throw ValidationError("--expires-in must be at least 1 day")
            }
            if name.isEmpty || name.count > 100 || name.contains(where: \.isNewline) {
                throw ValidationError("--name must have 1 to 100 characters on one line")
            }
        }

        func run() async throws {
            let catalogue = try toolbox.openCatalogue(creating: true)
            let expires = days.map { Date().addingTimeInterval(Double($0) * 86_400) }
            let made = try catalogue.tokens.create(name: name, role: role, expires: expires, by: terminalActor())
            if json {
                return Terminal.print(try jsonText(["id": made.details.id, "token": made.token]))
            }
            Terminal.print(made.token)
            Terminal.error("'vetsearch token revoke \(made.details.id)' revokes it. It cannot be shown again")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens: role, state and name, but not the tokens themselves."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Flag(help: "Print them as JSON.") var json = false

        func run() async throws {
            let tokens = try toolbox.openCatalogue().tokens.all()
            if json { return Terminal.print(try jsonText(tokens, pretty: true)) }
            for token in tokens {
                Terminal.print(
                    "\(token.id)  \(token.role.rawValue.padding(to: 14))\(token.state.padding(to: 20))\(Terminal.harmless(token.name))"
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token at once.")

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: "The token's id, as 'token list' prints it.") var id: String

        func run() async throws {
            guard try toolbox.openCatalogue().tokens.revoke(id, by: terminalActor()) else {
                throw ToolboxError("there is no token '\(id)' that is still valid; see 'vetsearch token list'")
            }
            Terminal.print("revoked  \(id)")
        }
    }
}

func role(_ text: String) throws -> Role {
    guard let role = Role(rawValue: text), role != .anonymous else {
        throw ValidationError("'\(text)' is not a role; expected member, curator or administrator")
    }
    return role
}

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who did what in the toolbox, newest first."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: ArgumentHelp("Only changes of this document.", valueName: "id")) var document: String?
    @Option(help: "Maximum number of lines.") var limit = 50
    @Flag(help: "Print a line of JSON for each.") var json = false

    func validate() throws {
        if !(1...1_000_000).contains(limit) { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        for entry in try toolbox.openCatalogue().audit.entries(document: document, limit: limit) {
            if json {
                Terminal.print(try jsonText(entry))
                continue
            }
            let details = try jsonText(entry.details)
            let line =
                "\(entry.at.formatted(.iso8601))  \(entry.who.padding(to: 18))  \(entry.action.rawValue.padding(to: 14))"
                + "\(entry.document ?? "")  \(details)"
            Terminal.print(Terminal.harmless(line))
        }
    }
}
