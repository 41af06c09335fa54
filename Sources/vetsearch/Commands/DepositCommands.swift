import ArgumentParser
import Catalogue
import Encodings
import Foundation
import Toolbox

/// The description of a document on the command line.
struct MemberOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        parsing: .singleValue,
        help: ArgumentHelp(
            """
            Sets a value: title=…, country=IT;DE, visibility=members, stage=draft, text=…, fields.problem=… \
            An empty value removes it. May be repeated.
            """,
            valueName: "name=value"
        )
    )
    var assignments: [String] = []
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Reads values from a JSON object, in the form that the HTTP API takes; - is standard input.",
            valueName: "file"
        )
    )
    var file: String?

    /// The members; those of `--set` take precedence over those of the file.
    func members() throws -> [String: JSONValue] {
        var members = try file.map { try [String: JSONValue](readingObjectAt: $0) } ?? [:]
        for text in assignments {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("--set must be NAME=VALUE, such as title=\"Safe work\", not '\(text)'")
            }
            let (name, value) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
            members.set(name.split(separator: ".").map(String.init)[...], value)
        }
        return members
    }
}

/// The user at this terminal, as named in the audit trail.
func terminalActor(_ what: String = "cli") -> String {
    "\(what) \(ProcessInfo.processInfo.userName)"
}

/// Makes a change and prints its result; errors are printed field by field.
private func report(json isJSON: Bool, _ change: () async throws -> Deposited) async throws {
    let done: Deposited
    do {
        done = try await change()
    } catch DepositError.invalid(let complaints) {
        let lines = complaints.map { "\(Terminal.harmless($0.field)): \(Terminal.harmless($0.detail))" }
        throw ToolboxError(lines.joined(separator: "\n       "))
    }
    if isJSON {
        struct Line: Codable {
            var id: String
            var outcome: String
            var version: Int
            var warnings: [String]
            var kept: [String]?
            var differing: [DuplicateDescription.Difference]?
        }
        let line = Line(
            id: done.id,
            outcome: done.outcome.rawValue,
            version: done.version,
            warnings: done.warnings,
            kept: done.duplicate?.kept,
            differing: done.duplicate?.differing
        )
        return Terminal.print(try jsonText(line))
    }
    Terminal.print("\(done.outcome.rawValue)  \(done.id)" + (done.version > 1 ? "  version \(done.version)" : ""))
    if let kept = done.duplicate?.kept, !kept.isEmpty { Terminal.print("kept:  " + kept.joined(separator: ", ")) }
    for difference in done.duplicate?.differing ?? [] {
        let values = try (jsonText(difference.existing), jsonText(difference.offered))
        Terminal.error(Terminal.harmless("warning: \(difference.field) stays \(values.0), not \(values.1)"))
    }
    for warning in done.warnings { Terminal.error("warning: \(Terminal.harmless(warning))") }
}

extension ToolboxOptions {
    fileprivate func deposits(creating: Bool = false) throws -> LocalDeposits {
        LocalDeposits(try openCatalogue(creating: creating), by: terminalActor(), warn: Terminal.error)
    }
}

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add one file, or a record without a file.",
        discussion: """
              vetsearch add guide.pdf --set title="Safe work" --set country=IT
              vetsearch add --id story-7 --set title="A story" --set type=value-story --set fields.activity="…"
              vetsearch add guide-2.pdf --version-of 4k2v9c01mzhx    a new version of a document
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The file; leave it out for a record.") var file: String?
    @Option(help: "The document's id; for a file, the default is made from its content.") var id: String?
    @Option(
        name: .customLong("version-of"),
        help: ArgumentHelp("The document that the file is a new version of.", valueName: "id")
    )
    var versionOf: String?
    @OptionGroup var values: MemberOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func validate() throws {
        if file == nil, id == nil { throw ValidationError("name a file, or give the record an --id") }
        if versionOf != nil, file == nil || id != nil || !values.assignments.isEmpty || values.file != nil {
            throw ValidationError("--version-of takes only a file; to change the description, use 'vetsearch describe'")
        }
    }

    func run() async throws {
        let deposits = try toolbox.deposits(creating: versionOf == nil)
        let members = try values.members()
        try await report(json: json) {
            guard let file else { return try await deposits.put(id ?? "", members) }
            if let versionOf { return try await deposits.addVersion(file, of: versionOf) }
            return try await deposits.add(file, members, id: id)
        }
    }
}

struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Change the description of a document."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The document's id.") var id: String
    @OptionGroup var values: MemberOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let deposits = try toolbox.deposits()
        let members = try values.members()
        guard !members.isEmpty else {
            throw ValidationError("name at least one value, such as --set title=\"Safe work\"")
        }
        try await report(json: json) { try await deposits.describe(id, members) }
    }
}

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove documents with all their versions.",
        discussion: "Ingesting the folder that a document came from does not bring it back; 'vetsearch add' does."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The documents' ids.") var ids: [String]
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let deposits = try toolbox.deposits()
        var failed = false
        for id in ids {
            do {
                try await report(json: json) { try await deposits.remove(id) }
            } catch let error as DepositError {
                Terminal.error("error: \(Terminal.harmless(error.description))")
                failed = true
            }
        }
        if failed { throw ExitCode.failure }
    }
}
