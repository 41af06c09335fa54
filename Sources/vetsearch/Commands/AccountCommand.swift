import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Foundation
import Toolbox

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Invite people who sign in in a browser, and list, change and remove their accounts.",
        discussion: "The first administrator is invited here; everybody else can be invited in the browser.",
        subcommands: [Invite.self, List.self, Link.self, Remove.self]
    )

    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account, and print the link with which its person chooses a password."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Option(help: "The person's name.") var name: String
        @Option(help: "The person's e-mail address, for signing in.") var email: String
        @Option(help: "The role: member, curator or administrator.", transform: role(_:)) var role: Role
        @Option(
            name: .customLong("public-url"),
            help: ArgumentHelp("The public address of the service, for the link.", valueName: "url")
        )
        var publicURL = "http://127.0.0.1:8080"
        @Flag(help: "Print the account's id and the link as JSON.") var json = false

        func run() async throws {
            let accounts = try toolbox.openCatalogue(creating: true).accounts
            let details = AccountDetails(name: name, email: email, role: role)
            let (account, secret) = try accounts.invite(details, by: terminalActor())
            try AccountCommand.show(secret, of: account, publicURL, json)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")

        @OptionGroup var toolbox: ToolboxOptions
        @Flag(help: "Print them as JSON.") var json = false

        func run() async throws {
            let accounts = try toolbox.openCatalogue().accounts.all(limit: AccountStore.most)
            if json { return Terminal.print(try jsonText(accounts, pretty: true)) }
            for account in accounts {
                let state = account.isDisabled ? "disabled" : account.signedIn == nil ? "invited" : "active"
                Terminal.print(
                    "\(account.id)  \(account.role.rawValue.padding(to: 14))\(state.padding(to: 10))"
                        + Terminal.harmless("\(account.name) <\(account.email)>")
                )
            }
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new link for choosing a password; it is valid for seven days."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: "The account's id or e-mail address.") var account: String
        @Option(
            name: .customLong("public-url"),
            help: ArgumentHelp("The public address of the service, for the link.", valueName: "url")
        )
        var publicURL = "http://127.0.0.1:8080"
        @Flag(help: "Print the account's id and the link as JSON.") var json = false

        func run() async throws {
            let accounts = try toolbox.openCatalogue().accounts
            let found = try AccountCommand.find(account, in: accounts)
            let secret = try accounts.link(for: found.id, lasting: AccountStore.invitationLife)
            try AccountCommand.show(secret, of: found, publicURL, json)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an account and sign its person out. The person's documents stay."
        )

        @OptionGroup var toolbox: ToolboxOptions
        @Argument(help: "The account's id or e-mail address.") var account: String

        func run() async throws {
            let accounts = try toolbox.openCatalogue().accounts
            let found = try AccountCommand.find(account, in: accounts)
            try accounts.remove(found.id, by: terminalActor())
            Terminal.print("removed  \(found.id)")
        }
    }

    private static func find(_ name: String, in accounts: AccountStore) throws -> Account {
        guard let found = try accounts.account(name) ?? accounts.account(withEmail: name) else {
            throw ToolboxError("there is no account '\(name)'; see 'vetsearch account list'")
        }
        return found
    }

    private static func show(_ secret: String, of account: Account, _ publicURL: String, _ json: Bool) throws {
        let root = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        let link = "\(root)/login/password?link=\(secret)"
        if json { return Terminal.print(try jsonText(["id": account.id, "link": link])) }
        Terminal.print(link)
        Terminal.error("The link is valid for seven days, and works once. It cannot be shown again")
    }
}
