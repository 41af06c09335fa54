import Foundation
import OpenID
import Outgoing
import TestSupport

/// The providers of these tests, and what a browser does at them.
enum Tools {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let packages = repository.appending(path: ".build-python").path

    static func start(_ script: String) async throws -> ToolServer {
        let path = repository.appending(path: "Tests/OpenIDTests/Tools/\(script)").path
        return try await ToolServer(path, packages: packages)
    }

    static let redirectAddress = "https://vet.example/sign-in/return"

    /// The browser's client: it may go anywhere on this machine.
    static let browser: OutgoingClient = {
        var options = OutgoingOptions()
        options.allowedHosts = [NamedHost("127.0.0.1")!]
        return OutgoingClient(options)
    }()

    /// The parameters of an address.
    static func query(of address: String) -> [(name: String, value: String)] {
        (URLComponents(string: address)?.queryItems ?? []).map { ($0.name, $0.value ?? "") }
    }
}
