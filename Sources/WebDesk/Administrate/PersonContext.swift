import Catalogue
import DocumentModel
import Encodings
import Foundation
import Localisation

/// What the toolbox knows about a person, for a page.
struct PersonContext {
    struct List {
        var listHeading: String
        var listEntries: [Entry]
        /// How many more there are; all are in the exported file.
        var listMore: String?
    }

    struct Entry {
        var entryHref: String?
        var entryName: String
        var entryNote: String?
    }

    var facts: [FactContext]
    var lists: [List]
    var isEmpty: Bool

    /// The maximum number of entries of a list on the page.
    private static let mostListed = 20

    init(_ data: PersonalData, _ strings: PageStrings) {
        facts = Self.facts(data.account ?? [:], strings)
        let document = { (id: String) in "/documents/\(PercentEncoding.encode(id))" }
        func list(_ name: String, total: Int? = nil, _ entries: [Entry]) -> List {
            let total = total ?? entries.count
            return List(
                listHeading: strings.message(name, ["count": .number(total)]),
                listEntries: Array(entries.prefix(Self.mostListed)),
                listMore: total > Self.mostListed
                    ? strings.message("importMore", ["count": .number(total - Self.mostListed)]) : nil
            )
        }
        lists = [
            list(
                "personDeposits",
                data.deposits.map {
                    Entry(
                        entryHref: document($0.id),
                        entryName: $0.title ?? $0.id,
                        entryNote: "\(strings.text("stageCount.\($0.stage.rawValue)")) · \(strings.date($0.added))"
                    )
                }
            ),
            list("personAssigned", data.assigned.map { Entry(entryHref: document($0), entryName: $0) }),
            list(
                "personComments",
                data.comments.map {
                    Entry(entryHref: document($0.document), entryName: $0.text, entryNote: strings.date($0.at))
                }
            ),
            list(
                "personFailed",
                data.failedDeposits.map { Entry(entryName: $0.name, entryNote: strings.date($0.at)) }
            ),
            list("personEdits", data.bulkEdits.map { Entry(entryName: $0) }),
            list(
                "personTokens",
                data.tokens.map {
                    Entry(entryName: $0.name, entryNote: strings.text("role.\($0.role.rawValue)"))
                }
            ),
            list(
                "personActions",
                total: data.auditTotal,
                data.audit.map {
                    Entry(
                        entryHref: $0.document.map(document),
                        entryName: strings.text("action.\($0.action.rawValue)"),
                        entryNote: strings.date($0.at)
                    )
                }
            ),
            list("personNamedIn", data.namedIn.map { Entry(entryHref: document($0), entryName: $0) }),
            list("personPaths", data.paths.map { Entry(entryName: $0) }),
        ].filter { !$0.listEntries.isEmpty }
        isEmpty = lists.isEmpty
    }

    /// What an account says, in the order of the page about it.
    private static func facts(_ account: [String: JSONValue], _ strings: PageStrings) -> [FactContext] {
        func text(_ name: String) -> String? {
            guard case .string(let text)? = account[name], !text.isEmpty else { return nil }
            return text
        }
        func time(_ name: String) -> String? {
            let seconds: Double
            switch account[name] {
            case .number(let value)?: seconds = value
            case .integer(let value)?: seconds = Double(value)
            default: return nil
            }
            return strings.date(Date(timeIntervalSince1970: seconds))
        }
        let facts: [(String, String?)] = [
            (strings.nameLabel, text("name")), (strings.emailLabel, text("email")),
            (strings.roleLabel, text("role").map { strings.text("role.\($0)") }),
            (strings.interfaceLanguage, text("language").map { strings.ownName(ofLanguage: $0) }),
            (strings.factAccount, text("id")), (strings.factProvider, text("issuer")),
            (strings.factSubject, text("subject")), (strings.factCreated, time("created")),
            (strings.factSignedIn, time("signed_in")),
        ]
        return facts.compactMap { name, value in value.map { FactContext(name, $0) } }
    }
}
