import DocumentModel
import Encodings
import Foundation
import GRDB

/// Everything that the toolbox knows about a person.
package struct PersonalData: Sendable, Codable {
    package struct Deposit: Sendable, Codable {
        package var id: String
        package var title: String?
        package var stage: Stage
        package var added: Date
    }

    package struct Remark: Sendable, Codable {
        package var document: String
        package var at: Date
        package var text: String
    }

    package struct Upload: Sendable, Codable {
        package var id: String
        package var name: String
        package var at: Date
        package var reason: String
    }

    /// The name or id that was asked for.
    package var person: String
    /// The account, without secrets.
    package var account: [String: JSONValue]?
    /// The names under which the person appears in the audit trail.
    package var actors: [String]
    package var tokens: [AccessToken]
    package var deposits: [Deposit]
    /// The documents that the person is responsible for.
    package var assigned: [String]
    package var comments: [Remark]
    package var failedDeposits: [Upload]
    package var bulkEdits: [String]
    /// Newest first, at most ``Persons/mostEntries``.
    package var audit: [AuditEntry]
    package var auditTotal: Int
    /// Documents whose description contains the name: as creator, in the title, or elsewhere.
    package var namedIn: [String]
    /// Folders and files whose path contains the name.
    package var paths: [String]
    /// What is not shown here, and why.
    package var notes: [String]

    /// Whether nothing is known.
    package var isEmpty: Bool {
        account == nil && actors.isEmpty && tokens.isEmpty && namedIn.isEmpty && paths.isEmpty
    }
}

/// Requests of persons about their data: show, export, erase.
package struct Persons: Sendable {
    let catalogue: Catalogue

    /// The maximum number of audit entries that are shown.
    package static let mostEntries = 10_000
    /// The maximum number of documents and paths that are listed because they contain the name.
    package static let mostMentions = 1_000

    /// The columns with authors, as the audit trail names them.
    static let actorColumns: [(table: String, column: String)] = [
        ("audit", "who"), ("comments", "author"), ("curation", "depositor"), ("curation", "assignee"),
        ("curation", "sent_back_by"), ("history", "ended_by"), ("bulk_edits", "who"), ("bulk_edits", "undone_by"),
        ("bulk_edit_documents", "assignee_before"), ("failed_deposits", "depositor"),
    ]

    /// Who is meant by a name, an e-mail address or an id.
    struct Identity {
        var account: Row?
        var accountID: String?
        /// Names and addresses that identify the person.
        var texts: [String]
        /// The authors in the catalogue that are this person.
        var actors: [String]
    }

    /// The longest name or id, in characters.
    package static let longestName = 200

    static func identity(_ person: String, in database: Database) throws -> Identity {
        let person = try Curation.checked(person, "person", most: longestName, oneLine: true)
        var identity = Identity(texts: [person], actors: [])
        // `cli anna` is anna, too.
        if person.contains(" "), ["cli", "ingest", "token", "jwt", "account"].contains(person.prefix { $0 != " " }) {
            identity.texts = [PersonNames.name(in: person)]
        }
        if try database.tableExists("accounts") {
            identity.account = try Row.fetchOne(
                database,
                sql: """
                    SELECT * FROM accounts WHERE id = :person OR lower(email) = lower(:person) OR name = :person
                    ORDER BY id = :person DESC LIMIT 1
                    """,
                arguments: ["person": identity.texts[0]]
            )
            if let account = identity.account {
                identity.accountID = account["id"]
                // What the identity provider calls the person is in the audit trail, too, if it came with a token.
                identity.texts = [account["name"] as String?, account["email"], account["subject"]].compactMap { $0 }
                    .filter { !$0.isEmpty && $0 != account["id"] as String? }
            }
        }
        let names = PersonNames(neutral: "", texts: identity.texts + [identity.accountID].compactMap { $0 })
        var found: Set<String> = []
        for (table, column) in actorColumns {
            let sql = "SELECT DISTINCT \(column) FROM \(table) WHERE \(column) IS NOT NULL"
            for who in try String.fetchAll(database, sql: sql) where names.isActor(who) { found.insert(who) }
        }
        identity.actors = found.sorted()
        return identity
    }

    /// Everything that is known about a person, by name, e-mail address or account id.
    /// - Parameter byAccount: whether only what was done with the account counts, as for a person who asks for the own data:
    ///   people choose the names of their accounts themselves, and may choose somebody else's.
    package func data(about person: String, byAccount: Bool = false) throws -> PersonalData {
        try catalogue.database.read { database in
            var identity = try Self.identity(person, in: database)
            if byAccount {
                let name = Actor.name(ofAccount: identity.accountID ?? "")
                (identity.texts, identity.actors) = ([], identity.actors.filter { $0 == name })
            }
            let who = identity.actors
            let marks = databaseQuestionMarks(count: who.count)
            let arguments = StatementArguments(who)
            let names = PersonNames(neutral: "", texts: identity.texts)
            let rows = { (sql: String) in try Row.fetchAll(database, sql: sql, arguments: arguments) }
            let documents = try Self.documents(naming: names, in: database)
            return PersonalData(
                person: person,
                account: identity.account.map(Self.shown),
                actors: who,
                tokens: try AccessToken.fetchAll(database, sql: "SELECT * FROM tokens ORDER BY created, id")
                    .filter { names.isActor($0.name) },
                deposits: try rows(
                    """
                    SELECT id, json_extract(metadata, '$.title') AS title, stage, added FROM documents
                    JOIN curation ON curation.document = documents.id WHERE depositor IN (\(marks)) ORDER BY added, id
                    """
                ).map {
                    .init(
                        id: $0["id"],
                        title: $0["title"],
                        stage: Stage(rawValue: $0["stage"]) ?? .draft,
                        added: Date(timeIntervalSince1970: $0["added"])
                    )
                },
                assigned: try rows("SELECT document FROM curation WHERE assignee IN (\(marks)) ORDER BY document")
                    .map { $0["document"] },
                comments: try rows("SELECT document, at, text FROM comments WHERE author IN (\(marks)) ORDER BY number")
                    .map {
                        .init(
                            document: $0["document"],
                            at: Date(timeIntervalSince1970: $0["at"]),
                            text: $0["text"]
                        )
                    },
                failedDeposits: try rows("SELECT * FROM failed_deposits WHERE depositor IN (\(marks)) ORDER BY at").map
                {
                    .init(
                        id: $0["id"],
                        name: $0["name"],
                        at: Date(timeIntervalSince1970: $0["at"]),
                        reason: $0["reason"]
                    )
                },
                bulkEdits: try rows("SELECT id FROM bulk_edits WHERE who IN (\(marks)) ORDER BY at").map { $0["id"] },
                audit: try AuditEntry.fetchAll(
                    database,
                    sql: "SELECT * FROM audit WHERE who IN (\(marks)) ORDER BY number DESC LIMIT \(Self.mostEntries)",
                    arguments: arguments
                ),
                auditTotal: try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM audit WHERE who IN (\(marks))",
                    arguments: arguments
                ) ?? 0,
                namedIn: documents,
                paths: try Self.paths(naming: names, in: database),
                notes: [
                    "The service's log contains no names, addresses of e-mail, searches or paths of documents.",
                    "The content of documents is not searched here; search for the name to find documents that mention it.",
                    "Backups contain what the toolbox contained when they were made.",
                ]
            )
        }
    }

    /// An account without what nobody should see.
    private static func shown(_ account: Row) -> [String: JSONValue] {
        var result: [String: JSONValue] = [:]
        for (column, value) in account {
            guard !["hash", "password", "secret", "key"].contains(where: column.lowercased().contains) else { continue }
            switch value.storage {
            case .null, .blob: continue
            case .int64(let number): result[column] = .integer(Int(number))
            case .double(let number): result[column] = .number(number)
            case .string(let text): result[column] = .string(text)
            }
        }
        return result
    }

    /// The documents whose description contains a name as a word.
    static func documents(naming names: PersonNames, in database: Database) throws -> [String] {
        try matches("SELECT id, metadata || ' ' || record FROM documents ORDER BY id", names, in: database)
    }

    static func paths(naming names: PersonNames, in database: Database) throws -> [String] {
        try matches("SELECT root || '/' || source, root || '/' || source FROM files ORDER BY 1", names, in: database)
    }

    private static func matches(_ sql: String, _ names: PersonNames, in database: Database) throws -> [String] {
        let rows = try Row.fetchCursor(database, sql: sql)
        var found: [String] = []
        while let row = try rows.next(), found.count < mostMentions {
            let text: String = row[1]
            if names.replaced(in: text) != text { found.append(row[0]) }
        }
        return found
    }
}

extension Catalogue {
    package var persons: Persons { Persons(catalogue: self) }
}
