import Foundation
import Testing

/// The pages for signing in against WCAG 2.2 AA, as far as axe-core can check it, in a real Chromium.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct SignInPageTests {
    private static let axe = Program.repository.appending(path: ".build-python/axe_playwright_python/axe.min.js")

    @Test("axe finds nothing, and nothing is wider than the page", arguments: [("light", 360), ("dark", 1280)])
    func findings(scheme: String, width: Int) async throws {
        let sandbox = try Sandbox()
        let made = try await Program.run([
            "account", "invite", "--role", "member", "--name", "Bén", "--email", "ben@example.eu", "--toolbox",
            sandbox.toolbox, "--json",
        ])
        let link = try JSON(Data(made.output.utf8))["link"].string ?? ""
        let password = String(link[(link.range(of: "/login")?.lowerBound ?? link.startIndex)...])
        let server = try await Server(toolbox: sandbox.toolbox)
        let anna = try await Visitor.invited("administrator", to: server, toolbox: sandbox.toolbox)
        let script = try String(contentsOf: Self.axe, encoding: .utf8)
        for isSignedIn in [false, true] {
            let tab = try await Tab(in: Browser.shared, apart: true)
            if isSignedIn { try await tab.take(anna) }
            try await tab.size(width: width, height: 900)
            let media = JSON.object(["name": .string("prefers-color-scheme"), "value": .string(scheme)])
            _ = try await tab.call("Emulation.setEmulatedMedia", ["features": .array([media])])
            let pages =
                isSignedIn ? ["/account?"] : ["/login?", "/login/forgot?", password + "&", "/login/password?link=x&"]
            for page in pages {
                for language in ["en", "de", "ar"] {
                    let path = page + "lang=\(language)"
                    try await tab.open(server.origin + path)
                    #expect(try await tab.evaluate("document.documentElement.lang").string == language, "\(path)")
                    _ = try await tab.evaluate(script + "; true")
                    let found = try await tab.evaluate(
                        """
                        axe.run(document, {
                          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                          resultTypes: ['violations']
                        }).then(r => r.violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 200)}`))
                        """
                    )
                    #expect(found.array.isEmpty, "\(path) \(scheme): \(found)")
                    let wide = try await tab.evaluate("document.documentElement.scrollWidth").int ?? 0
                    #expect(wide <= width, "\(path): \(wide) px")
                }
            }
        }
        await server.stop()
    }
}
