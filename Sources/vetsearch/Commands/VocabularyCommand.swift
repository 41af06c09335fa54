import ArgumentParser
import Catalogue
import Concepts
import DocumentModel
import Encodings
import Foundation
import Toolbox

struct VocabularyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Manage the vocabularies that connect words of different languages.",
        discussion: """
            A vocabulary (a thesaurus in SKOS) says that 'Lehre', 'apprendistato' and 'apprenticeship' are names of one \
            concept. One for vocational education and training, called 'vet', is built in.

              vetsearch vocabulary import eurovoc.rdf
              vetsearch vocabulary list
            """,
        subcommands: [VocabularyImportCommand.self, VocabularyListCommand.self, VocabularyRemoveCommand.self]
    )

    /// What to tell of documents on concepts that go.
    static func told(orphans: [TopicUse], isDryRun: Bool) -> [String] {
        guard !orphans.isEmpty else { return [] }
        let documents = orphans.count == 1 ? "1 document" : "\(orphans.count) documents"
        let verb = isDryRun ? "would be" : orphans.count == 1 ? "is" : "are"
        return ["\(documents) \(verb) left with topics that are in no vocabulary; the topics stay, but have no name:"]
            + orphans.map { use in
                Terminal.harmless("  \(use.id)  \(use.source): \(use.topics.joined(separator: ", "))")
            }
    }
}

struct VocabularyImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import a vocabulary, or replace it with a newer version.",
        discussion: """
            Reads SKOS and SKOS-XL in Turtle, N-Triples and RDF/XML, and opens no other files or connections. Files of one \
            scheme become one vocabulary. 'vet' instead of a file switches the built-in vocabulary on again.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "The name of the vocabulary (default: the name of its file).") var name: String?
    @Flag(
        name: .customLong("dry-run"),
        help: "Only show what would change, and which documents would lose a topic."
    )
    var isDryRun = false
    @Argument(help: "The vocabulary's files.") var files: [String]

    func validate() throws {
        if let name, let complaint = Catalogue.complaint(aboutVocabularyName: name) { throw ValidationError(complaint) }
        if files.contains(BuiltInVocabulary.name), files.count > 1 || name != nil {
            throw ValidationError(
                "'vet' is the built-in vocabulary; to switch it on, run 'vetsearch vocabulary import vet'"
            )
        }
    }

    func run() async throws {
        let (toolbox, files, name, isDryRun) = (toolbox, files, name, isDryRun)
        let lines = try await Blocking.run { try Self.run(toolbox, files, name, isDryRun) }
        lines.forEach(Terminal.print)
    }

    private static func run(
        _ toolbox: ToolboxOptions,
        _ files: [String],
        _ name: String?,
        _ isDryRun: Bool
    ) throws -> [String] {
        if files == [BuiltInVocabulary.name] {
            if isDryRun { return ["vet: would be switched on; no documents are affected"] }
            let isNews = try toolbox.openCatalogue(creating: true).useBuiltInVocabulary(true)
            return ["vet: " + (isNews ? "switched on" : "is switched on already")]
        }
        // All files first: a broken one must not leave half of a vocabulary behind.
        var schemes: [(source: String, scheme: ConceptScheme)] = []
        for file in files {
            let scheme = try SKOSFile.read(file)
            let source = (file as NSString).lastPathComponent
            if let same = schemes.firstIndex(where: { !scheme.uri.isEmpty && $0.scheme.uri == scheme.uri }) {
                schemes[same].scheme = schemes[same].scheme.merged(with: scheme)
            } else {
                schemes.append((source, scheme))
            }
        }
        if name != nil, schemes.count > 1 {
            throw CommandFailure("--name is for one vocabulary, but these files contain \(schemes.count)")
        }
        let catalogue = try toolbox.openCatalogue(creating: true)
        return try schemes.flatMap { source, scheme in
            let done = try catalogue.importVocabulary(scheme, name: name, source: source, isDryRun: isDryRun)
            return [(isDryRun ? "dry run: " : "") + Self.told(done)]
                + VocabularyCommand.told(orphans: done.orphans, isDryRun: isDryRun)
        }
    }

    private static func told(_ done: VocabularyImport) -> String {
        let record = done.record
        func many(_ count: Int, _ word: String) -> String { count == 1 ? "1 \(word)" : "\(count) \(word)s" }
        let concepts = many(record.concepts, "concept")
        let size = "\(concepts) with \(many(record.labels, "name")) in \(many(record.languages.count, "language"))"
        if done.isNew { return "\(record.name): new, \(size)" }
        if done.isUnchanged { return "\(record.name): unchanged, \(size)" }
        return "\(record.name): \(size); \(done.added) added, \(done.changed) changed, \(done.gone) removed"
    }
}

struct VocabularyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the vocabularies.")

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print it as JSON.") var json = false

    struct Report: Codable {
        /// Raised by every change to the vocabularies.
        var revision: Int64
        var vocabularies: [VocabularyRecord]
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let report = Report(
            revision: try catalogue.vocabularyRevision(),
            vocabularies: try catalogue.vocabularies()
        )
        if json { return Terminal.print(try jsonText(report, pretty: true)) }
        for record in report.vocabularies {
            let state = record.source ?? (record.isActive ? "built in" : "built in, switched off")
            let title = record.titles["en"] ?? record.titles.min { $0.key < $1.key }?.value ?? record.uri
            Terminal.print(
                Terminal.harmless("\(record.name.padding(to: 12))\(title) (\(state))")
                    + "\n" + String(repeating: " ", count: 12)
                    + "concepts \(record.concepts), names \(record.labels), languages "
                    + record.languages.map(\.code).joined(separator: " ")
            )
        }
    }
}

struct VocabularyRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a vocabulary, or switch off the built-in one."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(name: .customLong("dry-run"), help: "Only show which documents use its concepts.")
    var isDryRun = false
    @Argument(help: "Its name, as 'vetsearch vocabulary list' shows it.") var name: String

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        if name == BuiltInVocabulary.name {
            if isDryRun {
                return Terminal.print("dry run: vet: would be switched off; documents keep its topics and their names")
            }
            let isNews = try catalogue.useBuiltInVocabulary(false)
            return Terminal.print(
                isNews
                    ? "vet: switched off; 'vetsearch vocabulary import vet' switches it on again"
                    : "vet: is switched off already"
            )
        }
        guard let orphans = try catalogue.removeVocabulary(name, isDryRun: isDryRun) else {
            let names = try catalogue.vocabularies().map(\.name)
            throw CommandFailure("there is no vocabulary '\(name)'; there are: \(names.joined(separator: ", "))")
        }
        Terminal.print(isDryRun ? "dry run: \(name): would be removed" : "\(name): removed")
        VocabularyCommand.told(orphans: orphans, isDryRun: isDryRun).forEach(Terminal.print)
    }
}
