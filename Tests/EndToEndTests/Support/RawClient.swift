import Foundation
import Glibc

/// Sends raw bytes over a separate connection, and reads the response: for requests that no HTTP client makes.
enum RawClient {
    struct Reply: Sendable {
        let bytes: Data
        /// The status and the headers, if they have come.
        private let head: String?

        fileprivate init(_ bytes: Data) {
            self.bytes = bytes
            head = bytes.range(of: Data("\r\n\r\n".utf8)).map {
                String(decoding: bytes[..<$0.lowerBound], as: UTF8.self)
            }
        }

        /// Nil if the connection was closed without a response.
        var status: Int? {
            head.flatMap { $0.hasPrefix("HTTP/1.1 ") ? Int($0.dropFirst(9).prefix(3)) : nil }
        }

        /// The complete response as text. Decoding a body that is not text is slow.
        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// The value of a header.
        func header(_ name: String) -> String? {
            head?.split(separator: "\r\n", omittingEmptySubsequences: false).dropFirst()
                .first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) }
        }

        /// How many bytes come before and in the body; nil where only the end of the connection tells.
        fileprivate var length: Int? {
            guard let head, let status, status != 100 else { return nil }
            let body = status == 204 || status == 304 ? 0 : header("Content-Length").flatMap { Int($0) }
            return body.map { head.utf8.count + 4 + $0 }
        }
    }

    struct Failure: Error { var errno: Int32 }

    /// One request with a separate connection, which the server is asked to close.
    /// - Parameters:
    ///   - headers: complete lines without line breaks; `Host` and `Connection` are added unless they are included.
    static func request(
        _ method: String = "GET",
        _ target: String,
        headers: [String] = [],
        body: Data = Data(),
        patience: Int = 20,
        to server: Server
    ) async throws -> Reply {
        let given = Set(headers.map { $0.prefix { $0 != ":" }.lowercased() })
        var lines = ["\(method) \(target) HTTP/1.1"] + headers
        if !given.contains("host") { lines.append("Host: 127.0.0.1:\(server.port)") }
        if !given.contains("connection") { lines.append("Connection: close") }
        if !body.isEmpty, !given.contains("content-length") { lines.append("Content-Length: \(body.count)") }
        let head = Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return try await send(head + body, to: server, patience: patience)
    }

    /// Sends bytes and reads until the server closes the connection, or sends nothing for `patience`.
    static func send(_ bytes: Data, to server: Server, patience: Int = 20) async throws -> Reply {
        let port = server.port
        return try await withCheckedThrowingContinuation { continuation in
            // Blocking calls are made outside Swift's own pool.
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes, port, patience) }) }
        }
    }

    private static func exchange(_ bytes: Data, _ port: Int, _ patience: Int) throws -> Reply {
        let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard raw >= 0 else { throw Failure(errno: errno) }
        defer { close(raw) }
        var wait = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(raw, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(errno: errno) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(raw, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            // A server that has refused the request need not read the rest.
            guard count > 0 else { break }
            sent += count
        }
        var reply = Data()
        var length: Int?
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while reply.count < length ?? 1 << 24 {
            let count = recv(raw, &buffer, buffer.count, 0)
            if count <= 0 { break }
            reply.append(contentsOf: buffer[..<count])
            // An answer may have come to its end although the connection stays open.
            if length == nil { length = Reply(reply).length }
        }
        return Reply(reply)
    }
}
