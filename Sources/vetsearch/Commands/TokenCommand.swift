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
            if let days, let complaint = TokenRules.complaint(aboutDays: days) {
                throw ValidationError("--expires-in \(complaint)")
            }
            if let complaint = TokenRules.complaint(aboutName: name) { throw ValidationError("--name \(complaint)") }
        }

        func run() async throws {
            let catalogue = try toolbox.openCatalogue(creating: true)
            let expires = TokenRules.end(afterDays: days)
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
    guard let role = TokenRules.role(text) else {
        throw ValidationError("'\(text)' is not a role; expected \(TokenRules.roles)")
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
    @Option(help: ArgumentHelp("Only changes by this actor: 'cli anna', 'token forum'.", valueName: "actor"))
    var who: String?
    @Option(help: "Only this action.") var action: AuditAction?
    @Option(
        help: ArgumentHelp("Only from this time on: 2026-11-28 or 2026-11-28T08:00:00Z.", valueName: "time"),
        transform: { try time($0, isEnd: false) }
    )
    var from: Date?
    @Option(
        help: ArgumentHelp("Only until this time; a date includes its day.", valueName: "time"),
        transform: { try time($0, isEnd: true) }
    )
    var until: Date?
    @Option(help: "Maximum number of lines.") var limit = 50
    @Flag(help: "Print a line of JSON for each.") var json = false
    @Flag(help: "Print a table for spreadsheets.") var csv = false

    func validate() throws {
        if !(1...1_000_000).contains(limit) { throw ValidationError("--limit must be at least 1") }
        if json, csv { throw ValidationError("--json and --csv exclude each other") }
    }

    func run() async throws {
        let entries = try toolbox.openCatalogue().audit.entries(
            document: document,
            who: who,
            action: action,
            from: from,
            until: until,
            limit: limit
        )
        if csv { return Terminal.write(try AuditTable.csv(entries), to: 1) }
        for entry in entries {
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

extension AuditAction: ExpressibleByArgument {}

private func time(_ text: String, isEnd: Bool) throws -> Date {
    guard let time = AuditTable.time(text, isEnd: isEnd) else {
        throw ValidationError("'\(text)' is not a time; expected 2026-11-28 or 2026-11-28T08:00:00Z")
    }
    return time
}
