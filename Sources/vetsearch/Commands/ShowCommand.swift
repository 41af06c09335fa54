import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Index
import SearchService
import WebAPI

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what is known about a document."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The document's id, as search and ingest print it.") var id: String
    @Flag(help: "Print it as JSON.") var json = false

    /// What HTTP tells of a document, and what of it is not searched.
    private struct Shown: Encodable {
        var document: DocumentResponse
        var trouble: String?

        enum Key: CodingKey { case notIndexed }

        func encode(to encoder: any Encoder) throws {
            try document.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(trouble, forKey: .notIndexed)
        }
    }

    func run() async throws {
        let engine = try toolbox.openEngine()
        let catalogue = try toolbox.openCatalogue()
        let trouble = try catalogue.indexTrouble(of: id, recipe: IndexLayout.recipe)
        guard let document = try engine.describe(id, catalogue) else {
            if let trouble { throw CommandFailure("\(trouble.source) (\(id)) is \(trouble.sentence)") }
            throw CommandFailure("there is no document '\(id)'")
        }
        if json {
            let shown = Shown(document: document, trouble: trouble?.sentence)
            return Terminal.print(try jsonText(shown, pretty: true))
        }
        let metadata = document.metadata
        let origin = { (field: Metadata.Field) in metadata.origins[field].map { "  (\($0))" } ?? "" }
        var rows: [(String, String)] = [
            ("id", document.id), ("title", document.title + origin(.title)), ("source", document.source),
            ("format", document.format), ("type", document.type + origin(.type)),
            ("language", document.language + origin(.language)),
        ]
        let lists: [(String, [String], Metadata.Field)] = [
            ("country", metadata.countries.map(\.code), .country), ("sector", metadata.sectors.map(\.code), .sector),
            ("topic", metadata.topics.map(\.code), .topic), ("creator", metadata.creators, .creator),
            ("keyword", metadata.keywords, .keyword),
            ("description", [metadata.description].compactMap { $0 }, .description),
            ("partner", [metadata.partner].compactMap { $0 }, .partner),
            ("year", metadata.year.map { [String($0)] } ?? [], .year),
            ("eqf", metadata.eqf.map { [String($0)] } ?? [], .eqf),
            ("licence", [metadata.licence].compactMap { $0 }, .licence),
        ]
        for (name, values, field) in lists where !values.isEmpty {
            rows.append((name, values.joined(separator: "; ") + origin(field)))
        }
        rows.append(("version", String(document.version)))
        if document.visibility != .public { rows.append(("visibility", document.visibility.rawValue)) }
        if document.stage != .published { rows.append(("stage", document.stage.rawValue)) }
        let translations = document.translations.map { "\($0.id) (\($0.language))" }.joined(separator: "; ")
        if !translations.isEmpty { rows.append(("also in", translations)) }
        if let trouble { rows.append(("index", trouble.sentence)) }
        for (name, value) in rows {
            Terminal.print("\(name):".padding(to: 13) + Terminal.harmless(value))
        }
        Terminal.print("sections:    \(document.sections.count)")
        for section in document.sections {
            let place = section.locator.label ?? section.locator.number.map(String.init) ?? ""
            Terminal.print("  \(section.locator.kind) \(Terminal.harmless(place)) [\(section.language)]")
        }
    }
}

extension String {
    /// The text with spaces behind it, at least `width` characters long.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
