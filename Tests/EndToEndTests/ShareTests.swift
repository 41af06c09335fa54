import Foundation
import Testing

/// Members share files in a real browser, with and without scripts, on a phone.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct ShareTests {
    /// Ten files of a network, as they lie in a folder; the transcripts belong to the video.
    private static let files = [
        "handwerkskammer-bayern/ausbildung.pdf", "handwerkskammer-bayern/meisterbrief-foerderung.docx",
        "handwerkskammer-bayern/gesellenprüfung bewertungsbogen.odt", "centro-formazione-torino/orientamento.pptx",
        "centro-formazione-torino/corso-saldatura.epub", "centro-formazione-torino/lezione-sicurezza.srt",
        "webinars/2025/scaffold-check.mp4", "webinars/2025/scaffold-check.en.vtt",
        "webinars/2025/scaffold-check.de.vtt",
        "webinars/2023/digital-tools.vtt",
    ]

    @Test("A member deposits ten files on a phone, accepts suggestions and submits", arguments: [true, false])
    func tenFiles(withScripts: Bool) async throws {
        let box = try Sandbox()
        // Something to be searched: a toolbox without documents is nothing to open.
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        let tab = try await Tab(in: Browser.shared, apart: true)
        try await tab.take(anna)
        if !withScripts { try await tab.disableScripts() }
        try await tab.size(width: 360, height: 740)
        try await tab.open(server.origin + "/upload")
        try await expectNarrow(tab)
        try await tab.choose(Self.files.map { Program.fixtures + "/" + $0 }, in: "#files")
        if withScripts {
            try await tab.until("document.querySelectorAll('.sending > li.good').length === 10", seconds: 120)
        } else {
            try await tab.click("#send button[type=submit]")
            for _ in 0..<60 {
                if try await tab.texts(".outcomes > li.waiting").isEmpty { break }
                try await Task.sleep(for: .seconds(1))
                try await tab.open(try await tab.evaluate("location.href").string ?? "")
            }
        }
        try await expectNarrow(tab)
        let list = withScripts ? ".sending" : ".outcomes"
        let badges = try await tab.texts("\(list) > li.good .badge")
        #expect(badges.count == 10)
        #expect(badges.count { $0 == "draft" } == 8 && badges.count { $0 == "belongs to the video" } == 2, "\(badges)")

        // The German document gets what its text says.
        let href = try #require(
            try await tab.evaluate(
                "[...document.querySelectorAll('\(list) > li')].find(e => e.textContent.includes('ausbildung.pdf')).querySelector('a').href"
            ).string
        )
        try await tab.open(href)
        try await expectNarrow(tab)
        #expect(try await tab.texts(".offers button").count > 2)
        #expect(try await tab.texts("h1").count == 1)
        if withScripts {
            _ = try await tab.evaluate("document.querySelector('.use-all button').click()")
            try await tab.until("document.querySelector('.autosave').textContent === 'Saved.'")
            try await tab.open(href)
        } else {
            try await tab.click(".use-all button")
        }
        let countries = try await tab.evaluate(
            "[...document.querySelectorAll('.taken input[name=country]')].map(e => e.value)"
        )
        #expect(countries.array.contains(.string("DE")), "\(countries)")
        #expect(try await tab.evaluate("document.querySelectorAll('.taken input[name=topic]').length").int ?? 0 > 0)
        #expect(try await tab.evaluate("document.querySelector('#field-language').value") == .string("German"))
        _ = try await tab.evaluate("document.querySelector('input[name=licence][value=\"CC-BY-4.0\"]').checked = true")
        try await tab.click("button[name=do][value=submit]")
        #expect(try await tab.evaluate("location.pathname") == .string("/upload/mine"))
        #expect(try await tab.texts(".done").first?.contains("Submitted") == true)
        let mine = try await tab.texts(".mine > li .badge")
        #expect(mine.count == 8 && mine.count { $0 == "in review" } == 1, "\(mine)")
        try await expectNarrow(tab)

        // It is a draft: nobody finds it yet.
        let found = try await server.search([("q", "Ausbildung im Handwerk"), ("queryLanguage", "de")])["hits"].array
        #expect(!found.contains { $0["title"].string?.hasPrefix("Ausbildung im Handwerk") == true })
        let exceptions = tab.errors.filter { $0.contains("exceptionDetails") }
        #expect(exceptions.isEmpty, "\(exceptions)")
    }

    @Test("What is written is saved by itself, and names become boxes")
    func autosave() async throws {
        let box = try Sandbox()
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        try await anna.get("/upload/link")
        try await anna.post("/upload/link", ["link": "https://example.eu/a", "title": "A page"])
        let path = try #require(anna.page.location?.split(separator: "?").first.map(String.init))
        let tab = try await Tab(in: Browser.shared, apart: true)
        try await tab.take(anna)
        try await tab.open(server.origin + path)
        _ = try await tab.evaluate("document.querySelector('#field-country').focus()")
        try await tab.type("Estonia")
        try await tab.press("Enter")
        try await tab.until("document.querySelector('.taken input[name=country]')")
        try await tab.until("document.querySelector('.autosave').textContent === 'Saved.'")
        _ = try await tab.evaluate("document.querySelector('#field-year').closest('details').open = true")
        _ = try await tab.evaluate("document.querySelector('#field-year').focus()")
        try await tab.type("20")
        try await tab.until("document.querySelector('.field-wrong')")
        try await tab.type("24")
        try await tab.until(
            "!document.querySelector('.field-wrong') && document.querySelector('.autosave').textContent === 'Saved.'"
        )
        try await anna.get(path)
        #expect(anna.page.body.contains("name=\"country\" value=\"EE\" checked"))
        #expect(anna.page.body.contains("value=\"2024\""))
    }

    @Test("A dropped folder is sent with its folders, and the files beside it")
    func drop() async throws {
        let box = try Sandbox()
        let folder = box.folder + "/Werkstatt"
        try FileManager.default.createDirectory(atPath: folder + "/Sägen/alt", withIntermediateDirectories: true)
        let files = ["/Werkstatt/eins.md", "/Werkstatt/Sägen/zwei.txt", "/Werkstatt/Sägen/alt/drei.txt", "/vier.md"]
        for file in files {
            try "Ein Text über \(file).".write(toFile: box.folder + file, atomically: true, encoding: .utf8)
        }
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        let tab = try await Tab(in: Browser.shared, apart: true)
        try await tab.take(anna)
        try await tab.open(server.origin + "/upload")
        try await tab.drop([folder, box.folder + "/vier.md"], on: ".drop")
        try await tab.until("document.querySelectorAll('main a[href^=\"/upload/drafts/\"]').length === 4", seconds: 60)
        let text = try await tab.evaluate("document.querySelector('main').innerText").string ?? ""
        for file in files { #expect(text.contains(file.dropFirst()), "\(file): \(text)") }
        try await anna.get("/upload/mine")
        for name in ["eins", "zwei", "drei", "vier"] { #expect(anna.page.body.contains(name)) }
        await server.stop()
    }

    private func expectNarrow(_ tab: Tab) async throws {
        let width = try await tab.evaluate("document.documentElement.scrollWidth").int ?? 0
        let address = try await tab.evaluate("location.href").string ?? ""
        #expect(width <= 360, "\(width) px at \(address)")
    }
}

extension Tab {
    /// Takes over the session of a visitor.
    func take(_ visitor: Visitor) async throws {
        for (name, value) in visitor.cookies {
            _ = try await call(
                "Network.setCookie",
                [
                    "name": .string(name), "value": .string(value), "url": .string(visitor.server.origin),
                    "httpOnly": .bool(true), "sameSite": .string("Lax"),
                ]
            )
        }
    }

    /// Chooses files in a field for files.
    func choose(_ files: [String], in selector: String) async throws {
        let document = try await call("DOM.getDocument")
        let found = try await call(
            "DOM.querySelector",
            ["nodeId": document["root"]["nodeId"], "selector": .string(selector)]
        )
        _ = try await call(
            "DOM.setFileInputFiles",
            ["nodeId": found["nodeId"], "files": .array(files.map { .string($0) })]
        )
    }

    /// Drops files and folders on an element.
    func drop(_ paths: [String], on selector: String) async throws {
        let centre = """
            (() => { const e = document.querySelector('\(selector)'); e.scrollIntoView({block: 'center'});
                     const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()
            """
        let place = try await evaluate(centre).array
        let data = JSON.object([
            "items": .array([]), "files": .array(paths.map { .string($0) }), "dragOperationsMask": .number(1),
        ])
        for type in ["dragEnter", "dragOver", "drop"] {
            _ = try await call(
                "Input.dispatchDragEvent",
                ["type": .string(type), "x": place[0], "y": place[1], "data": data]
            )
        }
    }

    /// Waits until an expression is true.
    func until(_ expression: String, seconds: Int) async throws {
        for _ in 0..<max(1, seconds / 10 - 1) {
            if (try? await until(expression)) != nil { return }
        }
        try await until(expression)
    }
}
