import ArgumentParser
import DocumentModel
import Foundation
import Ingest
import Toolbox

/// How files in folders are found.
struct FolderOptions: ParsableArguments {
    @Flag(name: .customLong("remove-missing"), help: "Remove documents whose files are no longer in the folders.")
    var removeMissing = false
    @Flag(
        name: .customLong("follow-links"),
        help: "Follow symbolic links that lead out of the folders. Use it only if nobody else can create links in them."
    )
    var followLinks = false
}

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Ingest files and folders of documents.",
        discussion: """
            Reads PDF, ePub, PPTX, ODP, DOCX, ODT, HTML, Markdown, plain text, transcripts (WebVTT, SRT, SBV, ASS, TTML, \
            LRC, JSON), and MP4, WebM, MOV, MKV, MP3, M4A and Ogg with the transcripts in and beside them. Files that have \
            not changed are skipped, so you can run it again at any time, also after an interruption. A vetsearch.yaml describes everything below its folder, and a metadata.csv \
            describes single files; both override the options.
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
    @Option(help: ArgumentHelp("How many files to read at once (default: the number of processors).", valueName: "n"))
    var jobs: Int?
    @OptionGroup var folders: FolderOptions
    @Flag(help: "Print a line of JSON for each file, and a summary at the end.") var json = false

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs must be a number from 1 to 64") }
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
        options.removesMissing = folders.removeMissing
        options.followsLinks = folders.followLinks
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
            Terminal.error("stopped; the next ingest continues from here")
            throw ExitCode(130)
        }
        if !isClean || report.hasFailures { throw ExitCode.failure }
    }
}
