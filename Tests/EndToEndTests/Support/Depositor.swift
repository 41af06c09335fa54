import Foundation

/// A client with a token that deposits over HTTP.
struct Depositor: Sendable {
    let server: Server
    let token: String

    /// Creates a token in a toolbox, and the toolbox if necessary.
    static func token(_ role: String, in toolbox: String, _ more: String...) async throws -> String {
        let made = try await Program.run(
            ["token", "create", "--role", role, "--name", "test \(role)", "--toolbox", toolbox, "--json"] + more
        )
        return try JSON(Data(made.output.utf8))["token"].string ?? ""
    }

    func send(
        _ method: String,
        _ path: String,
        _ json: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var headers = headers
        headers["Authorization"] = "Bearer \(token)"
        if json != nil { headers["Content-Type"] = "application/json" }
        return try await server.request(path, method: method, headers: headers, body: json.map { Data($0.utf8) })
    }

    /// Sends a file like a browser's form.
    func upload(
        _ content: Data,
        as name: String,
        metadata: String? = nil,
        transcripts: [(name: String, content: Data)] = [],
        to path: String = "/v1/documents"
    ) async throws -> Answer {
        let boundary = "----vetsearch-\(UUID().uuidString)"
        var body = Data()
        if let metadata {
            body += Data(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n\(metadata)\r\n".utf8
            )
        }
        for (part, name, content) in [("file", name, content)]
            + transcripts.map({ ("transcript", $0.name, $0.content) })
        {
            let header = "form-data; name=\"\(part)\"; filename=\"\(name)\""
            body += Data("--\(boundary)\r\nContent-Disposition: \(header)\r\n\r\n".utf8)
            body += content + Data("\r\n".utf8)
        }
        body += Data("--\(boundary)--\r\n".utf8)
        return try await server.request(
            path,
            method: "POST",
            headers: ["Authorization": "Bearer \(token)", "Content-Type": "multipart/form-data; boundary=\(boundary)"],
            body: body
        )
    }
}
