import Foundation
import Testing

/// The cases in Tests/SearchCases over all fixtures, through the HTTP API.
@Suite struct SearchCasesTests {
    @Test("A case has its expected results", arguments: try SearchCase.all())
    func holds(_ searchCase: SearchCase) async throws {
        let answer = try await SharedToolbox.value.server.search(searchCase.parameters)
        let broken = searchCase.broken(by: answer)
        #expect(broken.isEmpty, "\(searchCase): \(broken.joined(separator: "\n"))")
    }

    /// Every seventh case: the command line prints the same object.
    @Test(
        "The command line gives the same response as HTTP",
        arguments: try SearchCase.all().enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    )
    func agrees(_ searchCase: SearchCase) async throws {
        let shared = try await SharedToolbox.value
        let overHTTP = try await shared.server.search(searchCase.parameters)
        let printed = try await Program.run(
            ["search", "--json", "--toolbox", shared.toolbox] + searchCase.arguments + ["--", searchCase.query]
        )
        #expect(printed.code == 0, "\(printed.errors)")
        let onCommandLine = try JSON(Data(printed.output.utf8))
        #expect(onCommandLine["tookMs"].number != nil)
        #expect(onCommandLine.without("tookMs") == overHTTP.without("tookMs"), "\(searchCase)")
    }

    @Test("Every file has cases, and each has a comment")
    func files() throws {
        let cases = try SearchCase.all()
        #expect(Set(cases.map(\.file)).count >= 6)
        #expect(cases.count > 150)
        for searchCase in cases { #expect(searchCase.comment.count > 3) }
    }
}
