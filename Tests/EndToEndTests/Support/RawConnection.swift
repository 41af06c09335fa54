import Foundation

/// A bare TCP connection to a server on this machine, for what HTTP clients cannot do.
final class RawConnection: Sendable {
    private let descriptor: Int32

    struct Failure: Error { let description: String }

    /// Connects.
    /// - Parameter receiveBuffer: the bytes that the system may buffer before they are read.
    init(_ server: Server, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket: \(String(cString: strerror(errno)))") }
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(server.port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // If this throws, `deinit` closes the socket.
        guard result == 0 else { throw Failure(description: "no connection: \(String(cString: strerror(errno)))") }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// Sends everything; false if the other side has read nothing for two seconds, or the connection is closed.
    @discardableResult
    func send(_ text: String) async -> Bool {
        var rest = Array(text.utf8)[...]
        var waits = 0
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                waits = 0
            } else {
                guard errno == EAGAIN, waits < 200 else { return false }
                waits += 1
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
        return true
    }

    /// Closes the sending side.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads until `marker` arrives, or the connection ends.
    /// - Throws: ``Failure`` if neither happens within a minute.
    func read(until marker: String) async throws -> String {
        let (text, _) = try await read { $0.contains(marker) }
        return text
    }

    /// Reads everything until the server closes the connection.
    /// - Throws: ``Failure`` if it does not within a minute.
    func readToEnd() async throws -> String {
        let (text, hasEnded) = try await read { _ in false }
        guard hasEnded else { throw Failure(description: "still open: \(text.prefix(500))") }
        return text
    }

    private func read(_ isEnough: (String) -> Bool) async throws -> (text: String, hasEnded: Bool) {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<6000 {
            let count = recv(descriptor, &piece, piece.count, 0)
            // A reset also ends it.
            if count == 0 || (count < 0 && errno != EAGAIN) { return (String(decoding: bytes, as: UTF8.self), true) }
            if count > 0 {
                bytes += piece.prefix(count)
                let text = String(decoding: bytes, as: UTF8.self)
                if isEnough(text) { return (text, false) }
            } else {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        throw Failure(description: "not in a minute; so far: \(String(decoding: bytes, as: UTF8.self).prefix(500))")
    }
}
