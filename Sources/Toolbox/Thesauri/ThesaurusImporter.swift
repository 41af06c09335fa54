import Catalogue
import Concepts
import DocumentModel
import Encodings
import Foundation

/// A file is not a thesaurus that can be read.
package struct UnreadableThesaurus: Error, Sendable, CustomStringConvertible {
    /// The file's name.
    package let file: String
    /// From 1; nil if the problem is not in a particular line.
    package let line: Int?
    package let reason: String

    package var description: String { line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)" }
}

/// Imports and removes thesauri, for the command line and for HTTP.
package struct ThesaurusImporter: Sendable {
    let catalogue: Catalogue
    /// Whether this is a dry run.
    let isDryRun: Bool
    /// The actor for the audit trail.
    let who: String?

    package init(_ catalogue: Catalogue, isDryRun: Bool, by who: String? = nil) {
        (self.catalogue, self.isDryRun, self.who) = (catalogue, isDryRun, who)
    }

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
    package func add(
        _ schemes: [(source: String, scheme: ConceptScheme)],
        name: String?
    ) throws -> [ThesaurusChange] {
        try schemes.map { source, scheme in
            let done = try catalogue.thesauri.add(scheme, name: name, source: source, isDryRun: isDryRun, by: who)
            return ThesaurusChange(done, isDryRun: isDryRun)
        }
    }

    /// Reads and imports one file. Blocks its thread: about a minute for a million labels.
    /// - Parameters:
    ///   - path: the file.
    ///   - source: its name, for messages and for the name of the thesaurus.
    /// - Throws: ``UnreadableThesaurus``; `CatalogueError` if the name belongs to another thesaurus.
    package func add(fileAt path: String, source: String, name: String?) throws -> ThesaurusChange {
        let scheme: ConceptScheme
        do throws(ThesaurusError) {
            scheme = try SKOSFile.read(path, name: source)
        } catch {
            throw UnreadableThesaurus(file: error.file, line: error.line, reason: error.reason)
        }
        return try add([(source, scheme)], name: name)[0]
    }

    /// Switches the built-in thesaurus on or off.
    package func useBuiltIn(_ isOn: Bool = true) throws -> ThesaurusChange {
        let isChanged = try catalogue.thesauri.useBuiltIn(isOn, isDryRun: isDryRun, by: who)
        let builtIn = try catalogue.thesauri.all().first { $0.isBuiltIn }
        var change = ThesaurusChange(name: BuiltInThesaurus.name, isDryRun: isDryRun)
        change.outcome = isChanged ? (isOn ? .switchedOn : .switchedOff) : .unchanged
        change.isOn = isOn
        change.concepts = builtIn?.concepts ?? 0
        change.labels = builtIn?.labels ?? 0
        change.languages = builtIn?.languages.map(\.code) ?? []
        return change
    }

    /// Removes a thesaurus; the built-in one is switched off.
    /// - Parameter evenIfUsed: whether it is removed although documents lose names of their topics.
    /// - Throws: ``ThesaurusInUse``; ``UnknownThesaurus``.
    package func remove(_ name: String, evenIfUsed: Bool = true) throws -> ThesaurusChange {
        if name == BuiltInThesaurus.name { return try useBuiltIn(false) }
        let old = try catalogue.thesauri.all().first { $0.name == name }
        let orphans = try catalogue.thesauri.remove(name, isDryRun: isDryRun, by: who) { orphans in
            guard orphans.isEmpty || evenIfUsed || isDryRun else { throw ThesaurusInUse(name: name, uses: orphans) }
        }
        guard let orphans, let old else {
            throw UnknownThesaurus(name: name, names: try catalogue.thesauri.all().map(\.name))
        }
        var change = ThesaurusChange(name: name, isDryRun: isDryRun)
        change.outcome = .removed
        change.removed = old.concepts
        (change.documents, change.uses) = (orphans.count, orphans)
        return change
    }
}

/// There is no thesaurus of this name.
package struct UnknownThesaurus: Error, Sendable, CustomStringConvertible {
    package let name: String
    package let names: [String]

    package init(name: String, names: [String]) { (self.name, self.names) = (name, names) }

    package var description: String {
        "there is no vocabulary '\(name.prefix(80))'; there are: \(names.joined(separator: ", "))"
    }
}

/// A thesaurus is not removed, because documents have its concepts as topics.
package struct ThesaurusInUse: Error, Sendable, CustomStringConvertible {
    package let name: String
    package let uses: [TopicUse]
    package var description: String {
        let verb = uses.count == 1 ? "has topics that are" : "have topics that are"
        return
            "\(counted(uses.count, "document")) \(verb) only in the vocabulary '\(name)'; the topics would stay, but have "
            + "no name. A dry run lists the documents; 'force' removes the vocabulary nevertheless"
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
