import Concepts
import DocumentModel
import Foundation
import GRDB

/// A thesaurus of the toolbox.
package struct Thesaurus: Sendable, Equatable, Codable {
    /// Its name on the command line.
    package var name: String
    /// The URI of its scheme; empty if the file has none.
    package var uri: String
    /// By language code.
    package var titles: [String: String]
    /// The name of the file that it was imported from; nil for the built-in one.
    package var source: String?
    /// Nil for the built-in one.
    package var imported: Date?
    package var isBuiltIn: Bool
    /// Whether searches use it; only the built-in one can be switched off.
    package var isActive: Bool
    package var concepts: Int
    package var labels: Int
    /// The languages of its labels, sorted.
    package var languages: [LanguageTag]
    /// SHA-256 of its content; the same content has the same digest.
    package var digest: String
}

/// The result of an import.
package struct ThesaurusImport: Sendable, Equatable {
    package var thesaurus: Thesaurus
    /// Whether the thesaurus is new.
    package var isNew: Bool
    /// The number of concepts that were added, changed and removed.
    package var added: Int
    package var changed: Int
    package var gone: Int
    /// The URIs of the first concepts that were added, changed and removed, sorted.
    package var examples = Examples()
    /// Whether the content is the same as before; then nothing was written.
    package var isUnchanged: Bool { !isNew && added + changed + gone == 0 && !isRetitled }
    var isRetitled = false
    /// The documents whose topics were removed and are in no other thesaurus.
    package var orphans: [TopicUse] = []

    /// URIs of concepts, at most ``most`` of each kind.
    package struct Examples: Sendable, Equatable, Codable {
        package static let most = 20

        package var added: [String] = []
        package var changed: [String] = []
        package var removed: [String] = []

        package init() {}

        init(added: [String], changed: [String], removed: [String]) {
            (self.added, self.changed, self.removed) = (added, changed, removed)
        }
    }
}

/// The thesauri of a toolbox, which searches read as a ``ConceptSource``.
package struct Thesauri: ConceptSource {
    let database: DatabasePool

    static let tables = """
        CREATE TABLE vocabularies (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            uri TEXT NOT NULL,
            titles TEXT NOT NULL,        -- JSON, by language
            source TEXT NOT NULL,
            imported REAL NOT NULL,      -- seconds since 1970
            concepts INTEGER NOT NULL,
            labels INTEGER NOT NULL,
            languages TEXT NOT NULL,     -- with spaces between
            digest TEXT NOT NULL
        );
        CREATE TABLE concepts (
            id INTEGER PRIMARY KEY,
            vocabulary INTEGER NOT NULL REFERENCES vocabularies (id) ON DELETE CASCADE,
            uri TEXT NOT NULL,
            digest TEXT NOT NULL,        -- of its labels and links
            UNIQUE (vocabulary, uri)
        );
        CREATE TABLE concept_labels (
            concept INTEGER NOT NULL REFERENCES concepts (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            language TEXT NOT NULL,
            role INTEGER NOT NULL,       -- ConceptLabel.Role
            text TEXT NOT NULL,
            PRIMARY KEY (concept, position)
        ) WITHOUT ROWID;
        CREATE TABLE concept_links (     -- to concepts that may be in another vocabulary, or nowhere
            concept INTEGER NOT NULL REFERENCES concepts (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,          -- broader or exact
            uri TEXT NOT NULL,
            PRIMARY KEY (concept, kind, uri)
        ) WITHOUT ROWID;
        CREATE TABLE vocabulary_state (  -- one row
            revision INTEGER NOT NULL,   -- raised by every change to what searches use
            built_in INTEGER NOT NULL    -- whether the built-in vocabulary is switched on
        );
        INSERT INTO vocabulary_state VALUES (1, 1);
        """

    /// The number of the last change to the thesauri by any process. Cheap enough to query with every search.
    package func thesaurusRevision() throws -> Int64 {
        try database.read { try Int64.fetchOne($0, sql: "SELECT revision FROM vocabulary_state") ?? 0 }
    }

    /// All thesauri: the built-in one, then by name.
    package func all() throws -> [Thesaurus] {
        try database.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM vocabularies ORDER BY name")
            return try [Self.builtIn(isActive: Self.usesBuiltIn(database))] + rows.map(Self.thesaurus)
        }
    }

    /// Switches the built-in thesaurus on or off. Returns false if nothing changed.
    /// - Parameter who: the actor for the audit trail; nil: the change is not in it.
    @discardableResult
    package func useBuiltIn(_ isOn: Bool, isDryRun: Bool = false, by who: String? = nil) throws -> Bool {
        try write(isDryRun: isDryRun) { database in
            try database.execute(
                sql: "UPDATE vocabulary_state SET built_in = ?, revision = revision + 1 WHERE built_in <> ?",
                arguments: [isOn, isOn]
            )
            guard database.changesCount > 0 else { return false }
            let details = ["vocabulary": BuiltInThesaurus.name, "state": isOn ? "on" : "off"]
            try Self.note(.vocabularySwitched, by: who, details, in: database)
            return true
        }
    }

    /// Adds an entry to the audit trail, if the actor is known.
    static func note(
        _ action: AuditAction,
        by who: String?,
        _ details: [String: String],
        in database: Database
    ) throws {
        if let who { try AuditTrail.note(action, nil, by: who, details, in: database) }
    }

    /// Removes an imported thesaurus.
    /// - Parameters:
    ///   - isDryRun: whether only to report what would happen.
    ///   - who: the actor for the audit trail; nil: the change is not in it.
    ///   - check: called with the documents that lose topics, before anything is final; may throw.
    /// - Returns: the documents whose topics are in no thesaurus then; nil if there is no thesaurus of that name.
    package func remove(
        _ name: String,
        isDryRun: Bool = false,
        by who: String? = nil,
        check: ([TopicUse]) throws -> Void = { _ in }
    ) throws -> [TopicUse]? {
        try write(isDryRun: isDryRun) { database in
            let select = "SELECT id FROM vocabularies WHERE name = ?"
            guard let id = try Int64.fetchOne(database, sql: select, arguments: [name]) else { return nil }
            let uris = try Self.digests(ofThesaurus: id, in: database).keys
            try database.execute(sql: "DELETE FROM vocabularies WHERE id = ?", arguments: [id])
            try database.execute(sql: "UPDATE vocabulary_state SET revision = revision + 1")
            try Self.note(.vocabularyRemoved, by: who, ["vocabulary": name], in: database)
            let orphans = try Self.orphans(of: uris, in: database)
            try check(orphans)
            return orphans
        }
    }

    /// Runs a transaction; a dry run is rolled back.
    func write<Result>(isDryRun: Bool, _ body: (Database) throws -> Result) throws -> Result {
        guard isDryRun else { return try database.write(body) }
        return try database.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
            let result = Swift.Result { try body(database) }
            try database.rollback()
            return try result.get()
        }
    }

    /// The documents with some of these concepts, if the concepts are in no thesaurus now.
    static func orphans(of uris: some Sequence<String>, in database: Database) throws -> [TopicUse] {
        // A thesaurus has far more concepts than are used as topics.
        let used = Set(try documents(onConcepts: Set(uris), in: database).flatMap(\.topics))
        let gone = try unknownTopics(among: used.compactMap { Topic($0) }, in: database)
        return try documents(onConcepts: Set(gone.map(\.code)), in: database)
    }

    /// An index of all active thesauri, and its revision.
    ///
    /// Reads the concepts one by one: the built-in ones first, then by the name of the thesaurus.
    package func conceptIndex(
        tokenise: @escaping ConceptIndex.Tokenise,
        keys: @escaping ConceptIndex.Keys
    ) throws -> (index: ConceptIndex, revision: Int64) {
        var builder = ConceptIndex.Builder()
        let revision = try database.read { database in
            if try Self.usesBuiltIn(database) {
                for concept in BuiltInThesaurus.scheme.concepts { builder.add(concept) }
            }
            try Self.forEachConcept(database) { builder.add($0) }
            return try Int64.fetchOne(database, sql: "SELECT revision FROM vocabulary_state") ?? 0
        }
        return (ConceptIndex(builder, tokenise: tokenise, keys: keys), revision)
    }

    private static func forEachConcept(_ database: Database, _ body: (Concept) -> Void) throws {
        let concepts = try Row.fetchCursor(
            database,
            sql: """
                SELECT concepts.id, concepts.uri FROM concepts JOIN vocabularies ON vocabularies.id = vocabulary
                ORDER BY vocabularies.name, concepts.id
                """
        )
        let labels = try database.cachedStatement(
            sql: "SELECT language, role, text FROM concept_labels WHERE concept = ? ORDER BY position"
        )
        let links = try database.cachedStatement(
            sql: "SELECT kind, uri FROM concept_links WHERE concept = ? ORDER BY kind, uri"
        )
        while let row = try concepts.next() {
            let id: Int64 = row[0]
            var concept = Concept(uri: row[1], labels: [])
            let labels = try Row.fetchCursor(labels, arguments: [id])
            while let row = try labels.next() {
                concept.labels.append(
                    ConceptLabel(
                        language: LanguageTag(row[0] as String) ?? .undetermined,
                        role: ConceptLabel.Role(rawValue: row[1]) ?? .hidden,
                        text: row[2]
                    )
                )
            }
            let links = try Row.fetchCursor(links, arguments: [id])
            while let row = try links.next() {
                if row[0] == "broader" { concept.broader.append(row[1]) } else { concept.exactMatches.append(row[1]) }
            }
            body(concept)
        }
    }

    // MARK: Rows

    static func usesBuiltIn(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT built_in FROM vocabulary_state") ?? true
    }

    static func thesaurus(_ row: Row) throws -> Thesaurus {
        Thesaurus(
            name: row["name"],
            uri: row["uri"],
            titles: try JSONDecoder().decode([String: String].self, from: Data((row["titles"] as String).utf8)),
            source: row["source"],
            imported: Date(timeIntervalSince1970: row["imported"]),
            isBuiltIn: false,
            isActive: true,
            concepts: row["concepts"],
            labels: row["labels"],
            languages: (row["languages"] as String).split(separator: " ").compactMap { LanguageTag($0) },
            digest: row["digest"]
        )
    }

    private static func builtIn(isActive: Bool) -> Thesaurus {
        let scheme = BuiltInThesaurus.scheme
        return Thesaurus(
            name: BuiltInThesaurus.name,
            uri: scheme.uri,
            titles: titles(of: scheme),
            isBuiltIn: true,
            isActive: isActive,
            concepts: scheme.concepts.count,
            labels: scheme.labelCount,
            languages: scheme.languages,
            digest: digest(of: scheme)
        )
    }

    static func titles(of scheme: ConceptScheme) -> [String: String] {
        Dictionary(uniqueKeysWithValues: scheme.titles.map { ($0.key.code, $0.value) })
    }
}
