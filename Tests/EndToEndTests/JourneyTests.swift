import Foundation
import Testing

/// The whole way of documents in a real browser, without a terminal, on a phone: invited, signed in, shared, sent back,
/// published, found.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct JourneyTests {
    /// Somebody with a browser of their own.
    private static func tab(_ withScripts: Bool) async throws -> Tab {
        let tab = try await Tab(in: Browser.shared, apart: true)
        if !withScripts { try await tab.disableScripts() }
        try await tab.size(width: 360, height: 740)
        return tab
    }

    private static func fill(_ values: [String: String], in tab: Tab) async throws {
        for (selector, value) in values {
            _ = try await tab.evaluate("document.querySelector('\(selector)').value = '\(value)'; 1")
        }
    }

    /// Opens the link of an invitation, chooses a password, and is signed in.
    private static func accept(_ link: String, in tab: Tab) async throws {
        try await tab.open(link)
        try await fill(["#password": Visitor.password], in: tab)
        try await tab.click(".form button[type=submit]")
        #expect(try await tab.evaluate("location.pathname") == .string("/account"))
    }

    /// An administrator invites somebody; returns the link.
    private static func invite(_ name: String, _ role: String, by tab: Tab, _ server: Server) async throws -> String {
        try await tab.open(server.origin + "/admin/accounts")
        try await fill(["#name": name, "#email": "\(name.lowercased())@example.eu", "#role": role], in: tab)
        try await tab.click(".form button[type=submit]")
        return try #require(try await tab.evaluate("document.querySelector('#link').value").string)
    }

    @Test(
        "Invited, signed in, ten files shared, one sent back, nine published, found by those who may",
        arguments: [true, false]
    )
    func journey(withScripts: Bool) async throws {
        let box = try Sandbox()
        let made = try await Program.run([
            "account", "invite", "--role", "administrator", "--name", "Ada", "--email", "ada@example.eu", "--toolbox",
            box.toolbox, "--json",
        ])
        let server = try await Server(toolbox: box.toolbox)
        let first = try JSON(Data(made.output.utf8))["link"].string ?? ""
        let path = first[(first.range(of: "/login")?.lowerBound ?? first.startIndex)...]
        let ada = try await Self.tab(withScripts)
        try await Self.accept(server.origin + path, in: ada)
        let (anna, carl, mia) = (
            try await Self.tab(withScripts), try await Self.tab(withScripts), try await Self.tab(withScripts)
        )
        try await Self.accept(try await Self.invite("Anna", "member", by: ada, server), in: anna)
        try await Self.accept(try await Self.invite("Carl", "curator", by: ada, server), in: carl)
        try await Self.accept(try await Self.invite("Mia", "member", by: ada, server), in: mia)

        // Anna signs out, and in again with her password.
        try await anna.click("form[action='/logout'] button")
        try await anna.open(server.origin + "/upload")
        #expect(try await anna.evaluate("location.pathname") == .string("/login"))
        try await Self.fill(["#email": "anna@example.eu", "#password": Visitor.password], in: anna)
        try await anna.click(".form button[type=submit]")
        #expect(try await anna.evaluate("location.pathname") == .string("/upload"))

        let folder = URL(filePath: box.path).appending(path: "files")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = try (0..<10).map { number in
            let file = folder.appending(path: "hobel\(number).txt")
            try Data("Die Hobelbank Nummer \(number). Sie steht in der Werkstatt der Tischlerei.".utf8).write(to: file)
            return file.path
        }
        try await anna.choose(files, in: "#files")
        if withScripts {
            try await anna.until("document.querySelectorAll('.sending > li.good').length === 10")
        } else {
            try await anna.click("#send button[type=submit]")
            for _ in 0..<30 where try await !anna.texts(".outcomes > li.waiting").isEmpty {
                try await Task.sleep(for: .seconds(1))
                try await anna.open(try await anna.evaluate("location.href").string ?? "")
            }
        }
        let list = withScripts ? ".sending" : ".outcomes"
        let drafts = try await anna.evaluate(
            "[...document.querySelectorAll('\(list) > li a[href*=drafts]')].map(e => e.href)"
        )
        .array.compactMap(\.string)
        #expect(Set(drafts).count == 10, "\(drafts)")
        for (number, draft) in Set(drafts).sorted().enumerated() {
            try await anna.open(draft)
            // One is for everybody, the others for members.
            let audience = number == 0 ? "public" : "members"
            _ = try await anna.evaluate("document.querySelector('input[value=\(audience)]').checked = true")
            try await Self.fill(["#field-title": "Hobelbank \(number)"], in: anna)
            try await anna.click("button[name=do][value=submit]")
            let place = try await anna.evaluate(
                "location.pathname + ' ' + (document.querySelector('.wrong')?.textContent ?? '')"
            )
            #expect(place == .string("/upload/mine "))
        }

        try await carl.open(server.origin + "/desk")
        #expect(try await carl.texts(".choose > li").count == 10)
        let back =
            try await carl.evaluate("document.querySelectorAll('.choose input[name=document]')[9].value").string ?? ""
        _ = try await carl.evaluate("document.querySelectorAll('.choose input[name=document]')[9].checked = true")
        try await Self.fill(["#reason": "Which year is it from?"], in: carl)
        try await carl.click("button[name=do][value=send-back]")
        _ = try await carl.evaluate(
            "document.querySelectorAll('.choose input[name=document]').forEach(box => box.checked = true)"
        )
        try await carl.click("button[name=do][value=publish]")
        let begun = ContinuousClock.now
        let total = { (tab: Tab) in
            try await tab.open(server.origin + "/?q=Hobelbank&limit=100")
            return try await tab.texts(".results > .hits .hit").count
        }
        while try await total(mia) < 9, ContinuousClock.now - begun < .seconds(5) {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await total(mia) == 9)
        let members = try await mia.texts(".hit-badge").count { $0 == "for members" }
        let anybody = try await Self.tab(withScripts)
        #expect(try await total(anybody) == 9 - members && members >= 8)
        try await anna.open(server.origin + "/upload/drafts/" + back)
        #expect(try await anna.evaluate("document.body.textContent.includes('Which year is it from?')") == .bool(true))
        await server.stop()
    }
}
