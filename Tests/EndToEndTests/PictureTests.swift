import Foundation
import Testing

/// Pages of real PDFs as pictures, with the positions of a search's words.
@Suite("Pictures of pages")
struct PictureTests {
    /// Letters and digits, normalised to compare the output of different programs.
    private static func plain(_ text: String) -> String {
        text.precomposedStringWithCompatibilityMapping.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The text that another program finds in boxes of a page, in points.
    private static func text(of file: String, page: Int, in boxes: [JSON]) async throws -> String {
        var text = ""
        for box in boxes {
            let value = { (name: String) in box[name].number ?? 0 }
            let (left, top) = (Int(value("left")), Int(value("top")))
            let right = Int((value("left") + value("width")).rounded(.up))
            let bottom = Int((value("top") + value("height")).rounded(.up))
            text += try await Program.launch(
                "pdftotext",
                [
                    "-r", "72", "-f", "\(page)", "-l", "\(page)", "-x", "\(left)", "-y", "\(top)",
                    "-W", "\(right - left)", "-H", "\(bottom - top)", file, "-",
                ]
            ).output
        }
        return plain(text)
    }

    @Test("A word's box covers the word, according to poppler's own program: up to 20 words in every PDF")
    func boxes() async throws {
        let shared = try await SharedToolbox.value
        let files = Ingested(shared.outcome).files.filter {
            $0["path"].string?.hasSuffix(".pdf") == true && $0["status"].string == "indexed"
        }
        var (words, documents) = (0, 0)
        for entry in files {
            let id = try #require(entry["id"].string)
            let path = try #require(entry["path"].string)
            let file = "\(Program.fixtures)/\(path)"
            let document = try await shared.server.request("/v1/documents/\(id)").json()
            var left = 20
            for section in document["sections"].array {
                guard left > 0, let page = section["locator"]["number"].int else { continue }
                let printed = try await Program.launch("pdftotext", ["-f", "\(page)", "-l", "\(page)", file, "-"])
                // Each word once, except those that a line break may have divided.
                let whole = printed.output.split(whereSeparator: \.isNewline)
                    .flatMap { $0.split(separator: " ").dropLast().map(String.init) }
                    .map { $0.filter { $0.isLetter } }
                let chosen = Set(whole.filter { (4...14).contains($0.count) }).sorted().prefix(min(left, 8))
                left -= chosen.count
                for word in chosen {
                    let query = Server.query([("q", word), ("verbatim", "true")])
                    let answer = try await shared.server.request("/v1/documents/\(id)/pages/\(page)?\(query)").json()
                    let match = answer["matches"].array.first {
                        Self.plain($0["text"].string ?? "") == Self.plain(word)
                    }
                    guard let match else { continue }
                    let boxes = match["boxes"].array
                    let found = try await Self.text(of: file, page: page, in: boxes)
                    // For right-to-left words, the program does not return the text of a box.
                    let isArabic = word.unicodeScalars.contains { (0x590...0x8FF).contains($0.value) }
                    #expect(
                        isArabic ? !boxes.isEmpty : found.contains(Self.plain(word)),
                        "\(path) \(page) \(word) \(found)"
                    )
                    words += 1
                }
            }
            documents += 1
        }
        #expect(documents >= 20 && words >= 250, "\(documents) documents, \(words) words")
    }

    @Test("A word that continues in the next line has a box on each")
    func twoLines() async throws {
        let shared = try await SharedToolbox.value
        let hit = try await shared.server.search([("q", "apprenticeship small companies guide")])["hits"][0]
        let id = try #require(hit["id"].string)
        let answer = try await shared.server.request("/v1/documents/\(id)/pages/1?q=companies").json()
        let boxes = try #require(answer["matches"].array.first)["boxes"].array
        #expect(boxes.count == 2)
        #expect((boxes[0]["top"].number ?? 0) + 5 < boxes[1]["top"].number ?? 0)
        #expect((boxes[0]["left"].number ?? 0) > boxes[1]["left"].number ?? 0)
        #expect(answer["matchingPages"].array.first?["page"].int == 1)
    }

    @Test("The picture is a PNG that clients may cache for a while; other documents are an error")
    func answers() async throws {
        let shared = try await SharedToolbox.value
        let id = try #require(try await shared.server.search([("q", "formazione")])["hits"][0]["id"].string)
        let picture = try await shared.server.request("/v1/documents/\(id)/pages/1/picture")
        #expect(picture.status == 200 && picture.headers["content-type"] == "image/png")
        #expect(picture.body.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(picture.headers["cache-control"]?.hasPrefix("private") == true)
        let small = try await shared.server.request("/v1/documents/\(id)/pages/1/picture?size=small")
        #expect(small.body.count * 3 < picture.body.count)
        let tag = try #require(picture.headers["etag"])
        let again = try await shared.server.request(
            "/v1/documents/\(id)/pages/1/picture",
            headers: ["If-None-Match": tag]
        )
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(tag != small.headers["etag"])
        let slides = try #require(try await shared.server.search([("q", "cartouches")])["hits"][0]["id"].string)
        for (path, status, word) in [
            ("/v1/documents/\(id)/pages/0/picture", 400, "page"), ("/v1/documents/\(id)/pages/x", 400, "page"),
            ("/v1/documents/\(id)/pages/999", 404, "the document has"), ("/v1/documents/none/pages/1", 404, "none"),
            ("/v1/documents/\(slides)/pages/1/picture", 404, "is not a PDF"),
        ] {
            let answer = try await shared.server.request(path)
            #expect(answer.status == status, "\(path)")
            #expect(try answer.json()["detail"].string?.contains(word) == true, "\(path)")
        }
    }

    @Test("A scan has no words, but its pages can be viewed")
    func scan() async throws {
        let shared = try await SharedToolbox.value
        let files = Ingested(shared.outcome).files
        let id = try #require(
            files.first { $0["path"].string?.hasSuffix("scanned-certificate.pdf") == true }?["id"].string
        )
        let view = try await shared.server.request("/documents/\(id)")
        #expect(String(decoding: view.body, as: UTF8.self).contains("href=\"/documents/\(id)/pages/1\""))
        let page = try await shared.server.request("/documents/\(id)/pages/1")
        #expect(page.status == 200 && !String(decoding: page.body, as: UTF8.self).contains("<section class=\"part\""))
        let picture = try await shared.server.request("/v1/documents/\(id)/pages/1/picture")
        #expect(picture.status == 200 && picture.body.count > 5000)
    }

    @Test("Pages of a hidden document are not available without access")
    func hidden() async throws {
        let box = try Sandbox()
        try box.copyFixtures("centro-formazione-torino/formazione-apprendistato.pdf")
        let id = try #require(try await box.ingest().files.compactMap { $0["id"].string }.first)
        func run(_ arguments: String...) async throws -> Program.Outcome {
            try await Program.run(arguments + ["--toolbox", box.toolbox])
        }
        let token = try await run("token", "create", "--role", "member", "--name", "reader", "--json")
            .json(whole: true)["token"].string
        let server = try await Server(toolbox: box.toolbox)
        let paths =
            ["pages/1", "pages/1/picture", "pages/1/picture?size=small"].map { "/v1/documents/\(id)/\($0)" }
            + ["/documents/\(id)/pages/1?q=formazione"]
        for path in paths { #expect(try await server.request(path).status == 200, "\(path)") }
        #expect(try await run("describe", id, "--set", "visibility=members").code == 0)
        for path in paths {
            let answer = try await server.request(path)
            #expect(answer.status == 404, "\(path)")
            let member = try await server.request(path, headers: ["Authorization": "Bearer \(token ?? "")"])
            #expect(member.status == 200, "\(path)")
        }
        let kept = { try FileManager.default.contentsOfDirectory(atPath: box.toolbox + "/pictures") }
        #expect(try kept().count == 2)
        #expect(try await run("remove", id).code == 0)
        #expect(try kept().isEmpty)
        for path in paths {
            let member = try await server.request(path, headers: ["Authorization": "Bearer \(token ?? "")"])
            #expect(member.status == 404, "\(path)")
        }
    }
}
