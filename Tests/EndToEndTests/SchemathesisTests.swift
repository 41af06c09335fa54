import Foundation
import Testing

/// The service against its own description, with an independent fuzzer.
@Suite("Schemathesis")
struct SchemathesisTests {
    /// The checks of responses: valid requests must get a response as described, invalid ones must get a response. (A
    /// header that HTTP does not allow is answered with 400 before the service sees it.)
    private static let rounds = [
        ("positive", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"),
        ("all", "not_a_server_error"),
    ]

    @Test(
        "No request, valid or invalid, causes a 5xx or an undescribed response",
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
                    // The speed of generating requests does not depend on the service.
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
