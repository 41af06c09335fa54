import Catalogue
import Concepts
import DocumentModel
import Encodings
import Foundation

/// Imports and removes thesauri. Each function returns sentences about what it has done, or would do.
package struct ThesaurusImporter: Sendable {
    let catalogue: Catalogue
    /// Whether this is a dry run.
    let isDryRun: Bool

    package init(_ catalogue: Catalogue, isDryRun: Bool) { (self.catalogue, self.isDryRun) = (catalogue, isDryRun) }

    /// Reads thesaurus files; files of the same scheme are merged into one thesaurus. Blocks its thread.
    ///
    /// All files are read before any is imported, so that a broken one does not leave a partial thesaurus.
    /// - Parameter name: the name of the thesaurus; nil: that of its file.
    package static func read(_ files: [String], name: String?) throws -> [(source: String, scheme: ConceptScheme)] {
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
            throw ToolboxError("--name is for one vocabulary, but these files contain \(schemes.count)")
        }
        return schemes
    }

    /// Imports the result of ``read(_:name:)``.
    package func add(_ schemes: [(source: String, scheme: ConceptScheme)], name: String?) throws -> [String] {
        try schemes.flatMap { source, scheme in
            let done = try catalogue.thesauri.add(scheme, name: name, source: source, isDryRun: isDryRun)
            return [(isDryRun ? "dry run: " : "") + Self.sentence(done)] + sentences(done.orphans)
        }
    }

    /// Switches the built-in thesaurus on.
    package func useBuiltIn() throws -> String {
        if isDryRun { return "vet: would be switched on; no documents are affected" }
        return "vet: " + (try catalogue.thesauri.useBuiltIn(true) ? "switched on" : "is switched on already")
    }

    /// Removes a thesaurus; the built-in one is switched off.
    package func remove(_ name: String) throws -> [String] {
        if name == BuiltInThesaurus.name {
            if isDryRun { return ["dry run: vet: would be switched off; documents keep its topics and their names"] }
            return [
                try catalogue.thesauri.useBuiltIn(false)
                    ? "vet: switched off; 'vetsearch vocabulary import vet' switches it on again"
                    : "vet: is switched off already"
            ]
        }
        guard let orphans = try catalogue.thesauri.remove(name, isDryRun: isDryRun) else {
            let names = try catalogue.thesauri.all().map(\.name)
            throw ToolboxError("there is no vocabulary '\(name)'; there are: \(names.joined(separator: ", "))")
        }
        return [isDryRun ? "dry run: \(name): would be removed" : "\(name): removed"] + sentences(orphans)
    }

    private static func sentence(_ done: ThesaurusImport) -> String {
        let thesaurus = done.thesaurus
        let concepts = counted(thesaurus.concepts, "concept")
        let size =
            "\(concepts) with \(counted(thesaurus.labels, "name")) in \(counted(thesaurus.languages.count, "language"))"
        if done.isNew { return "\(thesaurus.name): new, \(size)" }
        if done.isUnchanged { return "\(thesaurus.name): unchanged, \(size)" }
        return "\(thesaurus.name): \(size); \(done.added) added, \(done.changed) changed, \(done.gone) removed"
    }

    /// A message about the documents whose concepts are removed.
    private func sentences(_ orphans: [TopicUse]) -> [String] {
        guard !orphans.isEmpty else { return [] }
        let verb = isDryRun ? "would be" : orphans.count == 1 ? "is" : "are"
        let heading = "\(counted(orphans.count, "document")) \(verb) left with topics that are in no vocabulary"
        return ["\(heading); the topics stay, but have no name:"]
            + orphans.map { "  \($0.id)  \($0.source): \($0.topics.joined(separator: ", "))" }
    }
}

/// The thesauri of a toolbox.
package struct ThesaurusList: Codable, Sendable {
    /// Increases with every change to the thesauri.
    package var revision: Int64
    package var thesauri: [Thesaurus]

    /// The names in JSON.
    enum CodingKeys: String, CodingKey {
        case revision
        case thesauri = "vocabularies"
    }

    package init(of catalogue: Catalogue) throws {
        (revision, thesauri) = (try catalogue.thesauri.thesaurusRevision(), try catalogue.thesauri.all())
    }

    /// Two lines for each.
    package var lines: [String] {
        thesauri.flatMap { thesaurus in
            let state = thesaurus.source ?? (thesaurus.isActive ? "built in" : "built in, switched off")
            let title = thesaurus.titles["en"] ?? thesaurus.titles.min { $0.key < $1.key }?.value ?? thesaurus.uri
            return [
                "\(thesaurus.name.padding(to: 12))\(title) (\(state))",
                String(repeating: " ", count: 12)
                    + "concepts \(thesaurus.concepts), names \(thesaurus.labels), languages "
                    + thesaurus.languages.map(\.code).joined(separator: " "),
            ]
        }
    }
}
