import Foundation

/// Somebody who uses the pages with cookies and forms, but without a browser. Redirects are not followed.
final class Visitor {
    let server: Server
    private(set) var cookies: [String: String] = [:]
    /// The last page.
    private(set) var page = RawReplyText(status: 0, location: nil, headers: [], body: "")

    /// A response, decoded.
    struct RawReplyText {
        var status: Int
        var location: String?
        var headers: [String]
        var body: String

        func header(_ name: String) -> String? {
            headers.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) }
        }
    }

    init(_ server: Server) { self.server = server }

    /// Invites somebody from the terminal, chooses a password, and is signed in as this person.
    static func invited(
        _ role: String,
        _ email: String = "anna@example.eu",
        name: String = "Anna Example",
        to server: Server,
        toolbox: String
    ) async throws -> Visitor {
        let made = try await Program.run(
            [
                "account", "invite", "--role", role, "--name", name, "--email", email, "--toolbox", toolbox, "--json",
            ]
        )
        let link = try JSON(Data(made.output.utf8))["link"].string ?? ""
        let visitor = Visitor(server)
        let path = String(link[(link.range(of: "/login")?.lowerBound ?? link.startIndex)...])
        try await visitor.get(path)
        try await visitor.post(path, ["password": password])
        return visitor
    }

    /// The password of everybody who is invited in tests.
    static let password = "green bicycles sing"

    var cookieHeader: String { cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }

    /// The token of the forms on the last page.
    var token: String? {
        page.body.firstRange(of: "name=\"csrf\" value=\"").map { range in
            String(page.body[range.upperBound...].prefix { $0 != "\"" })
        }
    }

    func set(cookie name: String, _ value: String?) { cookies[name] = value }

    @discardableResult
    func get(_ path: String, headers: [String] = []) async throws -> RawReplyText {
        try await send("GET", path, headers, Data())
    }

    /// Sends a form, with the token of the last page unless `csrf` is among the fields.
    @discardableResult
    func post(_ path: String, _ fields: [String: String], headers: [String] = []) async throws -> RawReplyText {
        try await post(path, fields.map { ($0.key, $0.value) }, headers: headers)
    }

    @discardableResult
    func post(_ path: String, _ fields: [(String, String)], headers: [String] = []) async throws -> RawReplyText {
        var fields = fields
        if !fields.contains(where: { $0.0 == "csrf" }), let token { fields.append(("csrf", token)) }
        let body = Data(Server.query(fields).utf8)
        return try await send("POST", path, headers + ["Content-Type: application/x-www-form-urlencoded"], body)
    }

    private func send(_ method: String, _ path: String, _ headers: [String], _ body: Data) async throws -> RawReplyText
    {
        var headers = headers
        if !cookies.isEmpty { headers.append("Cookie: \(cookieHeader)") }
        let reply = try await RawClient.request(method, path, headers: headers, body: body, to: server)
        let text = reply.text
        let head = text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? ""
        let lines = head.split(separator: "\r\n").map(String.init)
        for line in lines where line.lowercased().hasPrefix("set-cookie:") {
            let pair = line.dropFirst("set-cookie:".count).prefix { $0 != ";" }
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if pair.count == 2 { cookies[pair[0]] = pair[1].isEmpty ? nil : pair[1] }
        }
        page = RawReplyText(
            status: reply.status ?? 0,
            location: reply.header("Location"),
            headers: lines,
            body: text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
        )
        return page
    }

    /// Signs in with the form.
    @discardableResult
    func signIn(_ email: String = "anna@example.eu", _ password: String = Visitor.password, to path: String = "/login")
        async throws -> RawReplyText
    {
        try await get(path)
        return try await post("/login", ["email": email, "password": password])
    }
}
