import Catalogue
import Concepts
import DocumentModel
import Encodings
import Foundation

/// Brings vocabularies into a toolbox and takes them out. Each function tells what it has done, or would do, in sentences.
package struct VocabularyImporter: Sendable {
    let catalogue: Catalogue
    /// Whether nothing is changed.
    let isDryRun: Bool

    package init(_ catalogue: Catalogue, isDryRun: Bool) { (self.catalogue, self.isDryRun) = (catalogue, isDryRun) }

    /// Reads vocabulary files; those of one scheme become one vocabulary. Blocks its thread.
    ///
    /// All files come before any of them is imported: a broken one must not leave half of a vocabulary behind.
    /// - Parameter name: of the vocabulary; nil: that of its file.
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

    /// Imports what ``read(_:name:)`` gave.
    package func add(_ schemes: [(source: String, scheme: ConceptScheme)], name: String?) throws -> [String] {
        try schemes.flatMap { source, scheme in
            let done = try catalogue.importVocabulary(scheme, name: name, source: source, isDryRun: isDryRun)
            return [(isDryRun ? "dry run: " : "") + Self.sentence(done)] + sentences(done.orphans)
        }
    }

    /// Switches the built-in vocabulary on.
    package func useBuiltIn() throws -> String {
        if isDryRun { return "vet: would be switched on; no documents are affected" }
        return "vet: " + (try catalogue.useBuiltInVocabulary(true) ? "switched on" : "is switched on already")
    }

    /// Removes a vocabulary; the built-in one is switched off.
    package func remove(_ name: String) throws -> [String] {
        if name == BuiltInVocabulary.name {
            if isDryRun { return ["dry run: vet: would be switched off; documents keep its topics and their names"] }
            return [
                try catalogue.useBuiltInVocabulary(false)
                    ? "vet: switched off; 'vetsearch vocabulary import vet' switches it on again"
                    : "vet: is switched off already"
            ]
        }
        guard let orphans = try catalogue.removeVocabulary(name, isDryRun: isDryRun) else {
            let names = try catalogue.vocabularies().map(\.name)
            throw ToolboxError("there is no vocabulary '\(name)'; there are: \(names.joined(separator: ", "))")
        }
        return [isDryRun ? "dry run: \(name): would be removed" : "\(name): removed"] + sentences(orphans)
    }

    private static func sentence(_ done: VocabularyImport) -> String {
        let record = done.record
        let concepts = counted(record.concepts, "concept")
        let size =
            "\(concepts) with \(counted(record.labels, "name")) in \(counted(record.languages.count, "language"))"
        if done.isNew { return "\(record.name): new, \(size)" }
        if done.isUnchanged { return "\(record.name): unchanged, \(size)" }
        return "\(record.name): \(size); \(done.added) added, \(done.changed) changed, \(done.gone) removed"
    }

    /// The documents on concepts that go.
    private func sentences(_ orphans: [TopicUse]) -> [String] {
        guard !orphans.isEmpty else { return [] }
        let verb = isDryRun ? "would be" : orphans.count == 1 ? "is" : "are"
        let heading = "\(counted(orphans.count, "document")) \(verb) left with topics that are in no vocabulary"
        return ["\(heading); the topics stay, but have no name:"]
            + orphans.map { "  \($0.id)  \($0.source): \($0.topics.joined(separator: ", "))" }
    }
}

/// The vocabularies of a toolbox.
package struct VocabularyList: Codable, Sendable {
    /// Raised by every change to the vocabularies.
    package var revision: Int64
    package var vocabularies: [VocabularyRecord]

    package init(of catalogue: Catalogue) throws {
        (revision, vocabularies) = (try catalogue.vocabularyRevision(), try catalogue.vocabularies())
    }

    /// Two lines for each.
    package var lines: [String] {
        vocabularies.flatMap { record in
            let state = record.source ?? (record.isActive ? "built in" : "built in, switched off")
            let title = record.titles["en"] ?? record.titles.min { $0.key < $1.key }?.value ?? record.uri
            return [
                "\(record.name.padding(to: 12))\(title) (\(state))",
                String(repeating: " ", count: 12) + "concepts \(record.concepts), names \(record.labels), languages "
                    + record.languages.map(\.code).joined(separator: " "),
            ]
        }
    }
}
