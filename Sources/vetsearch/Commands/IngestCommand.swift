import ArgumentParser
import DocumentModel
import Foundation
import Ingest
import Toolbox

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Put files and folders of documents into the toolbox.",
        discussion: """
            Reads PDF, ePub, PPTX, ODP, DOCX, ODT, HTML, Markdown, plain text, WebVTT and SRT. Files that are there \
            already are passed over, so it may be run again at any time, also after it was broken off. A vetsearch.yaml \
            describes everything below its folder, a metadata.csv file by file; both win over the flags.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "Files and folders.") var paths: [String]
    @Option(help: "The country of every file (IT, DE …, EU). May be repeated.", transform: code(_:))
    var country: [Country] = []
    @Option(help: "The NACE section of every file. May be repeated.", transform: code(_:))
    var sector: [Sector] = []
    @Option(help: "The topic of every file. May be repeated.", transform: code(_:))
    var topic: [Topic] = []
    @Option(help: "The resource type of every file.", transform: code(_:))
    var type: ResourceType?
    @Option(help: "The language of every file.", transform: language(_:))
    var language: LanguageTag?
    @Option(help: ArgumentHelp("How many files are read at once; as many as there are processors.", valueName: "n"))
    var jobs: Int?
    @Flag(name: .customLong("remove-missing"), help: "Remove documents whose files are gone from the folder.")
    var removeMissing = false
    @Flag(
        name: .customLong("follow-links"),
        help: "Follow symbolic links out of the folders. Only where nobody else can put links into them."
    )
    var followLinks = false
    @Flag(help: "Print a line of JSON for each file, and last the summary.") var json = false

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 64") }
    }

    func run() async throws {
        var options = IngestRun.Options()
        options.paths = paths
        options.description.countries = country
        options.description.sectors = sector
        options.description.topics = topic
        options.description.type = type
        options.description.language = language
        options.description = options.description.from("flag")
        if let jobs { options.jobs = jobs }
        options.removesMissing = removeMissing
        options.followsLinks = followLinks
        let interrupt = Interrupt()
        await interrupt.listen()
        let report = IngestReport(json: json)
        let run = IngestRun(
            options: options,
            catalogue: try toolbox.openCatalogue(creating: true),
            by: terminalActor("ingest"),
            observer: report,
            isCancelled: { interrupt.isRaised }
        )
        let isClean = try await run.run()
        if interrupt.isRaised {
            Terminal.error("stopped; the next ingest goes on from here")
            throw ExitCode(130)
        }
        if !isClean || report.hasFailures { throw ExitCode.failure }
    }
}
