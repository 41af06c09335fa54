import Foundation

extension Visitor {
    /// Sends a form with files, as browsers do. The answer is not the last page.
    /// - Parameter parts: names, values and, for files, their names, in this order.
    func sendFile(_ path: String, _ parts: [(String, String, String?)]) async throws -> RawReplyText {
        let boundary = "----vetsearch-\(UUID().uuidString)"
        var form = ""
        for (name, value, file) in parts {
            form += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\""
            form += file.map { "; filename=\"\($0)\"" } ?? ""
            form += "\r\n\r\n\(value)\r\n"
        }
        form += "--\(boundary)--\r\n"
        let reply = try await RawClient.request(
            "POST",
            path,
            headers: ["Content-Type: multipart/form-data; boundary=\(boundary)", "Cookie: \(cookieHeader)"],
            body: Data(form.utf8),
            to: server
        )
        return RawReplyText(
            status: reply.status ?? 0,
            location: reply.header("Location"),
            headers: [],
            body: reply.text.firstRange(of: "\r\n\r\n").map { String(reply.text[$0.upperBound...]) } ?? ""
        )
    }
}
