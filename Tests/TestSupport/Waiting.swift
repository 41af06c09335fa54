/// A condition that did not become true.
package struct NeverTrue: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until a condition is true. The limit only ends a test that would hang.
/// - Throws: ``NeverTrue`` after two minutes, or the errors of the condition.
package func wait(for what: String, until isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(120)
    while try await !isTrue() {
        guard ContinuousClock.now < end else { throw NeverTrue(description: "waited two minutes for \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
