import Foundation
import Testing

/// The searches in Tests/Searches, over the fixtures and the documents beside the searches, through the HTTP API.
@Suite struct TypicalSearchTests {
    @Test("At least 95 of 100 searches have a wanted document among the first three hits")
    func found() async throws {
        let sandbox = try Sandbox()
        for folder in [Program.fixtures, TypicalSearch.documents] {
            // Three of the fixtures cannot be read, so the exit code is not always 0.
            let outcome = try await Program.run(["ingest", folder, "--toolbox", sandbox.toolbox])
            try #require([0, 1].contains(outcome.code), "\(outcome.errors)")
        }
        let server = try await Server(toolbox: sandbox.toolbox)
        var missed: [String] = []
        for search in try TypicalSearch.all() {
            let answer = try await server.search(search.parameters(limit: 3))
            let sources = answer["hits"].array.compactMap { $0["source"].string }
            if !sources.contains(where: search.wants) {
                let wanted = search.wanted.joined(separator: ", ")
                missed.append("\(search): found \(sources.joined(separator: ", ")); wanted \(wanted): \(search.reason)")
            }
        }
        await server.stop()
        #expect(missed.count <= 5, "\(missed.count) searches failed:\n\(missed.joined(separator: "\n"))")
    }

    @Test("There are 100 different searches by three kinds of people in at least 12 languages, each with its reason")
    func files() throws {
        let searches = try TypicalSearch.all()
        #expect(searches.count == 100)
        #expect(Set(searches.map(\.query)).count == 100)
        #expect(Set(searches.map(\.language)).count >= 12)
        let roles = Dictionary(grouping: searches, by: \.role)
        #expect(Set(roles.keys) == ["curators", "members", "project-managers"])
        for (role, searches) in roles { #expect(searches.count >= 25, "\(role)") }
        for search in searches { #expect(search.reason.count > 10, "\(search)") }
    }

    @Test("Every wanted document exists")
    func wanted() throws {
        for search in try TypicalSearch.all() {
            #expect(!search.wanted.isEmpty, "\(search)")
            for source in search.wanted {
                let exists = [Program.fixtures, TypicalSearch.documents].contains { folder in
                    FileManager.default.fileExists(atPath: "\(folder)/\(source)")
                }
                #expect(exists, "\(search): \(source)")
            }
        }
    }
}
