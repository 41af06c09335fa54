import Foundation
import Testing

/// A few rounds of `bench/survive`, which documents itself.
@Suite struct SurvivalTests {
    @Test(
        "Killed at random moments, no acknowledged change is lost; random damage is always noticed",
        arguments: [["--kills", "4", "--damages", "0"], ["--kills", "0", "--damages", "8"]]
    )
    func survives(_ rounds: [String]) async throws {
        let outcome = try await Program.launch(
            "python3",
            [Program.repository.appending(path: "bench/survive").path] + rounds
                + ["--binary", Program.path, "--seed", "\(CrashTests.seed)"]
        )
        #expect(outcome.code == 0, "VETSEARCH_SEED=\(CrashTests.seed): \(outcome.output)\(outcome.errors)")
    }
}
