import Foundation
import Testing

/// Originals over HTTP: complete, in ranges, conditional, and never as a page of this service.
@Suite struct FileTests {
    @Test("A document's file is the original, byte for byte, with its type and its name")
    func whole() async throws {
        let server = try await SharedToolbox.value.server
        let types = [
            "handwerkskammer-bayern/ausbildung.pdf": "application/pdf",
            "nordic/suomi/oppisopimus.epub": "application/epub+zip",
            "webinars/teachers-trainers.pptx":
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "south-east/romania/calitate.odp": "application/vnd.oasis.opendocument.presentation",
            "malta/apprentistat.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "south-east/slovenija/vajeništvo.odt": "application/vnd.oasis.opendocument.text",
            "eire/printíseacht.html": "text/html", "nederland/jobcarving.md": "text/markdown",
            "network/policy/governance-note.txt": "text/plain", "webinars/2024/competences-marché.vtt": "text/vtt",
            "webinars/2024/inclusion.srt": "application/x-subrip",
        ]
        for (source, type) in types {
            let answer = try await server.request(try await Self.file(source))
            #expect(answer.status == 200)
            #expect(answer.mediaType == type, "\(source)")
            #expect(answer.body == FileManager.default.contents(atPath: "\(Program.fixtures)/\(source)"), "\(source)")
            #expect(answer.headers["accept-ranges"] == "bytes")
            let disposition = answer.headers["content-disposition"] ?? ""
            let name = (source as NSString).lastPathComponent
            #expect(disposition.hasPrefix("inline"))
            let encoded = disposition.split(separator: "''").last.flatMap { String($0).removingPercentEncoding }
            #expect(encoded == name, "\(disposition)")
            #expect(disposition.utf8.allSatisfy { (32..<127).contains($0) })
        }
    }

    @Test(
        "Ranges",
        arguments: [
            ("bytes=0-99", 0, 99), ("bytes=100-", 100, -1), ("bytes=-50", -50, -1), ("bytes=0-0", 0, 0),
            ("bytes=5-99999999", 5, -1), ("bytes=-99999999", 0, -1),
        ]
    )
    func ranges(_ range: String, _ first: Int, _ last: Int) async throws {
        let server = try await SharedToolbox.value.server
        let path = try await Self.file("handwerkskammer-bayern/ausbildung.pdf")
        let whole = try await server.request(path).body
        let start = first < 0 ? whole.count + first : first
        let end = last < 0 ? whole.count - 1 : last
        let part = try await server.request(path, headers: ["Range": range])
        #expect(part.status == 206)
        #expect(part.headers["content-range"] == "bytes \(start)-\(end)/\(whole.count)")
        #expect(part.headers["content-length"] == "\(end - start + 1)")
        #expect(part.body == whole[start...end])
        #expect(part.headers["content-type"] == "application/pdf")
    }

    @Test("A range beyond the end is a 416; an invalid range gives the complete file")
    func oddRanges() async throws {
        let server = try await SharedToolbox.value.server
        let path = try await Self.file("handwerkskammer-bayern/ausbildung.pdf")
        let size = try await server.request(path).body.count
        for range in ["bytes=\(size)-", "bytes=99999999-99999999", "bytes=-0"] {
            let answer = try await server.request(path, headers: ["Range": range])
            #expect(answer.status == 416, "\(range)")
            #expect(answer.headers["content-range"] == "bytes */\(size)")
        }
        for range in ["bytes=9-5", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=", "bytes=--1"] {
            let answer = try await server.request(path, headers: ["Range": range])
            #expect(answer.status == 200 && answer.body.count == size, "\(range)")
        }
    }

    @Test("An entity tag avoids a transfer, and keeps ranges of different versions apart")
    func entityTags() async throws {
        let server = try await SharedToolbox.value.server
        let path = try await Self.file("handwerkskammer-bayern/ausbildung.pdf")
        let tag = try #require(try await server.request(path).headers["etag"])
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
        for header in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
            let answer = try await server.request(path, headers: ["If-None-Match": header])
            #expect(answer.status == 304 && answer.body.isEmpty, "\(header)")
            #expect(answer.headers["etag"] == tag)
        }
        #expect(try await server.request(path, headers: ["If-None-Match": "\"other\""]).status == 200)
        let part = ["Range": "bytes=0-9"]
        #expect(try await server.request(path, headers: part.merging(["If-Range": tag]) { $1 }).status == 206)
        #expect(try await server.request(path, headers: part.merging(["If-Range": "\"other\""]) { $1 }).status == 200)
    }

    @Test(
        "An original that a browser would execute is sandboxed",
        arguments: ["eire/printíseacht.html", "network/funding-call-2024.xhtml"]
    )
    func fenced(_ source: String) async throws {
        let answer = try await SharedToolbox.value.server.request(try await Self.file(source))
        let policy = answer.headers["content-security-policy"] ?? ""
        #expect(
            policy.contains("sandbox") && !policy.contains("allow-scripts") && policy.contains("default-src 'none'")
        )
        #expect(answer.headers["x-content-type-options"] == "nosniff")
    }

    /// The address of the original of a fixture.
    static func file(_ source: String) async throws -> String {
        let shared = try await SharedToolbox.value
        let line = Ingested(shared.outcome).file(source)
        return "/v1/documents/\(try #require(line["id"].string, "\(source) was not ingested"))/file"
    }
}
