import ArgumentParser
import Catalogue
import Dispatch
import Foundation
import Toolbox

@main
enum Main {
    /// Runs a command on Swift's thread pool, but a worker directly: it confines itself while its process has only one
    /// thread, because restrictions of one thread do not apply to others.
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == ExtractWorkerCommand.configuration.commandName {
            ExtractWorkerCommand.main(Array(arguments.dropFirst()))
            exit(0)
        }
        Task {
            await Vetsearch.main()
            exit(0)
        }
        dispatchMain()
    }
}

/// The commands. Each wires the parts together for its purpose.
struct Vetsearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vetsearch",
        abstract: "Full-text search over shared learning resources, each language searched by its own rules.",
        discussion: """
            A toolbox is the folder that vetsearch keeps its data in: --toolbox DIR, or else $VETSEARCH_TOOLBOX, or else \
            $XDG_DATA_HOME/vetsearch (~/.local/share/vetsearch).

              vetsearch ingest ~/documents        ingest a folder of documents
              vetsearch search apprenticeship     find the right page
              vetsearch serve                     search in the browser
            """,
        version: "0.2.0",
        subcommands: [
            IngestCommand.self, AddCommand.self, DescribeCommand.self, RemoveCommand.self, SearchCommand.self,
            ShowCommand.self, SuggestCommand.self, StatusCommand.self, CheckCommand.self, ReindexCommand.self,
            VectorsCommand.self,
            BackupCommand.self,
            RestoreCommand.self, ThesaurusCommand.self, ReportCommand.self, WatchCommand.self, ExportCommand.self,
            ImportCommand.self, TemplateCommand.self, TokenCommand.self, AccountCommand.self, AuditCommand.self,
            PersonCommand.self, ServeCommand.self,
            ExtractWorkerCommand.self, IndexWorkerCommand.self, CheckIndexCommand.self, VectorWorkerCommand.self,
        ]
    )

    /// Runs the command; disk errors are reported as such.
    static func main() async {
        Toolbox.keepPrivate()
        // A file that exceeds the user's size limit is an error like a full disk, not a reason to die.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: ToolboxError(explaining: error) ?? error)
        }
    }
}
