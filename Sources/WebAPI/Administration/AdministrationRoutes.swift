import Catalogue
import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Toolbox
import Web

/// The audit trail and the tokens, for administrators.
package struct AdministrationRoutes: Sendable {
    let catalogue: Catalogue
    let pools: WorkPools

    package init(catalogue: Catalogue, pools: WorkPools) {
        (self.catalogue, self.pools) = (catalogue, pools)
    }

    // MARK: The audit trail

    struct Entry: Codable {
        var number: Int64
        /// ISO 8601.
        var at: String
        var who: String
        var action: String
        var document: String?
        var details: JSONValue

        init(_ entry: AuditEntry) {
            (number, at, who) = (entry.number, entry.at.formatted(.iso8601), entry.who)
            (action, document, details) = (entry.action.rawValue, entry.document, entry.details)
        }
    }

    /// The maximum number of entries in one table.
    static let mostRows = 10_000

    /// `GET /v1/audit?document=&who=&action=&from=&until=&before=&limit=&format=`: the audit trail, newest first.
    package func audit(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let values = try QueryValues(
            request,
            "document",
            "who",
            "action",
            "from",
            "until",
            "before",
            "limit",
            "format"
        )
        let isTable = try values.wantsCSV()
        let most = isTable ? Self.mostRows : QueryValues.mostEntries
        let limit = try values.number("limit", 1...most) ?? (isTable ? most : QueryValues.usualEntries)
        let before = try values.number("before", 0...Int64.max)
        let action = try values.choice("action", of: AuditAction.self)
        let (from, until) = (try values.time("from", isEnd: false), try values.time("until", isEnd: true))
        if let from, let until, until <= from {
            throw Problem.badParameter("until", "this is not later than 'from', so no entry is between them")
        }
        let (document, who) = (values.text("document"), values.text("who"))
        let entries = try await pools.catalogue.run {
            try catalogue.audit.entries(
                document: document,
                who: who,
                action: action,
                from: from,
                until: until,
                before: before,
                limit: limit
            )
        }
        var response =
            isTable
            ? Response.csv(try AuditTable.csv(entries), name: "audit") : try Response.json(entries.map(Entry.init))
        if entries.count == limit, let last = entries.last {
            response.headers[.link] = values.linkToNext(["before": String(last.number)])
        }
        return response
    }

    // MARK: Tokens

    /// A token as it is listed.
    struct Token: Codable {
        var id: String
        var name: String
        var role: Role
        /// Whether it can be used now.
        var isValid: Bool
        var created: Date
        var expires: Date?
        var revoked: Date?
        /// The secret; only in the answer to its creation.
        var token: String?

        init(_ details: AccessToken, secret: String? = nil) {
            (id, name, role, token) = (details.id, details.name, details.role, secret)
            (created, expires, revoked) = (details.created, details.expires, details.revoked)
            isValid = details.isGood(at: Date())
        }
    }

    struct TokenPage: Codable {
        var total: Int
        var tokens: [Token]
    }

    /// `GET /v1/tokens?offset=&limit=`: the tokens, oldest first, without the secrets.
    package func tokens(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let values = try QueryValues(request, "offset", "limit")
        let (offset, limit) = try values.page()
        let all = try await pools.catalogue.run { try catalogue.tokens.all() }
        let page = all.dropFirst(offset).prefix(limit).map { Token($0) }
        var response = try Response.object(TokenPage(total: all.count, tokens: page))
        if offset + limit < all.count {
            response.headers[.link] = values.linkToNext(["offset": String(offset + limit)])
        }
        return response
    }

    /// `POST /v1/tokens`: a new token. The answer is the only place where its secret is ever shown.
    package func createToken(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        _ = try QueryValues(request)
        let (name, role, days) = try Self.token(try await request.members("name", "role", "expiresInDays"))
        let actor = context.actor
        guard role <= actor.role else { throw Problem.forbidden }
        let made = try await pools.changes.run {
            do {
                return try TokenRules.create(name: name, role: role, days: days, in: catalogue, by: actor.name)
            } catch is TokenRules.TooMany {
                throw Problem.conflict(
                    "there are \(TokenRules.mostValid) valid tokens, which is the limit; revoke some"
                )
            }
        }
        var response = try Response.object(Token(made.details, secret: made.token), status: .created)
        response.headers[.location] = "/v1/tokens/\(made.details.id)"
        return response
    }

    /// The values of a new token; throws all problems at once.
    private static func token(_ members: [String: JSONValue]) throws -> (name: String, role: Role, days: Int?) {
        var complaints: [DepositError.FieldComplaint] = []
        var name = ""
        if case .string(let text)? = members["name"] {
            name = text
            if let complaint = TokenRules.complaint(aboutName: text) {
                complaints.append(.init(field: "name", detail: complaint))
            }
        } else {
            complaints.append(.init(field: "name", detail: "expected a text: whose token it is"))
        }
        var role = Role.member
        if case .string(let text)? = members["role"], let known = TokenRules.role(text) {
            role = known
        } else {
            complaints.append(.init(field: "role", detail: "expected \(TokenRules.roles)"))
        }
        var days: Int?
        switch members["expiresInDays"] {
        case nil, .null?: break
        case .integer(let number)?:
            days = number
            if let complaint = TokenRules.complaint(aboutDays: number) {
                complaints.append(.init(field: "expiresInDays", detail: complaint))
            }
        default: complaints.append(.init(field: "expiresInDays", detail: "expected a whole number of days, or null"))
        }
        guard complaints.isEmpty else { throw Problem.invalidBody(complaints) }
        return (name, role, days)
    }

    /// `DELETE /v1/tokens/{id}`: revokes a token at once.
    package func revokeToken(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        _ = try QueryValues(request)
        let id = try context.parameters.require("id")
        let who = context.actor.name
        guard try await pools.changes.run({ try catalogue.tokens.revoke(id, by: who) }) else {
            throw Problem.notFound("there is no token '\(id.prefix(80))' that is not revoked yet", parameter: "id")
        }
        return Response(status: .noContent)
    }
}
