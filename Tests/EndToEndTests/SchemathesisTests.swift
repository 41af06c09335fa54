import Foundation
import Testing

/// The service against its own description, by a fuzzer that others wrote.
@Suite("Schemathesis")
struct SchemathesisTests {
    /// What is asked of the answers: to requests that are right, that they are as described; to wrong ones as well, that
    /// there is one. (A header that no HTTP allows is answered before the service sees it, with 400 and nothing else.)
    private static let rounds = [
        ("positive", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"),
        ("all", "not_a_server_error"),
    ]

    @Test(
        "No request, right or wrong, brings a 5xx or an answer that is not described",
        arguments: ["administrator", ""]
    )
    func fuzz(role: String) async throws {
        let box = try Sandbox()
        try box.copyFixtures("centro-formazione-torino")
        _ = try await box.ingest()
        let token = role.isEmpty ? "" : try await Depositor.token(role, in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        // Without a token, the fuzzer makes up its own.
        for (mode, checks) in role.isEmpty ? Self.rounds.suffix(1) : Self.rounds[...] {
            let outcome = try await Python.module(
                "schemathesis.cli",
                [
                    "run", server.origin + "/openapi.json", "--url", server.origin, "--max-examples", "12", "--seed",
                    "11",
                    "--no-color", "--phases", "examples,fuzzing", "--mode", mode, "--checks", checks,
                    "--generation-database", "none", "--request-timeout", "30",
                    // How fast the machine makes up requests says nothing of the service.
                    "--suppress-health-check", "too_slow",
                ] + (token.isEmpty ? [] : ["-H", "Authorization: Bearer \(token)"])
            )
            #expect(outcome.code == 0, "\(mode): \(outcome.output.suffix(6000)) \(outcome.errors.suffix(1000))")
        }
        #expect(try await server.request("/healthz").status == 200)
        await server.stop()
        #expect(try await Program.run(["check", "--repair", "--toolbox", box.toolbox]).code == 0)
    }
}
