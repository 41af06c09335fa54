import Foundation
import FoundationNetworking
import Subprocess
import Synchronization
import SystemPackage

/// A running `vetsearch serve` on a free port.
final class Server: Sendable {
    let port: Int
    private let process: Task<TerminationStatus, any Error>
    private let identifier: Box

    /// The process that serves.
    var processID: pid_t { identifier.value.withLock { $0 } }
    var origin: String { "http://127.0.0.1:\(port)" }

    /// Starts a server and waits until it reports its address.
    /// - Parameters:
    ///   - log: a file for its standard error; nil: that of the tests.
    ///   - place: file systems that only this server sees.
    ///   - launcher: a program with arguments that runs the server, such as `prlimit`.
    init(
        toolbox: String,
        _ more: String...,
        log: String? = nil,
        launcher: [String] = [],
        in place: PrivateMounts? = nil
    ) async throws {
        let command = launcher + [Program.path, "serve", "--toolbox", toolbox, "--port", "0"] + more
        let words = place?.wrapping(command) ?? command
        let arguments = Arguments(Array(words.dropFirst()))
        let errors =
            try log.map {
                try FileDescriptor.open(
                    FilePath($0),
                    .writeOnly,
                    options: [.create, .append, .closeOnExec],
                    permissions: .ownerReadWrite
                )
            } ?? .standardError
        let (greetings, greeter) = AsyncStream.makeStream(of: String.self)
        var options = PlatformOptions()
        options.processGroupID = 0
        let identifier = Box()
        let watch = Watch(command.joined(separator: " "))
        process = Task { [options] in
            defer {
                greeter.finish()
                watch.end()
            }
            return try await Subprocess.run(
                words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]),
                arguments: arguments,
                platformOptions: options,
                input: .none,
                output: .sequence,
                error: .fileDescriptor(errors, closeAfterSpawningProcess: log != nil)
            ) { server in
                identifier.value.withLock { $0 = server.processIdentifier.value }
                watch.begin(server.processIdentifier.value)
                Leftovers.add(process: server.processIdentifier.value)
                defer { Leftovers.remove(process: server.processIdentifier.value) }
                for try await line in server.standardOutput.strings() { greeter.yield(line) }
            }.terminationStatus
        }
        var greeting = ""
        for await line in greetings {
            greeting = line
            break
        }
        guard let end = greeting.lastIndex(of: ":"),
            let port = Int(greeting[greeting.index(after: end)...].filter(\.isNumber))
        else { throw ServerDidNotStart(greeting: greeting) }
        self.port = port
        self.identifier = identifier
    }

    /// The server's process, once it runs.
    private final class Box: Sendable { let value = Mutex<pid_t>(0) }

    /// Kills it like a power failure, including its children, and waits until it is gone.
    func killAtOnce() async {
        kill(-identifier.value.withLock { $0 }, SIGKILL)
        _ = await process.result
    }

    /// Waits until it has ended by itself, for so many seconds at most; returns how it ended, nil if it is still running.
    func ended(within seconds: Int) async -> TerminationStatus? {
        for _ in 0..<seconds * 20 {
            if isGone { return try? await process.value }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    private var isGone: Bool {
        // A zombie process has ended, too.
        let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        guard let stat, let end = stat.lastIndex(of: ")") else { return true }
        return stat[stat.index(after: end)...].hasPrefix(" Z")
    }

    deinit { process.cancel() }

    /// Ends it and waits until it is gone.
    func stop() async {
        process.cancel()
        _ = await process.result
    }

    /// Sends one request; `path` is sent unchanged, so it must be percent-encoded.
    func request(
        _ path: String,
        method: String = "GET",
        headers: [String: String] = [:],
        body: Data? = nil
    ) async throws -> Answer {
        guard let url = URL(string: origin + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalAndRemoteCacheData, timeoutInterval: 30)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (body, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        let fields = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
        return Answer(status: response.statusCode, headers: Dictionary(fields) { $1 }, body: body)
    }

    /// A search; the values are encoded here.
    func search(_ parameters: [(String, String)], headers: [String: String] = [:]) async throws -> JSON {
        let answer = try await request("/v1/search?" + Self.query(parameters), headers: headers)
        guard answer.status == 200 else { throw UnexpectedAnswer(answer: answer) }
        return try answer.json()
    }

    static func query(_ parameters: [(String, String)]) -> String {
        let safe = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return parameters.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: safe) ?? "")"
        }.joined(separator: "&")
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        return URLSession(configuration: configuration)
    }()
}

/// A server's response.
struct Answer: Sendable {
    var status: Int
    /// By lower-case name.
    var headers: [String: String]
    var body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
    func json() throws -> JSON { try JSON(body) }
    /// The media type without its parameters.
    var mediaType: String { String((headers["content-type"] ?? "").prefix { $0 != ";" }) }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
    let answer: Answer
    var description: String { "\(answer.status): \(answer.text.prefix(500))" }
}

struct ServerDidNotStart: Error { let greeting: String }

/// All fixtures in one toolbox, ingested once for all read-only tests, and a server for it.
struct SharedToolbox: Sendable {
    let sandbox: Sandbox
    let server: Server
    /// The output of the ingest.
    let outcome: Program.Outcome

    var toolbox: String { sandbox.toolbox }

    private static let task = Task {
        let sandbox = try Sandbox()
        let outcome = try await Program.run(["ingest", Program.fixtures, "--toolbox", sandbox.toolbox, "--json"])
        return SharedToolbox(
            sandbox: sandbox,
            server: try await Server(toolbox: sandbox.toolbox, "--allow-origin", "https://vet.example"),
            outcome: outcome
        )
    }

    static var value: SharedToolbox { get async throws { try await task.value } }
}
