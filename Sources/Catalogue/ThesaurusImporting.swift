import Concepts
import DocumentModel
import Foundation
import GRDB

/// Importing thesauri.
extension Thesauri {
    /// Imports a thesaurus, in one transaction. An existing one with the same URI or name is replaced.
    /// - Parameters:
    ///   - name: its name; nil to keep its current name, or to derive one from `source`.
    ///   - source: the name of the imported file.
    ///   - isDryRun: whether only to report what would happen.
    ///   - who: the actor for the audit trail; nil: the import is not in it.
    /// - Throws: ``CatalogueError`` if the name belongs to another thesaurus or is not valid.
    package func add(
        _ scheme: ConceptScheme,
        name: String? = nil,
        source: String,
        isDryRun: Bool = false,
        by who: String? = nil
    ) throws -> ThesaurusImport {
        try write(isDryRun: isDryRun) { database in
            let place = try Self.place(of: scheme, name: name, source: source, in: database)
            let select = "SELECT * FROM vocabularies WHERE name = ?"
            let before = try Row.fetchOne(database, sql: select, arguments: [place]).map { row in
                (row["id"] as Int64, try Self.thesaurus(row))
            }
            var gone: Set<String> = []
            let digests = scheme.concepts.map { (uri: $0.uri, digest: Self.digest(of: $0)) }
            let thesaurus = Thesaurus(
                name: place,
                uri: scheme.uri,
                titles: Self.titles(of: scheme),
                source: source,
                imported: Date(),
                isBuiltIn: false,
                isActive: true,
                concepts: scheme.concepts.count,
                labels: scheme.labelCount,
                languages: scheme.languages,
                digest: Self.digest(of: scheme)
            )
            var result = ThesaurusImport(thesaurus: thesaurus, isNew: before == nil, added: 0, changed: 0, gone: 0)
            if let (id, old) = before {
                let stored = try Self.digests(ofThesaurus: id, in: database)
                result.added = digests.count { stored[$0.0] == nil }
                result.changed = digests.count { stored[$0.0] != nil && stored[$0.0] != $0.1 }
                gone = Set(stored.keys).subtracting(digests.map(\.0))
                result.gone = gone.count
                result.examples = Self.examples(digests, stored, gone)
                result.isRetitled = old.uri != thesaurus.uri || old.titles != thesaurus.titles
                if result.isUnchanged {
                    result.thesaurus = old
                    return result
                }
                try database.execute(sql: "DELETE FROM vocabularies WHERE id = ?", arguments: [id])
            } else {
                result.added = digests.count
                result.examples = Self.examples(digests, [:], [])
            }
            try Self.insert(thesaurus, scheme, digests.map(\.1), in: database)
            try database.execute(sql: "UPDATE vocabulary_state SET revision = revision + 1")
            result.orphans = try Self.orphans(of: gone, in: database)
            let details = [
                "vocabulary": place, "file": source, "added": "\(result.added)", "changed": "\(result.changed)",
                "removed": "\(result.gone)",
            ]
            try Self.note(.vocabularyImported, by: who, details, in: database)
            return result
        }
    }

    private static func examples(
        _ new: [(uri: String, digest: String)],
        _ stored: [String: String],
        _ gone: Set<String>
    ) -> ThesaurusImport.Examples {
        let first = { (uris: [String]) in Array(uris.sorted().prefix(ThesaurusImport.Examples.most)) }
        return ThesaurusImport.Examples(
            added: first(new.filter { stored[$0.uri] == nil }.map(\.uri)),
            changed: first(new.filter { stored[$0.uri] != nil && stored[$0.uri] != $0.digest }.map(\.uri)),
            removed: first(Array(gone))
        )
    }

    /// The name for an imported thesaurus.
    private static func place(
        of scheme: ConceptScheme,
        name: String?,
        source: String,
        in database: Database
    ) throws -> String {
        // A file without a scheme URI matches no existing thesaurus.
        let select = "SELECT name FROM vocabularies WHERE uri = ? AND uri <> ''"
        let namesake = try String.fetchOne(database, sql: select, arguments: [scheme.uri])
        if let name {
            if let complaint = complaint(aboutName: name) { throw CatalogueError(description: complaint) }
            if let namesake, namesake != name {
                let remedy = "leave out the name to replace it, or remove it first"
                throw CatalogueError(
                    description: "this vocabulary (\(scheme.uri)) already exists as '\(namesake)'; \(remedy)"
                )
            }
            return name
        }
        if let namesake { return namesake }
        let made = Self.thesaurusName(from: source)
        let other = try String.fetchOne(database, sql: "SELECT uri FROM vocabularies WHERE name = ?", arguments: [made])
        if made == BuiltInThesaurus.name || other.map({ !$0.isEmpty || !scheme.uri.isEmpty }) == true {
            throw CatalogueError(
                description: "'\(made)' is the name of another vocabulary; choose another one with the option 'name'"
            )
        }
        return made
    }

    /// What is wrong with a name for a thesaurus; nil if it is valid.
    package static func complaint(aboutName name: String) -> String? {
        if name == BuiltInThesaurus.name { return "'\(name)' is the built-in vocabulary; choose another name" }
        guard name != thesaurusName(from: name + ".") else { return nil }
        return "'\(name)' is not a name for a vocabulary; use up to 60 lower-case letters, digits, - and _"
    }

    /// A name derived from a file's: `EuroVoc SKOS.rdf` → `eurovoc-skos`.
    static func thesaurusName(from file: String) -> String {
        let stem = file.split(separator: ".", omittingEmptySubsequences: true).first ?? ""
        let words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")) }
        let name = words.joined(separator: "-").prefix(60)
        return name.isEmpty ? "vocabulary" : String(name)
    }

    private static func insert(
        _ thesaurus: Thesaurus,
        _ scheme: ConceptScheme,
        _ digests: [String],
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO vocabularies (name, uri, titles, source, imported, concepts, labels, languages, digest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                thesaurus.name, thesaurus.uri, try Catalogue.json(thesaurus.titles), thesaurus.source,
                thesaurus.imported?.timeIntervalSince1970, thesaurus.concepts, thesaurus.labels,
                thesaurus.languages.map(\.code).joined(separator: " "), thesaurus.digest,
            ]
        )
        let vocabulary = database.lastInsertedRowID
        let concepts = try database.makeStatement(
            sql: "INSERT INTO concepts (vocabulary, uri, digest) VALUES (?, ?, ?)"
        )
        let labels = try database.makeStatement(sql: "INSERT INTO concept_labels VALUES (?, ?, ?, ?, ?)")
        let links = try database.makeStatement(sql: "INSERT INTO concept_links VALUES (?, ?, ?)")
        for (concept, digest) in zip(scheme.concepts, digests) {
            try concepts.execute(arguments: [vocabulary, concept.uri, digest])
            let id = database.lastInsertedRowID
            for (position, label) in concept.labels.enumerated() {
                try labels.execute(arguments: [id, position, label.language.code, label.role.rawValue, label.text])
            }
            for uri in concept.broader { try links.execute(arguments: [id, "broader", uri]) }
            for uri in concept.exactMatches { try links.execute(arguments: [id, "exact", uri]) }
        }
    }

    static func digests(ofThesaurus id: Int64, in database: Database) throws -> [String: String] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT uri, digest FROM concepts WHERE vocabulary = ?",
            arguments: [id]
        )
        return try Dictionary(uniqueKeysWithValues: rows.map { ($0["uri"] as String, $0["digest"] as String) })
    }

    /// SHA-256 over a concept's labels and links.
    private static func digest(of concept: Concept) -> String {
        let labels = concept.labels.map { "\($0.language.code) \($0.role.rawValue) \($0.text)" }
        let links = concept.broader.map { "< \($0)" } + concept.exactMatches.map { "= \($0)" }
        return sha256((labels + links).joined(separator: "\n").utf8)
    }

    /// SHA-256 of the content of a thesaurus, independent of the order in its file.
    static func digest(of scheme: ConceptScheme) -> String {
        let titles = Self.titles(of: scheme).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let concepts = scheme.concepts.map { "\($0.uri) \(digest(of: $0))" }.sorted()
        return sha256(([scheme.uri] + titles + concepts).joined(separator: "\n").utf8)
    }
}
