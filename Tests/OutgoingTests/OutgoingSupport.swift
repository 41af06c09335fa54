import Foundation
import TestSupport

/// The servers of these tests.
enum Tools {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let packages = repository.appending(path: ".build-python").path

    static func start(_ script: String, _ arguments: String...) async throws -> ToolServer {
        let path = repository.appending(path: "Tests/OutgoingTests/Tools/\(script)").path
        return try await ToolServer(path, arguments, packages: packages)
    }
}

/// A folder that is removed with the object.
final class TemporaryFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
