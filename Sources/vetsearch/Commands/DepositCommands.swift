import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Foundation
import Ingest
import SystemPackage
import Templates
import Toolbox

/// What is said of a document on the command line.
struct SaidOptions: ParsableArguments {
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
    var said: [String] = []
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Reads values from a JSON object, in the form that the HTTP API takes; - is standard input.",
            valueName: "file"
        )
    )
    var file: String?

    /// The members, those of `--set` over those of the file.
    func members() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if let file {
            let data =
                try file == "-"
                ? FileHandle.standardInput.readToEnd() ?? Data()
                : readFile(file)
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: data), case .object(let object) = value
            else { throw CommandFailure("\(file) is not a JSON object") }
            members = object
        }
        for text in said {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("--set must be NAME=VALUE, such as title=\"Safe work\", not '\(text)'")
            }
            let (name, value) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
            set(name.split(separator: ".").map(String.init)[...], value, in: &members)
        }
        return members
    }

    private func set(_ path: ArraySlice<String>, _ value: String, in members: inout [String: JSONValue]) {
        guard let name = path.first else { return }
        if path.count == 1 {
            members[name] = value.isEmpty ? .null : .string(value)
        } else {
            var inner: [String: JSONValue] = [:]
            if case .object(let known)? = members[name] { inner = known }
            set(path.dropFirst(), value, in: &inner)
            members[name] = .object(inner)
        }
    }

    private func readFile(_ path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CommandFailure("\(path) cannot be read: \((error as NSError).localizedDescription)")
        }
    }
}

/// Who works at this terminal, as the audit trail names them.
func terminalActor(_ what: String = "cli") -> String {
    "\(what) \(ProcessInfo.processInfo.userName)"
}

/// What a change came to, and when searches show it.
private func finish(_ done: Deposited, _ catalogue: Catalogue, json isJSON: Bool) async throws {
    let indexing = IndexThread(catalogue) { _ in }
    indexing.notify()
    try await indexing.finish()
    if isJSON {
        struct Line: Codable {
            var id: String
            var outcome: String
            var version: Int
            var warnings: [String]
        }
        let line = Line(id: done.id, outcome: done.outcome.rawValue, version: done.version, warnings: done.warnings)
        return Terminal.print(try jsonText(line))
    }
    Terminal.print("\(done.outcome.rawValue)  \(done.id)" + (done.version > 1 ? "  version \(done.version)" : ""))
    for warning in done.warnings { Terminal.error("warning: \(Terminal.harmless(warning))") }
}

/// Runs a change; what is wrong with it is told field by field.
private func attempt<Result>(_ change: () throws -> Result) throws -> Result {
    do {
        return try change()
    } catch let error as DepositError {
        guard case .invalid(let complaints) = error else { throw CommandFailure(error.description) }
        throw CommandFailure(
            complaints.map { "\(Terminal.harmless($0.field)): \(Terminal.harmless($0.detail))" }.joined(
                separator: "\n       "
            )
        )
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
    @OptionGroup var said: SaidOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func validate() throws {
        if file == nil, id == nil { throw ValidationError("name a file, or give the record an --id") }
        if versionOf != nil, file == nil || id != nil || !said.said.isEmpty || said.file != nil {
            throw ValidationError("--version-of takes only a file; to change the description, use 'vetsearch describe'")
        }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue(creating: versionOf == nil)
        // As long as the file is on its way, no ingest clears it away.
        let presence = try IngestPresence(catalogue, warn: Terminal.error)
        defer { withExtendedLifetime(presence) {} }
        let who = terminalActor()
        var deposit = Deposit()
        let members = try said.members()
        try attempt { try deposit.apply(members) }
        guard let file else {
            let said = deposit
            return try await finish(attempt { try catalogue.put(id ?? "", said, by: who) }, catalogue, json: json)
        }
        let deposited = try await Self.read(file, catalogue)
        let said = deposit
        let done = try attempt {
            do {
                if let versionOf { return try catalogue.replaceFile(of: versionOf, deposited, by: who) }
                return try catalogue.deposit(deposited, said, id: id, by: who)
            } catch {
                catalogue.originals.discard(deposited.staged)
                throw error
            }
        }
        try await finish(done, catalogue, json: json)
    }

    /// A file, copied into the store and read by a worker; a video with the transcripts beside it.
    private static func read(_ path: String, _ catalogue: Catalogue) async throws -> DepositedFile {
        let pool = ExtractionPool(workers: 1, limits: ExtractionLimits())
        var staged: [StagedOriginal] = []
        do {
            var file = try await read(path, catalogue, pool) {
                try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            }
            staged.append(file.staged)
            if file.extraction.format.isRecording {
                var parts: [StagedRecording.Part] = []
                for companion in Recordings.beside(FilePath(path)) {
                    let part = try await read(companion.string, catalogue, pool) {
                        try Recordings.openBeside(companion)
                    }
                    staged.append(part.staged)
                    parts.append(
                        StagedRecording.Part(staged: part.staged, outcome: .success(try part.extraction.decoded()))
                    )
                }
                file = try file.with(parts, in: catalogue.originals)
            }
            await pool.shutdown()
            return file
        } catch {
            for copy in staged { catalogue.originals.discard(copy) }
            await pool.shutdown()
            throw error
        }
    }

    private static func read(
        _ path: String,
        _ catalogue: Catalogue,
        _ pool: ExtractionPool,
        open: () throws -> FileDescriptor
    ) async throws -> DepositedFile {
        let staged: StagedOriginal
        do {
            let descriptor = try open()
            staged = try descriptor.closeAfter { try catalogue.originals.stage(descriptor) }
        } catch let error as Errno {
            throw CommandFailure("\(path) cannot be read: \(error)")
        } catch let error as UnreadableFile {
            throw CommandFailure("\(path): \(error.reason)")
        }
        let name = FilePath(path).lastComponent?.string ?? "file"
        switch await pool.extractEncoded(staged.path, name: name) {
        case .success(let extraction):
            return DepositedFile(staged: staged, name: name, extraction: extraction, extractor: Extraction.version)
        case .failure(let failure):
            catalogue.originals.discard(staged)
            throw CommandFailure("\(path): \(failure.reason)")
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
    @OptionGroup var said: SaidOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let presence = try IngestPresence(catalogue, warn: Terminal.error)  // a record's new original is on its way
        defer { withExtendedLifetime(presence) {} }
        let members = try said.members()
        guard !members.isEmpty else {
            throw ValidationError("name at least one value, such as --set title=\"Safe work\"")
        }
        let who = terminalActor()
        let done = try attempt { try catalogue.describe(id, by: who) { try $0.apply(members) } }
        try await finish(done, catalogue, json: json)
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
        let catalogue = try toolbox.openCatalogue()
        var failed = false
        for id in ids {
            do {
                let done = try attempt { try catalogue.remove(id, by: terminalActor()) }
                try await finish(done, catalogue, json: json)
            } catch let error as CommandFailure {
                Terminal.error("error: \(Terminal.harmless(error.description))")
                failed = true
            }
        }
        if failed { throw ExitCode.failure }
    }
}
